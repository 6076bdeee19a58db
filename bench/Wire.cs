using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Federated.Bench;

/// <summary>What came back over the wire. The body is good until the next exchange of its connection.</summary>
public readonly ref struct Answer(int status, ReadOnlySpan<byte> body)
{
    public int Status { get; } = status;
    public ReadOnlySpan<byte> Body { get; } = body;

    public void MustBe(int status)
    {
        if (Status != status)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Status} and not {status}: {Encoding.UTF8.GetString(Body)}"));
    }
}

/// <summary>Looks at the answer to the request of this number, and throws when it is not what it should be.</summary>
public delegate void AnswerCheck(int request, Answer answer);

/// <summary>Connections that send prepared bytes and read whole answers: as little as a client can do, so that it is the hub's cost that is measured.</summary>
public static class Wire
{
    const int Most = 256 * 1024;

    /// <summary>Sends each request once over so many connections that stay open; how many there were.</summary>
    public static async Task<int> ExchangeAsync(int port, IReadOnlyList<byte[]> requests, int connections, AnswerCheck check)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            var buffer = new byte[Most];
            for (int i; (i = Interlocked.Increment(ref next)) < requests.Count;)
            {
                await socket.SendAsync(requests[i]);
                var (status, start, end) = await ReadAsync(socket, buffer);
                check(i, new Answer(status, buffer.AsSpan(start..end)));
            }
        })));
        return requests.Count;
    }

    /// <summary>A GET as bytes.</summary>
    public static byte[] Get(string host, string path, string accept) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n");

    static async Task<(int Status, int Start, int End)> ReadAsync(Socket socket, byte[] buffer)
    {
        var (have, start, end, status) = (0, 0, int.MaxValue, 0);
        while (have < end)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (read == 0)
                throw new IOException("The hub closed the connection.");
            have += read;
            if (start == 0 && buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8) is var mark and > 0)
            {
                start = mark + 4;
                (status, var length) = Head(Encoding.ASCII.GetString(buffer, 0, mark));
                end = start + length;
            }
        }
        return (status, start, end);
    }

    static (int Status, int Length) Head(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            throw new InvalidOperationException($"An answer without a length: {head}");
        var value = head[(at + Name.Length)..];
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), int.Parse(value.Split('\r')[0], CultureInfo.InvariantCulture));
    }
}
