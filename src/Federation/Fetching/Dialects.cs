namespace Federated.Federation.Fetching;

/// <summary>What one host was found to take, and until when that is believed.</summary>
/// <param name="Authority">host[:port].</param>
/// <param name="Dialect">The dialect; <see cref="Dialect.Cavage"/> needs no remembering.</param>
/// <param name="Until">After this the host is asked in <see cref="Dialect.Cavage"/> again.</param>
public sealed record KnownDialect(string Authority, Dialect Dialect, DateTimeOffset Until);

/// <summary>
/// Remembers for <see cref="Limits.DialectFor"/> which hosts take another dialect than the first that is tried (wire-microblog.md D1, S9).
/// Strangers cannot fill it: one more than <see cref="Limits.Dialects"/> and it starts anew, which costs each host one request.
/// Safe for use by many at once.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="learned">Told of every change, to keep it somewhere; must be quick and not throw.</param>
public sealed class Dialects(TimeProvider time, Action<KnownDialect>? learned = null)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, KnownDialect> _known = new(StringComparer.Ordinal);

    /// <summary>What the host is to be asked in first.</summary>
    /// <param name="authority">host[:port].</param>
    public Dialect Of(string authority)
    {
        lock (_lock)
            return _known.TryGetValue(authority, out var known) && known.Until > time.GetUtcNow() ? known.Dialect : Dialect.Cavage;
    }

    /// <summary>Takes up what was known before a restart.</summary>
    /// <param name="known">What <paramref name="known"/> says that has passed is not believed.</param>
    public void Load(IEnumerable<KnownDialect> known)
    {
        lock (_lock)
            foreach (var one in known)
                Keep(one);
    }

    /// <summary>The host took this after it had refused another.</summary>
    internal void Learn(string authority, Dialect dialect)
    {
        var known = new KnownDialect(authority, dialect, time.GetUtcNow() + Limits.DialectFor);
        lock (_lock)
            Keep(known);
        learned?.Invoke(known);
    }

    void Keep(KnownDialect known)
    {
        if (known.Dialect == Dialect.Cavage)
        {
            _known.Remove(known.Authority);
            return;
        }
        if (_known.Count >= Limits.Dialects && !_known.ContainsKey(known.Authority))
            _known.Clear();
        _known[known.Authority] = known;
    }
}
