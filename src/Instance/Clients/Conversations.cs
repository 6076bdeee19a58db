using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients;

/// <summary>A conversation of few as one of them sees it.</summary>
public sealed record Conversation
{
    public long ThreadId { get; init; }
    public long LastPostId { get; init; }
    public bool Unread { get; init; }
}

/// <summary>Who wrote the newest post of a conversation, or is named in it.</summary>
public sealed record Participant
{
    public long PostId { get; init; }
    public long ActorId { get; init; }
}

/// <summary>Keeps a row for everybody here whom a direct post reaches, all of them in one statement. A row that somebody took away comes back with the next post.</summary>
public sealed class Conversations : IPostListener, IActorListener
{
    /// <summary>After mentions are stored, and before notifications end with their post.</summary>
    public int Order => 15;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) => change.Post.Visibility != Visibility.Direct ? Task.CompletedTask : change.Verb switch
    {
        PostVerb.Created or PostVerb.Told or PostVerb.Placed => PutAsync(tx, change, ct),
        PostVerb.Edited => tx.ExecAsync(PutSql, new { change.Post.Id, quiet = true }, ct),
        PostVerb.Deleted => RenewAsync(tx, change.Post.Id, ct),
        _ => Task.CompletedTask,
    };

    const string PutSql = $"""
        insert into conversation (account_id, thread_id, last_post_id, unread)
        select viewer.id, p.thread_id, p.id, not @quiet and viewer.id not in (p.author_id, coalesce(p.writer_id, 0))
        from post p
        cross join lateral (
            select a.actor_id as id, true as local from account a
            where a.actor_id in (p.author_id, p.writer_id) or a.actor_id in (select m.actor_id from post_mention m where m.post_id = p.id and not m.dropped)
        ) viewer
        where p.id = @id and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        on conflict (account_id, thread_id) do update
        set last_post_id = greatest(conversation.last_post_id, excluded.last_post_id),
            unread = case when @quiet or excluded.last_post_id <= conversation.last_post_id then conversation.unread else excluded.unread end
        """;

    // What stood by itself until what it answers came.
    const string DropAloneSql = "delete from conversation where thread_id = @id";

    static async Task PutAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Verb == PostVerb.Placed)
            await tx.ExecAsync(DropAloneSql, new { change.Post.Id }, ct);
        await tx.ExecAsync(PutSql, new { change.Post.Id, quiet = change.Quiet }, ct);
    }

    const string RenewSql = $"""
        with newest as (
            select c.account_id, c.thread_id, (
                select max(p.id) from post p cross join lateral (select c.account_id as id, true as local) viewer
                where p.thread_id = c.thread_id and p.visibility = 'direct' and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}) as id
            from conversation c where c.last_post_id = @id
        ), gone as (
            delete from conversation c using newest n where c.account_id = n.account_id and c.thread_id = n.thread_id and n.id is null
        )
        update conversation c set last_post_id = n.id from newest n where c.account_id = n.account_id and c.thread_id = n.thread_id and n.id is not null
        """;

    static async Task RenewAsync(Tx tx, long postId, CancellationToken ct) => await tx.ExecAsync(RenewSql, new { id = postId }, ct);

    const string ListSql = $"""
        select c.thread_id, c.last_post_id, c.unread
        from conversation c
        join post p on p.id = c.last_post_id
        cross join {Visibility.ViewerSql}
        where c.account_id = @viewer and c.last_post_id < @before and c.last_post_id > @after and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
        order by c.last_post_id /*desc*/
        limit @count
        """;

    /// <summary>By the ids of their newest posts.</summary>
    public static Task<IReadOnlyList<Conversation>> ListAsync(Db db, long accountId, Keyset page, CancellationToken ct) =>
        db.PageAsync<Conversation>(ListSql, new { viewer = accountId, viewerLocal = true, page.Before, page.After, page.Count }, page, ct);

    const string FindSql = $"""
        select c.thread_id, c.last_post_id, c.unread
        from conversation c
        join post p on p.id = c.last_post_id
        cross join {Visibility.ViewerSql}
        where c.account_id = @viewer and c.thread_id = @threadId and {Visibility.MaySeeSql}
        """;

    public static Task<Conversation?> FindAsync(Db db, long accountId, long threadId, CancellationToken ct) =>
        db.OneAsync<Conversation>(FindSql, new { viewer = accountId, viewerLocal = true, threadId }, ct);

    const string ParticipantsSql = """
        select p.id as post_id, p.author_id as actor_id from post p where p.id = any(@posts)
        union
        select m.post_id, m.actor_id from post_mention m where m.post_id = any(@posts) and not m.dropped and not m.silent
        """;

    /// <summary>Of these posts.</summary>
    public static Task<IReadOnlyList<Participant>> ParticipantsAsync(Db db, IEnumerable<long> posts, CancellationToken ct) =>
        db.ListAsync<Participant>(ParticipantsSql, new { posts = posts.ToArray() }, ct);

    const string ReadSql = "update conversation set unread = @unread where account_id = @accountId and thread_id = @threadId";

    /// <summary>False when there is none.</summary>
    public static async Task<bool> MarkAsync(Tx tx, long accountId, long threadId, bool unread, CancellationToken ct) =>
        await tx.ExecAsync(ReadSql, new { accountId, threadId, unread }, ct) == 1;

    const string DropSql = "delete from conversation where account_id = @accountId and thread_id = @threadId";

    /// <inheritdoc cref="MarkAsync"/>
    public static async Task<bool> DropAsync(Tx tx, long accountId, long threadId, CancellationToken ct) => await tx.ExecAsync(DropSql, new { accountId, threadId }, ct) == 1;

    const string EndSql = "delete from conversation where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(EndSql, new { actor.Id }, ct);
}
