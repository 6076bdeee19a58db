using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>Activities of one host that were not taken for one reason.</summary>
public sealed record Refusals
{
    public string Host { get; init; } = "";
    public string Type { get; init; } = "";

    /// <summary>The code word of the refusal.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Tried until it was given up (a dead letter), not refused.</summary>
    public bool Dead { get; init; }
    public int Count { get; init; }
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>For the admin: what came in and was refused or given up, and another try for the latter.</summary>
public sealed class InboxReport(Database database, Audit audit)
{
    const string ListSql = """
        select i.host, i.type, coalesce(i.reason, '') as reason, i.state = 'dead' as dead, count(*)::int as count, max(i.received_at) as last_at
        from inbox_item i
        where i.state <> 'waiting' and (@host::text is null or i.host = @host)
        group by i.host, i.type, coalesce(i.reason, ''), i.state
        order by last_at desc
        limit @count
        """;

    /// <summary>The latest first; with a host, only its own.</summary>
    public static Task<IReadOnlyList<Refusals>> ListAsync(Db db, string? host, int count, CancellationToken ct) =>
        db.ListAsync<Refusals>(ListSql, new { host, count }, ct);

    const string AgainSql = """
        update inbox_item set state = 'waiting', tries = 0, next_at = @now where state = 'dead' and (@host::text is null or host = @host)
        """;

    /// <summary>Dead letters are decided again.</summary>
    public Task<int> AgainAsync(string? host, long? by, CancellationToken ct) => database.TransactAsync(async tx =>
    {
        var items = await tx.ExecAsync(AgainSql, new { host, now = tx.Now }, ct);
        await audit.AddAsync(tx, by, "inbox-again", host ?? "", "", ct);
        tx.Notify(InboxQueue.Channel);
        return items;
    }, ct);
}
