using System.Diagnostics;

namespace Federated.Federation.Fetching;

/// <summary>The bytes read of a body; <see cref="Failure"/> is null when they are all of it, else `too-large` or `too-slow`.</summary>
readonly record struct ReadBody(byte[] Bytes, string? Failure);

/// <summary>Reads a body under a size that is counted while reading, and a rate that must be kept (AT-094, AT-095).</summary>
static class BodyReader
{
    const int Chunk = 16 * 1024;

    public static async Task<ReadBody> ReadAsync(HttpContent content, int max, OutboundOptions options, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var pace = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var chunk = new byte[Math.Min(Chunk, max + 1)];
        try
        {
            while (true)
            {
                pace.CancelAfter(TimeLeft(body.Length, options) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero);
                var read = await stream.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, max + 1 - body.Length)), pace.Token);
                if (read == 0)
                    return new ReadBody(body.ToArray(), null);
                body.Write(chunk, 0, read);
                if (body.Length > max)
                    return new ReadBody(body.ToArray()[..max], "too-large");
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ReadBody(body.ToArray(), "too-slow");
        }
    }

    static TimeSpan TimeLeft(long bytes, OutboundOptions options) =>
        options.BodyGrace + TimeSpan.FromSeconds((double)bytes / options.BodyRate);
}
