using Federated.Instance.Storage;

namespace Federated.Instance.Clients;

/// <summary>How far somebody has read one timeline.</summary>
public sealed record Marker
{
    /// <summary>`home` or `notifications`.</summary>
    public string Timeline { get; init; } = "";
    public long LastReadId { get; init; }

    /// <summary>Grows with each change.</summary>
    public int Version { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>How far people have read, for all their apps.</summary>
public static class Markers
{
    public static readonly string[] Timelines = ["home", "notifications"];

    const string ListSql = "select timeline, last_read_id, version, updated_at from marker where account_id = @accountId and timeline = any(@timelines)";

    public static Task<IReadOnlyList<Marker>> ListAsync(Db db, long accountId, IEnumerable<string> timelines, CancellationToken ct) =>
        db.ListAsync<Marker>(ListSql, new { accountId, timelines = timelines.ToArray() }, ct);

    const string SetSql = """
        insert into marker as m (account_id, timeline, last_read_id, updated_at) values (@accountId, @timeline, @lastReadId, @now)
        on conflict (account_id, timeline) do update set last_read_id = excluded.last_read_id, version = m.version + 1, updated_at = excluded.updated_at
        """;

    public static Task SetAsync(Tx tx, long accountId, string timeline, long lastReadId, CancellationToken ct) =>
        tx.ExecAsync(SetSql, new { accountId, timeline, lastReadId, now = tx.Now }, ct);
}
