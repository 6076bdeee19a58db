namespace Federated.Instance.Inbox;

/// <summary>Work in lanes: what has the same key runs in order, lanes run beside each other up to a number. The work must not throw.</summary>
public sealed class Lanes(int parallel) : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Queue<Func<Task>>> _lanes = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _room = new(parallel);
    TaskCompletionSource _ended = NewSignal();
    int _pending;

    public int Pending => Volatile.Read(ref _pending);

    public void Add(string key, Func<Task> work)
    {
        lock (_lock)
        {
            _pending++;
            if (_lanes.TryGetValue(key, out var lane))
            {
                lane.Enqueue(work);
                return;
            }
            _lanes[key] = lane = new Queue<Func<Task>>();
            lane.Enqueue(work);
            _ = RunAsync(key, lane);
        }
    }

    /// <summary>Waits until fewer than this many pieces of work are left.</summary>
    public async Task UntilBelowAsync(int count, CancellationToken ct)
    {
        while (true)
        {
            Task ended;
            lock (_lock)
            {
                if (_pending < count)
                    return;
                ended = _ended.Task;
            }
            await ended.WaitAsync(ct);
        }
    }

    async Task RunAsync(string key, Queue<Func<Task>> lane)
    {
        await Task.Yield();
        while (true)
        {
            Func<Task> work;
            lock (_lock)
            {
                if (!lane.TryDequeue(out work!))
                {
                    _lanes.Remove(key);
                    return;
                }
            }
            await _room.WaitAsync();
            try
            {
                await work();
            }
            finally
            {
                _room.Release();
                Ended();
            }
        }
    }

    void Ended()
    {
        lock (_lock)
        {
            _pending--;
            _ended.SetResult();
            _ended = NewSignal();
        }
    }

    public void Dispose() => _room.Dispose();

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
