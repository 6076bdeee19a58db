namespace Federated.Tests.Support;

/// <summary>The system's clock, which a test sets wrong (<see cref="Jump"/>) or on which it lets time pass (<see cref="Pass"/>), timers included.</summary>
sealed class MovableClock : TimeProvider
{
    readonly Lock _lock = new();
    readonly HashSet<MovedTimer> _timers = [];
    TimeSpan _wrong;
    TimeSpan _passed;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _wrong + _passed;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(_passed.TotalSeconds * TimestampFrequency);

    /// <summary>Somebody or something sets the clock: no time has passed.</summary>
    public void Jump(TimeSpan by) => _wrong += by;

    /// <summary>Time passes: what waits for less wakes up.</summary>
    public void Pass(TimeSpan by)
    {
        MovedTimer[] timers;
        lock (_lock)
        {
            _passed += by;
            timers = [.. _timers];
        }
        foreach (var timer in timers)
            timer.Rearm();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovedTimer(this, callback, state);
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class MovedTimer : ITimer
    {
        readonly MovableClock _clock;
        readonly ITimer _inner;
        long? _due;
        TimeSpan _period;

        public MovedTimer(MovableClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _inner = System.CreateTimer(
                _ =>
                {
                    _due = _period > TimeSpan.Zero ? _clock.GetTimestamp() + Ticks(_period) : null;
                    callback(state);
                }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_due, _period) = (dueTime < TimeSpan.Zero ? null : _clock.GetTimestamp() + Ticks(dueTime), period);
            return _inner.Change(dueTime, period);
        }

        public void Rearm()
        {
            if (_due is not { } due)
                return;
            var left = _clock.GetElapsedTime(_clock.GetTimestamp(), due);
            _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
        }

        public void Dispose()
        {
            lock (_clock._lock)
                _clock._timers.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
    }
}
