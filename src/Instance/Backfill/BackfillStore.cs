using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Backfill;

/// <summary>The words of `backfill.kind`.</summary>
public static class BackfillKind
{
    /// <summary>What somebody newly followed wrote last.</summary>
    public const string Outbox = "outbox";

    /// <summary>The rest of a conversation, by the id of its first post.</summary>
    public const string Thread = "thread";

    /// <summary>The events to come of a calendar, again and again.</summary>
    public const string Upcoming = "upcoming";
}

/// <summary>Something of the past that is wanted.</summary>
public sealed record Wish
{
    public string Uri { get; init; } = "";
    public string Kind { get; init; } = "";
    public int Tries { get; init; }
}

/// <summary>What is wanted, when it was asked for last, and what is due. A claim is a lease: who dies with it leaves it to the next.</summary>
public static class BackfillStore
{
    public const string Channel = "federated_backfill";
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    const string WantSql = """
        insert into backfill as b (uri, kind, next_at) values (@uri, @kind, @now)
        on conflict (uri, kind) do update set next_at = @now, tries = 0
        where b.next_at is null and (b.asked_at is null or b.asked_at < @before)
        """;

    /// <summary>Unless it is wanted already or was asked for a moment ago.</summary>
    public static async Task WantAsync(Tx tx, string uri, string kind, CancellationToken ct)
    {
        if (await tx.ExecAsync(WantSql, new { uri, kind, now = tx.Now, before = tx.Now - Limits.BackfillPause }, ct) > 0)
            tx.Notify(Channel);
    }

    const string ClaimSql = """
        update backfill b
        set next_at = @until, tries = b.tries + 1
        from (
            select w.uri, w.kind from backfill w where w.next_at <= @now order by w.next_at limit @most for update skip locked
        ) due
        where b.uri = due.uri and b.kind = due.kind
        returning b.uri, b.kind, b.tries
        """;

    public static Task<IReadOnlyList<Wish>> ClaimAsync(Tx tx, int most, CancellationToken ct) =>
        tx.ListAsync<Wish>(ClaimSql, new { now = tx.Now, until = tx.Now + Lease, most }, ct);

    const string EndSql = """
        update backfill set next_at = @next, asked_at = @now, tries = case when @again then tries else 0 end where uri = @uri and kind = @kind
        """;

    /// <summary>Asked for; again at a time, or not (null). A try that failed keeps its count.</summary>
    public static Task EndAsync(Tx tx, Wish wish, DateTimeOffset? next, bool failed, CancellationToken ct) =>
        tx.ExecAsync(EndSql, new { wish.Uri, wish.Kind, next, now = tx.Now, again = failed }, ct);

    const string PruneSql = "delete from backfill where next_at is null and asked_at < @before";

    public static Task PruneAsync(Tx tx, DateTimeOffset before, CancellationToken ct) => tx.ExecAsync(PruneSql, new { before }, ct);
}
