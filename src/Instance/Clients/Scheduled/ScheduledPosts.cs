using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients.Scheduled;

/// <summary>Keeps posts until their time comes, for the account that wrote them alone.</summary>
public sealed class ScheduledPosts(IdMaker ids) : IActorListener
{
    /// <summary>The next time may be sooner than it was.</summary>
    public const string Channel = "federated_scheduled";

    const string Columns = "s.id, s.account_id, s.at, s.plan, s.problem";

    const string ListSql = $"""
        select {Columns} from scheduled_post s where s.account_id = @accountId and s.id < @before and s.id > @after order by s.id /*desc*/ limit @count
        """;

    public static async Task<IReadOnlyList<ScheduledPost>> ListAsync(Db db, long accountId, Keyset page, CancellationToken ct) =>
        await WithMediaAsync(db, await db.PageAsync<ScheduledPost>(ListSql, new { accountId, page.Before, page.After, page.Count }, page, ct), ct);

    const string FindSql = $"select {Columns} from scheduled_post s where s.account_id = @accountId and s.id = @id";

    public static async Task<ScheduledPost?> FindAsync(Db db, long accountId, long id, CancellationToken ct) =>
        await WithMediaAsync(db, await db.ListAsync<ScheduledPost>(FindSql, new { accountId, id }, ct), ct) is [var found] ? found : null;

    const string MediaSql = "select m.scheduled_id, m.upload_id from scheduled_media m where m.scheduled_id = any(@ids) order by m.scheduled_id, m.position";

    static async Task<IReadOnlyList<ScheduledPost>> WithMediaAsync(Db db, IReadOnlyList<ScheduledPost> posts, CancellationToken ct)
    {
        if (posts.Count == 0)
            return posts;
        var media = (await db.ListAsync<MediaRow>(MediaSql, new { ids = posts.Select(p => p.Id).ToArray() }, ct)).ToLookup(m => m.ScheduledId, m => m.UploadId);
        return [.. posts.Select(p => p with { Media = [.. media[p.Id]] })];
    }

    sealed record MediaRow
    {
        public long ScheduledId { get; init; }
        public long UploadId { get; init; }
    }

    const string HoldSql = "select 1 from account where actor_id = @accountId for update";
    const string CountSql = """
        select count(*)::int as everything, (count(*) filter (where s.at >= @day and s.at < @day + interval '1 day'))::int as that_day
        from scheduled_post s where s.account_id = @accountId and s.id <> @id
        """;
    const string AddSql = "insert into scheduled_post (id, account_id, at, plan) values (@Id, @AccountId, @At, @Plan)";
    const string AddMediaSql = """
        insert into scheduled_media (upload_id, scheduled_id, position) select t.id, @id, t.n from unnest(@media::bigint[]) with ordinality t (id, n)
        on conflict (upload_id) do nothing
        """;

    /// <summary>Refusals: schedule-soon, schedule-too-many, schedule-day-full, media-gone.</summary>
    public async Task<Result<ScheduledPost>> AddAsync(Tx tx, ScheduledPost wanted, CancellationToken ct)
    {
        var post = wanted with { Id = ids.Next() };
        if (await ProblemAsync(tx, post, ct) is { } problem)
            return new Refusal(problem);
        await tx.ExecAsync(AddSql, new { post.Id, post.AccountId, post.At, post.Plan }, ct);
        if (await tx.ExecAsync(AddMediaSql, new { post.Id, media = post.Media.ToArray() }, ct) < post.Media.Count)
            return new Refusal("media-gone");
        tx.Notify(Channel);
        return post;
    }

    static async Task<string?> ProblemAsync(Tx tx, ScheduledPost post, CancellationToken ct)
    {
        if (post.At < tx.Now + Limits.ScheduledSoonest)
            return "schedule-soon";
        await tx.ExecAsync(HoldSql, new { post.AccountId }, ct);
        var day = new DateTimeOffset(post.At.UtcDateTime.Date, TimeSpan.Zero);
        var counts = (await tx.OneAsync<Counts>(CountSql, new { post.AccountId, post.Id, day }, ct))!;
        return counts.Everything >= Limits.ScheduledPosts ? "schedule-too-many" : counts.ThatDay >= Limits.ScheduledPerDay ? "schedule-day-full" : null;
    }

    sealed record Counts
    {
        public int Everything { get; init; }
        public int ThatDay { get; init; }
    }

    const string MoveSql = "update scheduled_post set at = @At, problem = null where account_id = @AccountId and id = @Id";

    /// <summary>Another time. Refusals: schedule-gone, and those of <see cref="AddAsync"/>.</summary>
    public static async Task<Result<ScheduledPost>> MoveAsync(Tx tx, long accountId, long id, DateTimeOffset at, CancellationToken ct)
    {
        if (await FindAsync(tx, accountId, id, ct) is not { } found)
            return new Refusal("schedule-gone");
        var moved = found with { At = at, Problem = null };
        if (await ProblemAsync(tx, moved, ct) is { } problem)
            return new Refusal(problem);
        // It may have been published while the account was waited for.
        if (await tx.ExecAsync(MoveSql, new { moved.At, moved.AccountId, moved.Id }, ct) == 0)
            return new Refusal("schedule-gone");
        tx.Notify(Channel);
        return moved;
    }

    const string DropSql = "delete from scheduled_post where account_id = @accountId and id = @id";

    /// <summary>False when there is none.</summary>
    public static async Task<bool> DropAsync(Tx tx, long accountId, long id, CancellationToken ct) => await tx.ExecAsync(DropSql, new { accountId, id }, ct) == 1;

    const string TakeSql = $"""
        delete from scheduled_post s
        where s.id = (select d.id from scheduled_post d where d.problem is null and d.at <= @now order by d.at, d.id limit 1 for update skip locked)
        returning {Columns}
        """;

    /// <summary>The next one whose time has come, gone with this transaction, in which it is to be written: so it is published once, by one node.</summary>
    public static Task<ScheduledPost?> TakeAsync(Tx tx, CancellationToken ct) => tx.OneAsync<ScheduledPost>(TakeSql, new { now = tx.Now }, ct);

    const string FailSql = "update scheduled_post set problem = @problem where id = @id and at = @at and problem is null";

    /// <summary>Nothing, when it was put off in between.</summary>
    public static Task FailAsync(Tx tx, ScheduledPost post, string problem, CancellationToken ct) => tx.ExecAsync(FailSql, new { post.Id, post.At, problem }, ct);

    const string EndSql = "delete from scheduled_post where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(EndSql, new { actor.Id }, ct);
}
