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

    readonly ConcurrentDictionary<string, ConcurrentDictionary<Wakeup, bool>> _listeners = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ConcurrentQueue<Action<string?>>> _hearers = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _stopping = new();
    readonly Lock _lock = new();
    CancellationTokenSource _channelAdded = new();
    Task? _listening;

    /// <summary>From now on every notice on the channel wakes this listener, until it is disposed. The first listener of a channel is woken when that is listened to.</summary>
    public Wakeup Listen(string channel)
    {
        if (channel.Length is 0 or > 63 || channel.AsSpan().ContainsAnyExcept(NameCharacters))
            throw new ArgumentException($"'{channel}' is no channel name.", nameof(channel));
        var wakeup = new Wakeup(clock, ended => _listeners.GetValueOrDefault(channel)?.TryRemove(ended, out _));
        lock (_lock)
        {
            _listeners.GetOrAdd(channel, static _ => new ConcurrentDictionary<Wakeup, bool>())[wakeup] = true;
            _listening ??= Task.Run(ListenAsync);
            _channelAdded.Cancel();
        }
        return wakeup;
    }

    /// <summary>
    /// From now on every notice on the channel is handed on with its payload, as soon as it comes and in the order of the commits; with null when
    /// some may have been missed. What is called must be quick and must not throw.
    /// </summary>
    public void Hear(string channel, Action<string?> heard)
    {
        _hearers.GetOrAdd(channel, static _ => new ConcurrentQueue<Action<string?>>()).Enqueue(heard);
        Listen(channel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_listening is { } listening)
            await listening;
        _stopping.Dispose();
        _channelAdded.Dispose();
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
        connection.Notification += (_, notice) => Wake(notice.Channel, notice.Payload);
        HashSet<string> listened = new(StringComparer.Ordinal);
        while (true)
        {
            var added = RenewChannelAdded();
            foreach (var channel in _listeners.Keys.Where(listened.Add))
            {
                await using var listen = new NpgsqlCommand($"listen {channel}", connection);
                await listen.ExecuteNonQueryAsync(ct);
                Wake(channel, null);
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

    CancellationToken RenewChannelAdded()
    {
        lock (_lock)
        {
            if (_channelAdded.IsCancellationRequested)
                _channelAdded = new CancellationTokenSource();
            return _channelAdded.Token;
        }
    }

    void Wake(string channel, string? payload)
    {
        if (_hearers.TryGetValue(channel, out var hearers))
            foreach (var heard in hearers)
                heard(payload);
        if (_listeners.TryGetValue(channel, out var listeners))
            foreach (var listener in listeners.Keys)
                listener.Set();
    }
}

/// <summary>One listener to a channel.</summary>
public sealed class Wakeup(TimeProvider clock, Action<Wakeup> ended) : IDisposable
{
    readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Set() => _woken.Writer.TryWrite(true);

    /// <summary>Waits for a notice, at most this long; true = woken. A notice that came since the last call counts.</summary>
    public async Task<bool> WaitAsync(TimeSpan max, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(max, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await _woken.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => ended(this);
}
