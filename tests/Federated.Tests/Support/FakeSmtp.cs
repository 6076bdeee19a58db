using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Federated.Tests.Support;

/// <summary>A mail as it came over the wire.</summary>
public sealed record ReceivedMail(string From, string To, string Data)
{
    public string? Header(string name) => Data.Split("\r\n\r\n", 2)[0].Split("\r\n").FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    /// <summary>The text, which came as base64 or quoted-printable.</summary>
    public string Text => Header("Content-Transfer-Encoding") switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(Body.Replace("\r\n", "", StringComparison.Ordinal))),
        "quoted-printable" => Encoding.UTF8.GetString(Unquote(Body.Replace("=\r\n", "", StringComparison.Ordinal))),
        _ => Body,
    };

    string Body => Data.Split("\r\n\r\n", 2)[1];

    static byte[] Unquote(string text)
    {
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
                bytes.Add(Convert.ToByte(text[++i..(++i + 1)], 16));
            else
                bytes.Add((byte)text[i]);
        }
        return [.. bytes];
    }
}

/// <summary>A mail server on loopback that keeps what it gets.</summary>
public sealed class FakeSmtp : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<ReceivedMail> _mails = new();
    readonly Task _running;

    FakeSmtp()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public static FakeSmtp Start() => new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<ReceivedMail> Mails => _mails;

    /// <summary>What it says to a recipient; empty for nothing at all.</summary>
    public Func<string, string> Recipient { get; set; } = _ => "250 OK";

    public (string, string)[] Settings => [("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{Port}"), ("Mail:Security", "none"), ("Mail:From", "hub@mail.example")];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
            _ = SpeakAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    async Task SpeakAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.example");
        var (from, to) = ("", "");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "MAIL")
                from = line;
            else if (verb == "RCPT")
                to = line.Split('<', '>')[1];
            else if (verb == "DATA")
                await writer.WriteLineAsync("354 Go on");
            if (verb == "DATA")
                _mails.Enqueue(new(from, to, await DataAsync(reader)));
            var answer = verb switch { "RCPT" => Recipient(to), "QUIT" => "221 Bye", _ => "250 OK" };
            if (answer.Length > 0)
                await writer.WriteLineAsync(answer);
            if (verb == "QUIT")
                return;
        }
    }

    async Task<string> DataAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not ".")
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return data.ToString();
    }
}
