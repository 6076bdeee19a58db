using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>
/// Tells other servers what an actor here is now (wire-microblog.md E10): those of its followers and of people it had to do with lately.
/// Once in a while at most: what changes meanwhile waits, and the last of it goes.
/// </summary>
public sealed class ActorUpdates(Outbox outbox, ActorJson json)
{
    static readonly TimeSpan Lately = TimeSpan.FromDays(2);

    const string MetSql = """
        select a.id
        from (
            (select n.actor_id as id from notification n where n.account_id = @id and n.created_at > @since order by n.id desc limit @most)
            union
            (select m.actor_id from post p join post_mention m on m.post_id = p.id
             where p.author_id = @id and p.deleted_at is null and p.visibility <> 'waiting' and p.published_at > @since order by p.id desc limit @most)
        ) met
        join actor a on a.id = met.id
        where a.host is not null and a.deleted_at is null
        limit @most
        """;

    /// <summary>`now` where it must not wait: what follows builds on it.</summary>
    public async Task SendAsync(Tx tx, Actor actor, CancellationToken ct, bool now = false)
    {
        var at = now ? tx.Now : await ActorStore.NextToldAsync(tx, actor.Id, Limits.ActorUpdatePause, ct);
        var met = await tx.ListAsync<long>(MetSql, new { id = actor.Id, since = tx.Now - Lately, most = Limits.ActorUpdateMet }, ct);
        await outbox.SendAsync(tx, actor, AsTypes.Update, await json.EmbedAsync(tx, actor, ct), new Sending
        {
            About = actor.Uri, FollowersOf = [actor.Id], Also = met, Public = true, NotBefore = at,
        }, ct);
    }
}
