namespace Federated.Instance.Media;

/// <summary>Lets so many at once to one host, and to all of them together; the others wait their turn.</summary>
public sealed class HostTurns(int perHost, int all) : IDisposable
{
    readonly Dictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);
    readonly SemaphoreSlim _all = new(all);

    public async Task<T> TakeAsync<T>(string host, Func<Task<T>> work, CancellationToken ct)
    {
        var gate = Enter(host);
        try
        {
            await gate.Places.WaitAsync(ct);
            try
            {
                await _all.WaitAsync(ct);
                try
                {
                    return await work();
                }
                finally
                {
                    _all.Release();
                }
            }
            finally
            {
                gate.Places.Release();
            }
        }
        finally
        {
            Leave(host, gate);
        }
    }

    public void Dispose() => _all.Dispose();

    Gate Enter(string host)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue(host, out var gate))
                _gates[host] = gate = new Gate(new SemaphoreSlim(perHost));
            gate.Users++;
            return gate;
        }
    }

    void Leave(string host, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(host);
            gate.Places.Dispose();
        }
    }

    sealed class Gate(SemaphoreSlim places)
    {
        public SemaphoreSlim Places => places;
        public int Users { get; set; }
    }
}
