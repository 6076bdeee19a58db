using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>
/// Gives a local actor new keys (K5). The new ones sign from now on, and the RSA one stands in `publicKey`, where servers look
/// for it that read one key only; the old ones are listed beside them for some days. The Update that says so is signed
/// with the old key, which is the one that servers know.
/// </summary>
public sealed class KeyRotation(LocalKeys keys, ActorJson json, Outbox outbox)
{
    static readonly TimeSpan Recently = TimeSpan.FromDays(30);

    public async Task RotateAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        var old = await KeyStore.SigningAsync(tx, actor.Id, KeyUse.Requests, ct);
        await KeyStore.RetireAsync(tx, actor.Id, ct);
        await keys.CreateNextAsync(tx, actor, ct);
        var (id, uri) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = actor,
            Type = AsTypes.Update,
            Body = WireJson.Bytes(new ActivityDocument
            {
                Id = uri, Type = AsTypes.Update, Actor = actor.Uri, To = [AsNames.Public], Cc = [.. new[] { actor.Followers }.OfType<string>()],
                Published = tx.Now, Object = await json.EmbedAsync(tx, actor, ct),
            }),
            About = actor.Uri,
            Public = true,
            KeyUri = old?.Uri,
        }, new Recipients { FollowersOf = [actor.Id], Actors = await AcquaintedAsync(tx, actor, ct) }, ct);

        // Not even this process may keep what is not committed.
        keys.Forget();
        tx.AfterCommit(keys.Forget);
        tx.Notify(LocalKeys.Channel);
    }

    const string FollowedSql = "select followee_id from follow where follower_id = @id";
    const string OnePerPeerSql = """
        select distinct on (a.host) a.id
        from actor a join peer p on p.host = a.host
        where a.deleted_at is null and (p.last_inbound_at > @since or p.last_success_at > @since)
        order by a.host, a.id
        """;

    /// <summary>Who knows its key besides its followers: whom it follows; the hub's own key, which signs every fetch, is known to all.</summary>
    static Task<IReadOnlyList<long>> AcquaintedAsync(Tx tx, Actor actor, CancellationToken ct) => actor.Name == HubAddress.HubActorName
        ? tx.ListAsync<long>(OnePerPeerSql, new { since = tx.Now - Recently }, ct)
        : tx.ListAsync<long>(FollowedSql, new { id = actor.Id }, ct);
}
