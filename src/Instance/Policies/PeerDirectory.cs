using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>A server that this hub exchanges things with, as the public list shows it.</summary>
public sealed record KnownPeer
{
    public string Host { get; init; } = "";
    public string? Title { get; init; }
    public string? Software { get; init; }
    public string? SoftwareVersion { get; init; }
}

/// <summary>What everybody may know of the peers: those in good standing by name, the others only as a number.</summary>
public static class PeerDirectory
{
    const string ListSql = """
        select host, title, software, software_version
        from peer
        where host > @after and state = 'normal' and (followed or last_inbound_at is not null or last_success_at is not null)
        order by host
        limit @count
        """;

    /// <summary>By name, after a host (`""` for the first).</summary>
    public static Task<IReadOnlyList<KnownPeer>> ListAsync(Db db, string after, int count, CancellationToken ct) =>
        db.ListAsync<KnownPeer>(ListSql, new { after, count }, ct);

    const string CountSql = """
        select count(*)::int from peer where state = 'normal' and (followed or last_inbound_at is not null or last_success_at is not null)
        """;

    /// <summary>How many are in that list.</summary>
    public static Task<int> CountAsync(Db db, CancellationToken ct) => db.ValueAsync<int>(CountSql, null, ct);

    const string CountsSql = "select state, count(*)::int as peers from peer where state <> 'normal' group by state";

    /// <summary>How many peers have a rule of their own.</summary>
    public static async Task<IReadOnlyDictionary<PeerState, int>> CountsAsync(Db db, CancellationToken ct) =>
        (await db.ListAsync<CountRow>(CountsSql, null, ct)).ToDictionary(r => r.State, r => r.Peers);

    sealed record CountRow
    {
        public PeerState State { get; init; }
        public int Peers { get; init; }
    }
}
