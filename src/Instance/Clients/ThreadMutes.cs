using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients;

/// <summary>Threads of which somebody wants to hear no more: what is new in them is no notification for them.</summary>
public sealed class ThreadMutes : IActorListener
{
    const string AddSql = "insert into thread_mute (account_id, thread_id) values (@accountId, @threadId) on conflict do nothing";

    public static Task AddAsync(Tx tx, long accountId, Post post, CancellationToken ct) => tx.ExecAsync(AddSql, new { accountId, post.ThreadId }, ct);

    const string DropSql = "delete from thread_mute where account_id = @accountId and thread_id = @threadId";

    public static Task DropAsync(Tx tx, long accountId, Post post, CancellationToken ct) => tx.ExecAsync(DropSql, new { accountId, post.ThreadId }, ct);

    const string OfSql = "select thread_id from thread_mute where account_id = @accountId and thread_id = any(@threads)";

    /// <summary>Which of these threads somebody muted.</summary>
    public static async Task<IReadOnlySet<long>> OfAsync(Db db, long accountId, IEnumerable<long> threads, CancellationToken ct) =>
        (await db.ListAsync<long>(OfSql, new { accountId, threads = threads.Distinct().ToArray() }, ct)).ToHashSet();

    const string EndSql = "delete from thread_mute where account_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(EndSql, new { actor.Id }, ct);
}
