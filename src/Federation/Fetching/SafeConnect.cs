using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Federated.Federation.Fetching;

/// <summary>A connection that was not made, and why: the only way out of a connect callback.</summary>
sealed class DialException(string code, Exception? inner = null) : IOException(code, inner)
{
    public string Code { get; } = code;
}

/// <summary>
/// Opens the connections of the hub: resolves the name once, judges every address, and dials the very address judged,
/// so that a name that changes its mind between the two gains nothing (AT-085).
/// </summary>
sealed class SafeConnect(OutboundOptions options)
{
    const int AddressesTried = 4;

    static readonly IPAddress[] Loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    readonly AddressGuard _guard = new(options.AllowNetworks);

    /// <summary>What is wrong with a target before any name is resolved, or null.</summary>
    public string? Refusal(Target target)
    {
        if (target.IsPlain && !options.PlainHttp)
            return "scheme-refused";
        if (target.Authority.Equals(options.Host, StringComparison.OrdinalIgnoreCase) || target.Authority.Equals(options.MediaHost, StringComparison.OrdinalIgnoreCase))
            return "own-host";
        if (IPAddress.TryParse(target.Host, out var address))
            return Refusal(address, target.Port, target.IsPlain);
        return target.Port == 443 || _guard.AllowsMore ? null : "port-refused";
    }

    /// <summary>The connect callback of the handler.</summary>
    /// <exception cref="DialException">Nothing to dial: `dns`, `address-refused`, `port-refused`, `scheme-refused`.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var port = context.DnsEndPoint.Port;
        var plain = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        var found = await ResolveAsync(context.DnsEndPoint.Host, ct);
        var open = found.Where(a => Refusal(a, port, plain) is null).Take(AddressesTried).ToArray();
        if (open.Length == 0)
            throw new DialException(found.Length == 0 ? "dns" : Refusal(found[0], port, plain)!);
        for (var i = 0; ; i++)
        {
            var left = options.ConnectTime - Stopwatch.GetElapsedTime(started);
            try
            {
                return await DialAsync(new IPEndPoint(open[i], port), left / (open.Length - i), ct);
            }
            catch (Exception e) when (i < open.Length - 1 && e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                // The next address may answer.
            }
        }
    }

    string? Refusal(IPAddress address, int port, bool plain) => _guard.Of(address) switch
    {
        Reach.Allowed => IsOpenInside(port) ? null : "port-refused",
        Reach.Global when plain => "scheme-refused",
        Reach.Global => port == 443 ? null : "port-refused",
        _ => "address-refused",
    };

    /// <summary>A test network runs hubs on any high port; its databases stay out of reach (AT-089).</summary>
    static bool IsOpenInside(int port) => port is 80 or 443 or (>= 1024 and not (5432 or 6379));

    async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        if (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
            return Loopback;
        try
        {
            return await options.Resolve(host, ct).WaitAsync(ct);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new DialException("dns", e);
        }
    }

    static async Task<Stream> DialAsync(IPEndPoint end, TimeSpan budget, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(budget > TimeSpan.Zero ? budget : TimeSpan.Zero);
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, time.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
