using System.Net;
using System.Net.Sockets;
using Federated.Federation.Fetching;

namespace Federated.Tests.Federation.Fetching;

public sealed class SafeConnectTests
{
    static OutboundOptions Resolving(params string[] addresses) =>
        Peer.Options with { Resolve = (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)) };

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.2")]
    public async Task A_name_that_resolves_to_a_private_address_is_refused(string address) =>
        Assert.Equal(new FetchFailed("address-refused"), await Peer.FetchUriAsync("http://peer.example:8080/", Resolving(address)));

    [Fact]
    public async Task Nobody_dials_a_refused_address()
    {
        using var secret = new RawPeer(address: "127.0.0.2");
        using var outbound = new Outbound(Resolving("127.0.0.2"), TimeProvider.System);

        foreach (var host in new[] { "peer.example", "127.0.0.2", "[::ffff:127.0.0.2]" })
            Assert.Equal(new FetchFailed("address-refused"),
                await outbound.FetchAsync(Peer.Ask($"http://{host}:{secret.Port}/"), CancellationToken.None));

        Assert.False(secret.WasDialled);
    }

    [Fact]
    public async Task Loopback_is_refused_when_no_network_is_allowed()
    {
        using var secret = new RawPeer();

        var byAddress = await Peer.FetchUriAsync($"http://127.0.0.1:{secret.Port}/", new OutboundOptions("hub.example") { PlainHttp = true });
        var byName = await Peer.FetchUriAsync($"http://localhost:{secret.Port}/",
            Peer.Options with { AllowNetworks = [IPNetwork.Parse("10.0.0.0/8")] });

        Assert.Equal(new FetchFailed("address-refused"), byAddress);
        Assert.Equal(new FetchFailed("address-refused"), byName);
        Assert.False(secret.WasDialled);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_good_ones_are_dialled()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([1]));
        using var secret = new RawPeer(address: "127.0.0.2");

        var result = await Peer.FetchUriAsync($"http://peer.example:{peer.Port}/", Resolving("10.0.0.1", "127.0.0.2", "127.0.0.1"));

        Assert.IsType<Fetched>(result);
        Assert.Equal($"peer.example:{peer.Port}", peer.Requests.Single().Headers.Host);
    }

    [Fact]
    public async Task A_dead_first_address_does_not_hide_the_second()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([1]));
        var options = Resolving("127.0.0.9", "127.0.0.1") with { AllowNetworks = [IPNetwork.Parse("127.0.0.0/8")] };

        Assert.IsType<Fetched>(await Peer.FetchUriAsync($"http://peer.example:{peer.Port}/", options));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("a.localhost")]
    [InlineData("b.A.LOCALHOST")]
    public async Task Localhost_names_lead_to_loopback_without_asking_a_resolver(string host)
    {
        await using var peer = await Peer.StartAsync(Peer.Document([1]));
        var options = Peer.Options with { Resolve = (_, _) => throw new InvalidOperationException("asked") };

        Assert.IsType<Fetched>(await Peer.FetchUriAsync($"http://{host}:{peer.Port}/", options));
    }

    [Fact]
    public async Task A_name_is_resolved_once_per_connection()
    {
        var asked = 0;
        await using var peer = await Peer.StartAsync(Peer.Document([1]));
        var options = Peer.Options with
        {
            Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Parse(asked++ == 0 ? "127.0.0.1" : "127.0.0.2") }),
        };

        Assert.IsType<Fetched>(await Peer.FetchUriAsync($"http://rebind.example:{peer.Port}/", options));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_dns_failure()
    {
        var unknown = Peer.Options with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };

        Assert.Equal(new FetchFailed("dns"), await Peer.FetchUriAsync("https://nobody.example/", unknown));
        Assert.Equal(new FetchFailed("dns"), await Peer.FetchUriAsync("https://nobody.example/", Resolving()));
    }

    [Fact]
    public async Task A_resolver_that_hangs_costs_no_more_than_the_time_to_connect()
    {
        var hanging = Peer.Options with
        {
            Resolve = (_, _) => new TaskCompletionSource<IPAddress[]>().Task,
            ConnectTime = TimeSpan.FromMilliseconds(200),
        };

        Assert.Equal(new FetchFailed("timeout"), await Peer.FetchUriAsync("https://slow.example/", hanging));
    }

    [Fact]
    public async Task A_host_that_takes_no_connection_is_a_network_failure()
    {
        int port;
        using (var gone = new RawPeer())
            port = gone.Port;

        Assert.Equal(new FetchFailed("network"), await Peer.FetchUriAsync($"http://127.0.0.1:{port}/"));
    }

    [Fact]
    public async Task Plain_http_never_goes_to_the_internet() =>
        Assert.Equal(new FetchFailed("scheme-refused"), await Peer.FetchUriAsync("http://peer.example/", Resolving("8.8.8.8")));

    [Fact]
    public async Task A_hub_on_https_neither_fetches_nor_dials_http()
    {
        using var plain = new RawPeer();
        var result = await Peer.FetchUriAsync($"http://127.0.0.1:{plain.Port}/", Peer.Options with { PlainHttp = false });

        Assert.Equal(new FetchFailed("scheme-refused"), result);
        Assert.False(plain.WasDialled);
    }

    [Fact]
    public async Task Only_the_https_port_is_dialled_on_the_internet() =>
        Assert.Equal(new FetchFailed("port-refused"), await Peer.FetchUriAsync("https://peer.example:8443/", Resolving("8.8.8.8")));
}
