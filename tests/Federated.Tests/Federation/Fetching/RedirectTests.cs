using System.Globalization;
using Federated.Federation;
using Federated.Federation.Fetching;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Federation.Fetching;

public sealed class RedirectTests
{
    /// <summary>`/n` leads to `/n-1`; `/0` is the document.</summary>
    static async Task Countdown(HttpContext context)
    {
        var left = int.Parse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture);
        if (left == 0)
            await Peer.Document([7])(context);
        else
            To($"/{left - 1}", 302)(context);
    }

    static Action<HttpContext> To(string location, int status = 301) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
    };

    static Task<Peer> RedirectingTo(string location, int status = 301) => Peer.StartAsync(context =>
    {
        if (context.Request.Path == "/end")
            return Peer.Document([7])(context);
        To(location, status)(context);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task As_many_redirects_as_allowed_are_followed_and_no_more()
    {
        await using var peer = await Peer.StartAsync(Countdown);

        var at = await peer.FetchAsync($"/{Limits.Redirects}");
        var past = await peer.FetchAsync($"/{Limits.Redirects + 1}");

        Assert.Equal(peer.Uri("/0"), Assert.IsType<Fetched>(at).FinalUri);
        Assert.Equal(new FetchFailed("redirects", 302), past);
        Assert.DoesNotContain(peer.Requests.Skip(Limits.Redirects + 1), r => r.RawTarget == "/0");
    }

    [Fact]
    public async Task Discovery_follows_one_redirect()
    {
        await using var peer = await Peer.StartAsync(Countdown);
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        Assert.IsType<Fetched>(await outbound.FetchAsync(FetchRequest.Discovery(peer.Uri($"/{Limits.WebFingerRedirects}")), CancellationToken.None));
        Assert.Equal(new FetchFailed("redirects", 302),
            await outbound.FetchAsync(FetchRequest.Discovery(peer.Uri($"/{Limits.WebFingerRedirects + 1}")), CancellationToken.None));
    }

    [Fact]
    public async Task A_loop_ends()
    {
        await using var peer = await RedirectingTo("/self");

        Assert.Equal(new FetchFailed("redirects", 301), await peer.FetchAsync("/self"));
        Assert.Equal(Limits.Redirects + 1, peer.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Every_kind_of_redirect_is_followed(int status)
    {
        await using var peer = await RedirectingTo("/end", status);

        Assert.IsType<Fetched>(await peer.FetchAsync("/start"));
    }

    [Theory]
    [InlineData("end", "/a/end")]
    [InlineData("../end?x=%7E", "/end?x=~")]
    [InlineData("/a%7Eb?x=1", "/a%7Eb?x=1")]
    [InlineData("?page=2", "/a/b?page=2")]
    public async Task Relative_locations_are_understood(string location, string target)
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            if (context.Request.Path != "/a/b" || context.Request.QueryString.HasValue)
                return Peer.Document([7])(context);
            To(location)(context);
            return Task.CompletedTask;
        });

        Assert.IsType<Fetched>(await peer.FetchAsync("/a/b"));
        Assert.Equal(target, peer.Requests.Last().RawTarget);
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused_before_anybody_is_dialled()
    {
        using var secret = new RawPeer(address: "127.0.0.2");
        await using var peer = await RedirectingTo($"http://127.0.0.2:{secret.Port}/admin");

        Assert.Equal(new FetchFailed("address-refused", 301), await peer.FetchAsync("/start"));
        Assert.False(secret.WasDialled);
    }

    [Fact]
    public async Task A_redirect_to_a_name_of_a_private_address_is_refused_before_anybody_is_dialled()
    {
        using var secret = new RawPeer(address: "127.0.0.2");
        await using var peer = await RedirectingTo($"//inside.example:{secret.Port}/admin");
        var options = Peer.Options with { Resolve = (_, _) => Task.FromResult(new[] { System.Net.IPAddress.Parse("127.0.0.2") }) };

        Assert.Equal(new FetchFailed("address-refused"), await peer.FetchAsync("/start", options));
        Assert.False(secret.WasDialled);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "scheme-refused")]
    [InlineData("ftp://peer.example/", "scheme-refused")]
    [InlineData("http://ada@127.0.0.1/", "uri-refused")]
    [InlineData("http://127.0.0.1:5432/", "port-refused")]
    [InlineData("http://hub.example/actor", "own-host")]
    public async Task A_redirect_out_of_bounds_is_refused(string location, string code)
    {
        await using var peer = await RedirectingTo(location);

        Assert.Equal(new FetchFailed(code, 301), await peer.FetchAsync("/start"));
    }

    [Fact]
    public async Task Each_hop_is_signed_for_its_own_host()
    {
        await using var second = await Peer.StartAsync(Peer.Document([7]));
        await using var first = await RedirectingTo(second.Uri("/actors/ada"));

        var result = await first.FetchAsync("/@ada", signer: r => [new("Signature", $"{r.Authority}{r.Target}")]);

        Assert.Equal(second.Uri("/actors/ada"), Assert.IsType<Fetched>(result).FinalUri);
        Assert.Equal($"{first.Authority}/@ada", first.Requests.Single().Headers["Signature"]);
        Assert.Equal($"{second.Authority}/actors/ada", second.Requests.Single().Headers["Signature"]);
    }

    [Fact]
    public async Task A_redirect_that_leads_nowhere_is_a_status()
    {
        await using var peer = await Peer.StartAsync(Peer.Status(302));

        Assert.Equal(new FetchFailed("status", 302), await peer.FetchAsync("/start"));
    }
}
