using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Federated.Tests.Federation.Fetching;

/// <summary>A host that speaks bytes instead of HTTP: says what the test says, and counts who connects.</summary>
sealed class RawPeer : IDisposable
{
    readonly TcpListener _listener;
    readonly CancellationTokenSource _stop = new();

    public RawPeer(Func<NetworkStream, CancellationToken, Task>? talk = null, string address = "127.0.0.1")
    {
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        if (talk is not null)
            _ = AcceptAsync(talk);
    }

    public int Port { get; }

    /// <summary>Whether somebody connected (for a peer that accepts nobody: the kernel completes the handshake).</summary>
    public bool WasDialled => _listener.Pending();

    /// <summary>Sends a text once, then keeps sending another with pauses, for ever.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Drip(string first, string then, int pauseMs) => async (stream, ct) =>
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first), ct);
        while (true)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(then), ct);
            await Task.Delay(pauseMs, ct);
        }
    };

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> talk)
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = TalkAsync(client, talk, _stop.Token);
        }
    }

    static async Task TalkAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> talk, CancellationToken ct)
    {
        using (client)
        {
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[16 * 1024], ct);
            await talk(stream, ct);
        }
    }
}
