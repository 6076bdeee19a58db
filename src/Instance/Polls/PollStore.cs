using Federated.Federation;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Polls;

/// <summary>Reads and writes polls, their answers and the votes, and keeps the counts.</summary>
public static class PollStore
{
    const string Columns = "q.post_id, q.multiple, q.ends_at, q.voters, q.told_at, q.ended_at";

    const string FindSql = $"select {Columns} from poll q where q.post_id = @postId";

    public static Task<PollRow?> FindAsync(Db db, long postId, CancellationToken ct) => db.OneAsync<PollRow>(FindSql, new { postId }, ct);

    const string LockSql = $"select {Columns} from poll q where q.post_id = @postId for update";

    /// <summary>The row, locked until the end of the transaction: whoever counts votes takes it first.</summary>
    public static Task<PollRow?> LockAsync(Tx tx, long postId, CancellationToken ct) => tx.OneAsync<PollRow>(LockSql, new { postId }, ct);

    const string OptionsSql = "select position, title, votes from poll_option where post_id = @postId order by position";

    public static Task<IReadOnlyList<PollOption>> OptionsAsync(Db db, long postId, CancellationToken ct) => db.ListAsync<PollOption>(OptionsSql, new { postId }, ct);

    const string InsertSql = """
        insert into poll (post_id, multiple, ends_at, voters, told_at, ended_at)
        values (@postId, @multiple, @endsAt::timestamptz, @voters, @now::timestamptz, case when @endsAt::timestamptz <= @now::timestamptz then @now::timestamptz end)
        """;
    const string AddOptionsSql = """
        insert into poll_option (post_id, position, title, votes)
        select @postId, t.n - 1, t.title, t.votes from unnest(@titles::text[], @votes::int[]) with ordinality t (title, votes, n)
        """;

    public static async Task InsertAsync(Tx tx, long postId, PollData data, CancellationToken ct)
    {
        await tx.ExecAsync(InsertSql, new { postId, data.Multiple, data.EndsAt, data.Voters, now = tx.Now }, ct);
        await tx.ExecAsync(AddOptionsSql, new { postId, titles = data.Choices.Select(c => c.Title).ToArray(), votes = data.Choices.Select(c => c.Votes).ToArray() }, ct);
    }

    const string TotalsSql = """
        with counted as (
            update poll_option o set votes = t.votes
            from unnest(@votes::int[]) with ordinality t (votes, n)
            where o.post_id = @postId and o.position = t.n - 1
        )
        update poll set voters = @voters, ends_at = @endsAt::timestamptz,
            ended_at = case when @endsAt::timestamptz <= @now::timestamptz then ended_at end
        where post_id = @postId
        """;

    /// <summary>What the author of a poll from elsewhere says now of the same answers.</summary>
    public static Task TotalsAsync(Tx tx, long postId, PollData data, CancellationToken ct) =>
        tx.ExecAsync(TotalsSql, new { postId, data.EndsAt, data.Voters, votes = data.Choices.Select(c => c.Votes).ToArray(), now = tx.Now }, ct);

    const string EraseSql = "delete from poll where post_id = @postId";

    /// <summary>With its answers and votes.</summary>
    public static Task EraseAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(EraseSql, new { postId }, ct);

    const string VotedSql = "select exists (select 1 from poll_vote where post_id = @postId and voter_id = @voterId)";

    public static Task<bool> VotedAsync(Db db, long postId, long voterId, CancellationToken ct) => db.ValueAsync<bool>(VotedSql, new { postId, voterId }, ct);

    const string VoteSql = """
        with cast_now as (
            insert into poll_vote (post_id, voter_id, position, voted_at)
            select @postId, @voterId, t.position, @now from unnest(@positions::smallint[]) t (position)
            on conflict do nothing
            returning position
        ), counted as (
            update poll_option o set votes = o.votes + 1 from cast_now c where o.post_id = @postId and o.position = c.position
        )
        update poll q
        set voters = q.voters + (not exists (select 1 from poll_vote v where v.post_id = @postId and v.voter_id = @voterId))::int,
            due_at = case when p.local then coalesce(q.due_at, greatest(@now::timestamptz, q.told_at + @pause::interval)) end
        from post p
        where q.post_id = @postId and p.id = q.post_id and exists (select 1 from cast_now)
        """;

