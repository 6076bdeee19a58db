using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>All that is known of one peer, for those who decide about it.</summary>
public sealed record PeerProfile
{
    public string Host { get; init; } = "";
    public PeerState State { get; init; }
    public bool Allowed { get; init; }
    public bool Followed { get; init; }
    public string? Title { get; init; }
    public string? Software { get; init; }
    public string? SoftwareVersion { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset? LastInboundAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public int FailedDays { get; init; }
    public DateTimeOffset? ClosedUntil { get; init; }
    public int Actors { get; init; }

    const string FindSql = """
        select p.host, p.state, p.allowed, p.followed, p.title, p.software, p.software_version, p.first_seen_at, p.last_inbound_at, p.last_success_at,
               p.failed_days, p.closed_until, (select count(*)::int from actor a where a.host = p.host and a.deleted_at is null) as actors
        from peer p
        where p.host = @host
        """;

    public static Task<PeerProfile?> FindAsync(Db db, string host, CancellationToken ct) => db.OneAsync<PeerProfile>(FindSql, new { host }, ct);
}
