using System.Net;
using System.Net.Sockets;
using System.Text;
using Federated.Federation;
using Federated.Federation.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Fetching;

public sealed class AddressTests
{
    [Theory]
    [InlineData("file:///etc/passwd", "scheme-refused")]
    [InlineData("gopher://peer.example/1", "scheme-refused")]
    [InlineData("javascript:alert(1)", "scheme-refused")]
    [InlineData("data:application/activity+json,{}", "scheme-refused")]
    [InlineData("acct:ada@peer.example", "scheme-refused")]
    [InlineData("/relative", "scheme-refused")]
    [InlineData("", "scheme-refused")]
    [InlineData("#main-key", "scheme-refused")]
    [InlineData("https:peer.example", "scheme-refused")]
    [InlineData("http://peer.example/", "scheme-refused")]
    [InlineData("https://", "uri-refused")]
    [InlineData("https:///path", "uri-refused")]
    [InlineData("https://ada@peer.example/", "uri-refused")]
    [InlineData("https://ada:secret@peer.example/", "uri-refused")]
    [InlineData("https://good.example\\@peer.example/", "uri-refused")]
    [InlineData("https://peer.example/a\\b", "uri-refused")]
    [InlineData("https://peer.example/a b", "uri-refused")]
    [InlineData("https://peer.example/a\tb", "uri-refused")]
    [InlineData("https://peer.example/ HTTP/1.1\r\nX: y", "uri-refused")]
    [InlineData("https://peer.example\r\n/", "uri-refused")]
    [InlineData(" https://peer.example/", "scheme-refused")]
    [InlineData("https://peer.example:0/", "uri-refused")]
    [InlineData("https://peer.example:65536/", "uri-refused")]
    [InlineData("https://peer.example./", "uri-refused")]
    [InlineData("https://evil\u2100.example/", "uri-refused")]
    [InlineData("https://evil.ex\uff0fample/", "uri-refused")]
    [InlineData("https://good.example\uff03.peer.example/", "uri-refused")]
    [InlineData("https://\u200d.example/", "uri-refused")]
    [InlineData("https://%31%32%37.0.0.1/", "uri-refused")]
    [InlineData("https://[fe80::1%25eth0]/", "uri-refused")]
    [InlineData("https://peer.example:8443/", "port-refused")]
    [InlineData("https://peer.example:22/", "port-refused")]
    [InlineData("https://8.8.8.8:25/", "port-refused")]
    [InlineData("https://hub.example/actor", "own-host")]
    [InlineData("https://HUB.example:443/actor", "own-host")]
    public async Task Addresses_that_nobody_should_fetch_are_refused(string uri, string code) =>
        Assert.Equal(new FetchFailed(code), await Peer.FetchUriAsync(uri, new OutboundOptions("hub.example")));

    [Fact]
    public async Task Half_a_character_is_refused() =>
        Assert.Equal(new FetchFailed("uri-refused"), await Peer.FetchUriAsync("https://peer.example/\ud800", new OutboundOptions("hub.example")));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f000001")]
    [InlineData("017700000001")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("255.255.255.255")]
    public async Task Hosts_that_are_private_addresses_in_disguise_are_refused(string host) =>
        Assert.Equal(new FetchFailed("address-refused"), await Peer.FetchUriAsync($"https://{host}/", new OutboundOptions("hub.example")));

    [Theory]
    [InlineData("/a%7Eb/%2e%2e/c", "/a%7Eb/%2e%2e/c")]
    [InlineData("/?author=1", "/?author=1")]
    [InlineData("?p=16", "/?p=16")]
    [InlineData("", "/")]
    [InlineData("/a/../b/./c//d", "/a/../b/./c//d")]
    [InlineData("/q?x=1,2+3%2B4&resource=acct:ada@peer.example", "/q?x=1,2+3%2B4&resource=acct:ada@peer.example")]
    [InlineData("/ünïcode?s=é😀", "/%C3%BCn%C3%AFcode?s=%C3%A9%F0%9F%98%80")]
    [InlineData("/a{b}|c\"<d>", "/a%7Bb%7D%7Cc%22%3Cd%3E")]
    [InlineData("/actors/ada#main-key", "/actors/ada")]
    [InlineData("/x?@evil.example/", "/x?@evil.example/")]
    public async Task The_target_goes_on_the_wire_as_written_and_is_signed_so(string written, string sent)
    {
        string? signed = null;
        await using var peer = await Peer.StartAsync(Peer.Document([]));

        var result = await peer.FetchAsync(written, signer: request =>
        {
            signed = request.Target;
            return [];
        });

        Assert.Equal(peer.Uri(written).Split('#')[0], Assert.IsType<Fetched>(result).FinalUri);
        Assert.Equal(sent, peer.Requests.Single().RawTarget);
        Assert.Equal(sent, signed);
    }