    /// <summary>Counts what is new of these votes, and the voter once; the row must be locked. False when all of it was known.</summary>
    public static async Task<bool> VoteAsync(Tx tx, long postId, long voterId, IReadOnlyList<short> positions, CancellationToken ct) =>
        await tx.ExecAsync(VoteSql, new { postId, voterId, positions = positions.ToArray(), now = tx.Now, pause = Limits.PollTotalsPause }, ct) == 1;

    const string PostponeSql = "update poll set ends_at = ends_at + @by where post_id = @postId and ended_at is null";

    public static Task PostponeAsync(Tx tx, long postId, TimeSpan by, CancellationToken ct) => tx.ExecAsync(PostponeSql, new { postId, by }, ct);

    const string DueSql = $"""
        select {PostStore.Columns}
        from poll q join post p on p.id = q.post_id
        where p.deleted_at is null and p.visibility <> 'waiting' and (q.due_at <= @now or (q.ended_at is null and q.ends_at <= @now))
        order by q.post_id
        limit @most
        for update of q skip locked
        """;

    /// <summary>Posts whose polls have totals to tell, or ended, each locked.</summary>
    public static Task<IReadOnlyList<Post>> DueAsync(Tx tx, int most, CancellationToken ct) => tx.ListAsync<Post>(DueSql, new { now = tx.Now, most }, ct);

    const string ToldSql = """
        with before as (
            select post_id from poll where post_id = any(@ids) and ended_at is null and ends_at <= @now for update
        )
        update poll q set told_at = @now, due_at = null, ended_at = case when q.post_id in (select post_id from before) then @now else q.ended_at end
        where q.post_id = any(@ids)
        returning case when q.post_id in (select post_id from before) then q.post_id end
        """;

    /// <summary>Marks totals as told; which of the polls ended with it.</summary>
    public static async Task<IReadOnlyList<long>> ToldAsync(Tx tx, IEnumerable<long> ids, CancellationToken ct) =>
        [.. (await tx.ListAsync<long?>(ToldSql, new { ids = ids.ToArray(), now = tx.Now }, ct)).OfType<long>()];

    const string ConcernedSql = """
        select distinct a.actor_id as account_id, p.author_id as actor_id, p.id as post_id
        from post p
        join account a on a.actor_id = p.writer_id or a.actor_id in (select v.voter_id from poll_vote v where v.post_id = p.id)
        where p.id = any(@ids)
        """;

    /// <summary>Who here wants to know that polls ended: their writers and voters.</summary>
    public static Task<IReadOnlyList<Notifications.Notification>> ConcernedAsync(Db db, IReadOnlyList<long> ids, CancellationToken ct) =>
        db.ListAsync<Notifications.Notification>(ConcernedSql, new { ids = ids.ToArray() }, ct);

    const string DropByVoterSql = """
        with gone as (delete from poll_vote where voter_id = @voterId returning post_id, position),
        open as (
            select distinct g.post_id from gone g join poll q on q.post_id = g.post_id join post p on p.id = q.post_id
            where p.local and q.ended_at is null
        ), counted as (
            update poll_option o set votes = o.votes - 1
            from gone g where g.post_id in (select post_id from open) and o.post_id = g.post_id and o.position = g.position
        )
        update poll q set voters = q.voters - 1, due_at = coalesce(q.due_at, greatest(@now::timestamptz, q.told_at + @pause::interval))
        where q.post_id in (select post_id from open)
        """;

    /// <summary>Whoever is gone has no say in what is still open here; results stay as they were.</summary>
    public static Task DropByVoterAsync(Tx tx, long voterId, CancellationToken ct) =>
        tx.ExecAsync(DropByVoterSql, new { voterId, now = tx.Now, pause = Limits.PollTotalsPause }, ct);
}
