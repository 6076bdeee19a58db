using System.Collections.Concurrent;
using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>
/// How fast this hub gets to know strangers (security.md AT-121): hosts per registrable domain and hour, actors per host and
/// five minutes. Known ones are always admitted. Counted per node, in memory.
/// </summary>
public sealed class Discovery(Database database, TimeProvider clock)
{
    const int MostKept = 50_000;
    static readonly TimeSpan HostWindow = TimeSpan.FromHours(1);
    static readonly TimeSpan ActorWindow = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Window> _hosts = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Window> _actors = new(StringComparer.Ordinal);

    const string KnownSql = "select exists (select 1 from peer where host = @host)";

    /// <summary>Whether anything may be fetched from a host now.</summary>
    public async ValueTask<bool> AdmitsAsync(string host, CancellationToken ct)
    {
        if (_known.ContainsKey(host))
            return true;
        await using (var db = await database.OpenAsync(ct))
            if (await db.ValueAsync<bool>(KnownSql, new { host }, ct))
            {
                Trim(_known);
                _known.TryAdd(host, 0);
                return true;
            }
        return Count(_hosts, RegistrableDomain.Of(host), host, HostWindow, Limits.NewHostsPerDomain);
    }

    /// <summary>Whether one more unknown actor of a host may be fetched now.</summary>
    public bool AdmitsActor(string host, string uri) => Count(_actors, host, uri, ActorWindow, Limits.NewActorsPerHost);

    bool Count(ConcurrentDictionary<string, Window> windows, string of, string one, TimeSpan length, int most)
    {
        Trim(windows);
        var now = clock.GetUtcNow();
        var window = windows.AddOrUpdate(of, _ => new Window(now), (_, old) => now - old.Since < length ? old : new Window(now));
        lock (window)
            return window.Seen.Contains(one) || (window.Seen.Count < most && window.Seen.Add(one));
    }

    static void Trim<T>(ConcurrentDictionary<string, T> kept)
    {
        if (kept.Count > MostKept)
            kept.Clear();
    }

    sealed record Window(DateTimeOffset Since)
    {
        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);
    }
}
