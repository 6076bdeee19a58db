using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Federated.Instance.Storage;

/// <summary>
/// Hears NOTIFY on one connection of its own and wakes who waits. A notice is a hint: whoever waits also looks by himself
/// after a while, and after a lost connection everybody is woken, because notices may have been missed.
/// </summary>
public sealed class Wakeups(Database database, TimeProvider clock, ILogger<Wakeups> logger) : IAsyncDisposable
{
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _stopping = new();
    readonly Lock _lock = new();
    CancellationTokenSource _lineAdded = new();
    Task? _listening;

    /// <summary>
    /// Waits for a notice on the channel, at most this long; true = woken. A notice that came since the last call counts.
    /// One notice wakes one waiter, so a channel has one waiter in each process.
    /// </summary>
    public async Task<bool> WaitAsync(string channel, TimeSpan max, CancellationToken ct)
    {
        var line = LineOf(channel);
        using var limit = new CancellationTokenSource(max, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await line.Woken.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Calls with the payload of each notice, and with null when some may have been missed. The call must be short and must
    /// not throw. Ends when the returned value is disposed.
    /// </summary>
    public IDisposable On(string channel, Action<string?> heard)
    {
        var line = LineOf(channel);
        var subscription = new Subscription(line);
        line.Subscriptions[subscription] = heard;
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_listening is { } listening)
            await listening;
        _stopping.Dispose();
        _lineAdded.Dispose();
    }

    Line LineOf(string channel)
    {
        if (_lines.TryGetValue(channel, out var known))
            return known;
        if (channel.Length is 0 or > 63 || channel.AsSpan().ContainsAnyExcept(NameCharacters))
            throw new ArgumentException($"'{channel}' is no channel name.", nameof(channel));
        lock (_lock)
        {
            var line = _lines.GetOrAdd(channel, static _ => new Line());
            _listening ??= Task.Run(ListenAsync);
            _lineAdded.Cancel();
            return line;
        }
    }

    async Task ListenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
            catch (Exception failure) when (failure is NpgsqlException || Transient.Is(failure))
            {
                StorageLog.ListenerLost(logger, failure.Message);
                await Task.Delay(ReconnectPause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task ListenOnceAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenOwnAsync(ct);
        connection.Notification += (_, notice) => Hear(notice.Channel, notice.Payload);
        HashSet<string> listened = new(StringComparer.Ordinal);
        while (true)
        {
            var added = RenewLineAdded();
            foreach (var channel in _lines.Keys.Where(listened.Add))
            {
                await using var listen = new NpgsqlCommand($"listen {channel}", connection);
                await listen.ExecuteNonQueryAsync(ct);
                Hear(channel, null);
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(added, ct);
            try
            {
                await connection.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
            }
        }
    }

    CancellationToken RenewLineAdded()
    {
        lock (_lock)
        {
            if (_lineAdded.IsCancellationRequested)
                _lineAdded = new CancellationTokenSource();
            return _lineAdded.Token;
        }
    }

    void Hear(string channel, string? payload)
    {
        if (!_lines.TryGetValue(channel, out var line))
            return;
        line.Woken.Writer.TryWrite(true);
        foreach (var heard in line.Subscriptions.Values)
            heard(payload);
    }

    sealed class Line
    {
        public Channel<bool> Woken { get; } = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        public ConcurrentDictionary<Subscription, Action<string?>> Subscriptions { get; } = new();
    }

    sealed class Subscription(Line line) : IDisposable
    {
        public void Dispose() => line.Subscriptions.TryRemove(this, out _);
    }
}
