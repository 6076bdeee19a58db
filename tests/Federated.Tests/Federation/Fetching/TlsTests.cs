using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Federation.Fetching;

namespace Federated.Tests.Federation.Fetching;

public sealed class TlsTests : IDisposable
{
    readonly X509Certificate2 _root = Root();

    OutboundOptions Trusting => Peer.Options with { Roots = [_root] };

    [Fact]
    public async Task A_trusted_host_is_fetched_over_http_2()
    {
        using var certificate = Certificate("localhost", days: 1);
        await using var peer = await Peer.StartAsync(Peer.Document([1]), certificate);

        Assert.IsType<Fetched>(await FetchAsync(peer, Trusting));
        Assert.Equal("HTTP/2", peer.Requests.Single().Protocol);
        Assert.Equal($"localhost:{peer.Port}", peer.Requests.Single().Headers.Host);
    }

    [Theory]
    [InlineData("localhost", -1)]
    [InlineData("other.example", 1)]
    public async Task An_expired_or_misnamed_certificate_is_refused(string name, int days)
    {
        using var certificate = Certificate(name, days);
        await using var peer = await Peer.StartAsync(Peer.Document([1]), certificate);

        Assert.Equal(new FetchFailed("tls"), await FetchAsync(peer, Trusting));
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_root_is_refused()
    {
        using var certificate = Certificate("localhost", days: 1);
        await using var peer = await Peer.StartAsync(Peer.Document([1]), certificate);

        Assert.Equal(new FetchFailed("tls"), await FetchAsync(peer, Peer.Options));
    }

    [Fact]
    public async Task A_redirect_from_https_to_http_is_refused()
    {
        using var certificate = Certificate("localhost", days: 1);
        await using var plain = await Peer.StartAsync(Peer.Document([1]));
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Redirect(plain.Uri("/actors/ada"));
            return Task.CompletedTask;
        }, certificate);

        Assert.Equal(new FetchFailed("scheme-refused", 302), await FetchAsync(peer, Trusting));
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task A_host_that_does_not_speak_tls_fails()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([1]));

        Assert.Equal("tls", Assert.IsType<FetchFailed>(await FetchAsync(peer, Trusting)).Code);
    }

    [Fact]
    public async Task A_handshake_that_hangs_costs_no_more_than_the_time_to_connect()
    {
        using var peer = new RawPeer((_, ct) => Task.Delay(Timeout.Infinite, ct));

        var result = await Peer.FetchUriAsync($"https://localhost:{peer.Port}/", Trusting with { ConnectTime = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(new FetchFailed("timeout"), result);
    }

    public void Dispose() => _root.Dispose();

    static Task<FetchResult> FetchAsync(Peer peer, OutboundOptions options) =>
        Peer.FetchUriAsync($"https://localhost:{peer.Port}/", options);

    static X509Certificate2 Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-20), now.AddDays(20));
    }

    X509Certificate2 Certificate(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(_root, now.AddDays(-10), now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
