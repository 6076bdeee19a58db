using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>What the server of an actor elsewhere said of the followers that the actor has here.</summary>
public sealed record FollowersClaim
{
    public long ActorId { get; init; }
    public string Url { get; init; } = "";
    public string Digest { get; init; } = "";
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Keeps the claims that came with posts for followers (wire-microblog.md Y4), one of each actor, until they are compared.</summary>
public sealed class FollowersClaims(Database database) : IActorListener
{
    /// <summary>What was sent before it may still be on its way through the queue.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    const string NoteSql = """
        insert into followers_claim as c (actor_id, url, digest, received_at, due_at)
        select a.id, @url, @digest, @now, @due from actor a
        where a.uri = @actorUri and a.host is not null and a.deleted_at is null and a.followers = @collectionId
        on conflict (actor_id) do update set url = excluded.url, digest = excluded.digest, received_at = excluded.received_at, due_at = coalesce(c.due_at, excluded.due_at)
        where c.due_at is null or c.digest <> excluded.digest
        """;

    /// <summary>Nothing when the collection is not the actor's.</summary>
    public Task NoteAsync(string actorUri, FollowersSynchronization said, CancellationToken ct) => database.TransactAsync(tx => tx.ExecAsync(NoteSql, new
    {
        actorUri,
        said.CollectionId,
        said.Url,
        said.Digest,
        now = tx.Now,
        due = tx.Now + Patience,
    }, ct), ct);

    const string ClaimSql = """
        update followers_claim c set due_at = null
        from (select actor_id from followers_claim where due_at <= @now order by due_at limit @most for update skip locked) due
        where c.actor_id = due.actor_id
        returning c.actor_id, c.url, c.digest, c.received_at
        """;

    public static Task<IReadOnlyList<FollowersClaim>> ClaimAsync(Tx tx, int most, CancellationToken ct) =>
        tx.ListAsync<FollowersClaim>(ClaimSql, new { now = tx.Now, most }, ct);

    const string AskSql = "update followers_claim set asked_at = @now where actor_id = @actorId and (asked_at is null or asked_at <= @before)";

    /// <summary>False when its server was asked for the list a short while ago.</summary>
    public static async Task<bool> MayAskAsync(Tx tx, long actorId, CancellationToken ct) =>
        await tx.ExecAsync(AskSql, new { actorId, now = tx.Now, before = tx.Now - Limits.SynchronizationPause }, ct) == 1;

    const string DropSql = "delete from followers_claim where actor_id = @id";

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => tx.ExecAsync(DropSql, new { id = actor.Id }, ct);
}