    [Fact]
    public async Task An_address_of_the_longest_length_is_fetched_and_a_longer_one_is_not()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([]));
        var longest = peer.Uri("/").PadRight(Limits.UriLength, 'a');

        Assert.IsType<Fetched>(await Peer.FetchUriAsync(longest));
        Assert.Equal(new FetchFailed("uri-refused"), await Peer.FetchUriAsync(longest + "a"));
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(5432)]
    [InlineData(6379)]
    public async Task Ports_of_other_protocols_are_refused_on_a_test_network_too(int port) =>
        Assert.Equal(new FetchFailed("port-refused"), await Peer.FetchUriAsync($"http://127.0.0.1:{port}/"));

    [Theory]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.Example", "xn--bcher-kva.example")]
    [InlineData("Peer.EXAMPLE", "peer.example")]
    public async Task A_host_name_is_asked_for_in_its_one_form(string written, string sent)
    {
        await using var peer = await Peer.StartAsync(Peer.Document([]));
        string? resolved = null;
        var options = Peer.Options with
        {
            Resolve = (name, _) =>
            {
                resolved = name;
                return Task.FromResult(new[] { IPAddress.Loopback });
            },
        };

        Assert.IsType<Fetched>(await Peer.FetchUriAsync($"http://{written}:{peer.Port}/", options));
        Assert.Equal(sent, resolved);
        Assert.Equal($"{sent}:{peer.Port}", peer.Requests.Single().Headers.Host);
    }

    [Fact]
    public void No_address_makes_the_client_throw()
    {
        using var outbound = new Outbound(new OutboundOptions("hub.example")
        {
            PlainHttp = true,
            Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        }, TimeProvider.System);
        var host = Gen.Elements("peer.example", "xn--a", "xn--\u00fc.example", "[", "[::g]", "1.2.3.256", "\u200d.example", "a..b", "-", "\u3002", "a\u2100", "\uff0f\uff20", "");
        var addresses = from scheme in Gen.Elements("https://", "http://", "https:", "//", "")
                        from name in Gen.OneOf(host, ArbMap.Default.GeneratorFor<string>())
                        from rest in ArbMap.Default.GeneratorFor<string>()
                        select scheme + name + rest;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(addresses.ToArbitrary(), address =>
            outbound.FetchAsync(Peer.Ask(address), CancellationToken.None).GetAwaiter().GetResult() is FetchFailed));
    }

    [Fact]
    public void No_location_makes_the_client_throw()
    {
        var location = "";
        using var peer = new RawPeer((stream, ct) => stream.WriteAsync(
            Encoding.Latin1.GetBytes($"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"), ct).AsTask());
        using var outbound = new Outbound(Peer.Options with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) }, TimeProvider.System);
        var text = Gen.ListOf(Gen.Choose(0x20, 0xff)).Select(codes => new string([.. codes.Where(c => c is < 0x7f or > 0x9f).Select(c => (char)c)]));
        var locations = from start in Gen.Elements("", "/", "//", "?", "#", "..", "http://peer.example", "https://", "mailto:")
                        from rest in text
                        select start + rest;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(locations.ToArbitrary(), next =>
        {
            location = next;
            return outbound.FetchAsync(Peer.Ask($"http://127.0.0.1:{peer.Port}/"), CancellationToken.None).GetAwaiter().GetResult() is FetchFailed;
        }));
    }
}
