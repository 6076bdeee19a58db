using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Federated.Instance.Config;

namespace Federated.Web.Commands;

/// <summary>Looks at the hub's own address as a peer would: name, certificate, and a WebFinger question.</summary>
sealed class OriginCheck(Findings findings, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RenewalTime = TimeSpan.FromDays(14);

    public async Task ExamineAsync(HubOptions hub, bool running, CancellationToken ct)
    {
        var address = new Uri($"{hub.Scheme}://{hub.Domain}");
        if (!await ResolvesAsync(address, ct))
            return;
        if (hub.Scheme == "https")
            await ExamineCertificateAsync(address, ct);
        else
            findings.Skip("tls", "Hub:Scheme is http");
        if (running)
            await ExamineWebFingerAsync(hub, ct);
        else
            findings.Skip("webfinger", "the hub does not run on this data directory");
    }

    async Task<bool> ResolvesAsync(Uri address, CancellationToken ct)
    {
        if (HubOptions.IsLoopbackName(address.Authority))
        {
            findings.Ok("dns", $"{address.Host} is this machine");
            return true;
        }
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, ct);
            findings.Ok("dns", $"{address.Host} is {string.Join(", ", found.Select(a => a.ToString()))}");
            return true;
        }
        catch (SocketException failure)
        {
            findings.Fail("dns", $"{address.Host} cannot be resolved: {failure.Message}");
            return false;
        }
    }

    async Task ExamineCertificateAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var limit = Limit(ct);
            await using var stream = await ConnectAsync(new DnsEndPoint(address.IdnHost, address.Port), limit.Token);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, limit.Token);
            using var certificate = new X509Certificate2(tls.RemoteCertificate!);
            var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
            findings.Add("tls", ends - clock.GetUtcNow() < RenewalTime ? $"The certificate ends on {ends:yyyy-MM-dd}: renew it." : null, $"the certificate is good until {ends:yyyy-MM-dd}");
        }
        catch (Exception failure) when (IsUnreachable(failure, ct))
        {
            findings.Fail("tls", $"{address.Authority} has no good certificate: {failure.Message}");
        }
    }

    async Task ExamineWebFingerAsync(HubOptions hub, CancellationToken ct)
    {
        var domain = new HubAddress(hub).HandleDomain;
        var subject = $"acct:{HubAddress.HubActorName}@{domain}";
        var url = $"{hub.Scheme}://{domain}/.well-known/webfinger?resource={Uri.EscapeDataString(subject)}";
        try
        {
            using var limit = Limit(ct);
            using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (c, token) => ConnectAsync(c.DnsEndPoint, token) });
            using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), limit.Token);
            findings.Add("webfinger", await ProblemAsync(answer, subject, limit.Token), $"{url} answers");
        }
        catch (Exception failure) when (IsUnreachable(failure, ct))
        {
            findings.Fail("webfinger", $"{url} cannot be asked: {failure.Message}");
        }
    }

    static async Task<string?> ProblemAsync(HttpResponseMessage answer, string subject, CancellationToken ct)
    {
        if (answer.StatusCode == HttpStatusCode.MisdirectedRequest)
            return "The proxy does not pass the Host header on: see docs/operators/reverse-proxy.md.";
        if (answer.StatusCode != HttpStatusCode.OK)
            return $"WebFinger answers {(int)answer.StatusCode} for {subject}.";
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            return document.RootElement.TryGetProperty("subject", out var said) && said.ValueEquals(subject) ? null : $"WebFinger names another subject than {subject}.";
        }
        catch (JsonException)
        {
            return "WebFinger does not answer with JSON: is another program at this address?";
        }
    }

    // Only our own configured address is dialled here, which may be private; `*.localhost` is this machine.
    static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (HubOptions.IsLoopbackName(to.Host))
                await socket.ConnectAsync([IPAddress.Loopback, IPAddress.IPv6Loopback], to.Port, ct);
            else
                await socket.ConnectAsync(to, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return limit;
    }

    static bool IsUnreachable(Exception failure, CancellationToken ct) =>
        failure is SocketException or IOException or AuthenticationException or HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested;
}
