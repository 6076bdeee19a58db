using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Delivery;

/// <summary>Whom an activity goes to, in sets: the cost follows inboxes, never followers.</summary>
public sealed record Recipients
{
    /// <summary>Everybody who follows these local actors.</summary>
    public IReadOnlyList<long> FollowersOf { get; init; } = [];

    /// <summary>These actors themselves; local ones are left out.</summary>
    public IReadOnlyList<long> Actors { get; init; } = [];

    /// <summary>Everybody who liked, boosted, quoted or answered this post, voted in it, or comes or was invited to this event (they hold a copy), and may see it still.</summary>
    public long? TouchedPost { get; init; }

    /// <summary>Of the followers: only servers (true), only people (false), all (null).</summary>
    public bool? Servers { get; init; }

    /// <summary>Of the followers: only software that reads a Group's Announce of activities (true), only others (false), all (null).</summary>
    public bool? GroupAware { get; init; }
}

/// <summary>A small activity to be written and sent: what it is about, to whom, and who is told by set.</summary>
public sealed record Sending
{
    /// <summary>An id taken before, when something stored refers to it.</summary>
    public long? Id { get; init; }

    public required string About { get; init; }

    /// <summary>Named in `to`, and receiving it where they are remote.</summary>
    public IReadOnlyList<Actor> To { get; init; } = [];

    /// <summary>The followers of these local actors receive it; it is then addressed to everybody.</summary>
    public IReadOnlyList<long> FollowersOf { get; init; } = [];
    public bool? Servers { get; init; }
    public bool? GroupAware { get; init; }

    /// <summary>Remote actors that receive it and are not named.</summary>
    public IReadOnlyList<long> Also { get; init; } = [];

    /// <summary>It waits until then.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public long? PostId { get; init; }
    public bool Public { get; init; }
    public string? Summary { get; init; }

    /// <summary>The post that quotes, of a QuoteRequest.</summary>
    public WireValue? Instrument { get; init; }

    /// <summary>The stamp that an Accept makes.</summary>
    public string? Result { get; init; }

    /// <summary>The words of a Join.</summary>
    public string? ParticipationMessage { get; init; }
}

/// <summary>One activity that leaves.</summary>
public sealed record Outgoing
{
    public required long Id { get; init; }
    public required Actor Actor { get; init; }
    public required string Type { get; init; }
    public required byte[] Body { get; init; }

    /// <summary>What it is about; activities about one thing reach an inbox in order.</summary>
    public required string About { get; init; }

    public long? PostId { get; init; }

    /// <summary>Served to everybody at its id.</summary>
    public bool Public { get; init; }

    /// <summary>It waits until then.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The key that signs the requests, when it is not the actor's newest.</summary>
    public string? KeyUri { get; init; }
}

/// <summary>Stores an activity once and one delivery row per inbox, in the caller's transaction.</summary>
public sealed class Outbox(HubAddress address, IdMaker ids, LocalKeys keys)
{
    public const string Channel = "federated_delivery";

    /// <summary>Software that takes activities wrapped in a Group's Announce (wire-events-groups D3).</summary>
    static readonly string[] GroupAwareSoftware =
        ["lemmy", "piefed", "mbin", "kbin", "nodebb", "discourse", "friendica", "hubzilla", "federated"];

    /// <summary>An id and its address for a new activity.</summary>
    public (long Id, string Uri) NewActivity()
    {
        var id = ids.Next();
        return (id, address.Activity(id));
    }

    /// <summary>Writes and enqueues an activity; its bytes as they are sent.</summary>
    public async Task<byte[]> SendAsync(Tx tx, Actor actor, string type, WireValue @object, Sending sending, CancellationToken ct)
    {
        var id = sending.Id ?? ids.Next();
        var named = sending.To.Select(a => a.Uri);
        var toAll = sending.FollowersOf.Count > 0;
        var body = WireJson.Bytes(new ActivityDocument
        {
            Id = address.Activity(id),
            Type = type,
            Actor = actor.Uri,
            Object = @object,
            To = toAll ? [AsNames.Public] : [.. named],
            Cc = toAll ? [.. new[] { actor.Followers }.OfType<string>(), .. named] : [],
            Published = tx.Now,
            Summary = sending.Summary,
            Instrument = sending.Instrument,
            Result = sending.Result,
            ParticipationMessage = sending.ParticipationMessage,
        });
        return await EnqueueAsync(tx, new Outgoing
        {
            Id = id, Actor = actor, Type = type, Body = body, About = sending.About, PostId = sending.PostId, Public = sending.Public, NotBefore = sending.NotBefore,
        }, new Recipients
        {
            FollowersOf = sending.FollowersOf,
            Actors = [.. sending.To.Where(a => !a.Local).Select(a => a.Id), .. sending.Also],
            Servers = sending.Servers,
            GroupAware = sending.GroupAware,
        }, ct);
    }

    const string ForgetDeliveriesSql = """
        delete from delivery d using activity a where a.id = d.activity_id and a.post_id = @postId
        """;
    const string ForgetActivitiesSql = "delete from activity where post_id = @postId";

    /// <summary>Takes back what was said of a post and has not been sent, and erases what was: its activities held its text.</summary>
    public async Task ForgetAsync(Tx tx, long postId, CancellationToken ct)
    {
        await tx.ExecAsync(ForgetDeliveriesSql, new { postId }, ct);
        await tx.ExecAsync(ForgetActivitiesSql, new { postId }, ct);
    }

    const string InsertActivitySql = """
        insert into activity (id, uri, actor_id, type, object_uri, post_id, public, body, digest, key_uri, created_at)
        values (@id, @uri, @actorId, @type, @about, @postId, @isPublic, @body, @digest, @keyUri, @now)
        """;

    const string InsertDeliveriesSql = $"""
        insert into delivery (activity_id, inbox, host, lane, next_at)
        select @id, r.inbox, r.host, hashtextextended(@about, 0), @at
        from (
            select f.inbox, f.host
            from audience f
            left join peer p on p.host = f.host
            where f.actor_id = any(@followersOf)
              and (@servers::boolean is null or f.server = @servers)
              and (@groupAware::boolean is null or (coalesce(p.software, '') = any(@software)) = @groupAware)
            union
            select case when a.kind in ('person', 'organization') then coalesce(a.shared_inbox, a.inbox) else a.inbox end, a.host
            from (
                select unnest(@actors::bigint[]) as id
                union
                select viewer.id
                from post p
                cross join lateral (
                    select t.id, false as local
                    from (
                        select l.actor_id as id from post_like l where l.post_id = p.id
                        union select b.actor_id from boost b where b.post_id = p.id
                        union select c.author_id from post c where c.reply_to_id = p.id
                        union select v.actor_id from rsvp v where v.post_id = p.id and v.state <> 'refused'
                        union select w.voter_id from poll_vote w where w.post_id = p.id
                        union select o.author_id from quote u join post o on o.id = u.post_id where u.quoted_id = p.id
                        union select m.actor_id from post_mention m where m.post_id = p.id and m.silent and not m.dropped) t
                ) viewer
                where p.id = @touched and {Visibility.ReachesSql}
            ) one
            join actor a on a.id = one.id
            where a.host is not null and a.deleted_at is null
        ) r
        left join peer p on p.host = r.host
        where coalesce(p.state, 'normal') not in ('blocked', 'held')
          and (coalesce(p.failed_days, 0) < @daysToGiveUp or @type = any(@mustArrive))
          and not exists (
              select 1 from post h
              where h.id = @postId and (h.visibility in ('hub_only', 'waiting') or (
                  @type = any(@carriers) and h.visibility not in ('public', 'unlisted') and not {MayReceiveSql})))
        on conflict (activity_id, inbox) do nothing
        """;

    /// <summary>Whether post `h`, which is not for everybody, may reach inbox `r`: it is that of somebody who may see it.</summary>
    const string MayReceiveSql = """
        (exists (
            select 1 from audience f
            where f.actor_id = case h.visibility when 'followers' then h.author_id when 'members' then h.group_id end and f.inbox = r.inbox)
        or exists (
            select 1 from actor a
            where r.inbox in (a.inbox, a.shared_inbox) and (
                a.id in (h.author_id, h.group_id)
                or a.id in (select m.actor_id from post_mention m where m.post_id = h.id and not m.dropped))))
        """;

    /// <summary>Activities that bring the post itself.</summary>
    static readonly string[] Carriers = [AsTypes.Create, AsTypes.Update, AsTypes.Announce];

    const string SupersedeSql = """
        delete from delivery d
        using delivery n, activity a
        where n.activity_id = @id and d.inbox = n.inbox and d.lane = n.lane and d.id < n.id and d.claimed_by is null and d.given_up_at is null
          and a.id = d.activity_id and a.type = 'Update' and a.object_uri = @about and a.key_uri is null
        """;

    /// <summary>
    /// The bytes as they are stored, sent and served: with the actor's proof, so that others can pass them on. A hub-only post never gets
    /// a row, one for some only where they are, whoever calls. An Update takes the place of earlier ones of the same thing that wait still. A host that failed for days gets only what must arrive.
    /// </summary>
    public async Task<byte[]> EnqueueAsync(Tx tx, Outgoing outgoing, Recipients to, CancellationToken ct)
    {
        var body = await keys.DocumentKeyAsync(tx, outgoing.Actor.Id, ct) is { } key ? IntegrityProof.Attach(outgoing.Body, key, tx.Now) : outgoing.Body;
        await tx.ExecAsync(InsertActivitySql, new
        {
            id = outgoing.Id,
            uri = address.Activity(outgoing.Id),
            actorId = outgoing.Actor.Id,
            type = outgoing.Type,
            about = outgoing.About,
            postId = outgoing.PostId,
            isPublic = outgoing.Public,
            body,
            digest = Digests.Of(body),
            keyUri = outgoing.KeyUri,
            now = tx.Now,
        }, ct);
        var count = await tx.ExecAsync(InsertDeliveriesSql, new
        {
            id = outgoing.Id,
            about = outgoing.About,
            at = outgoing.NotBefore ?? tx.Now,
            followersOf = to.FollowersOf.ToArray(),
            actors = to.Actors.ToArray(),
            touched = to.TouchedPost,
            servers = to.Servers,
            groupAware = to.GroupAware,
            software = GroupAwareSoftware,
            postId = outgoing.PostId,
            type = outgoing.Type,
            carriers = Carriers,
            mustArrive = DeliveryQueue.MustArrive,
            daysToGiveUp = Limits.FailingDays,
        }, ct);
        if (count > 0 && outgoing.Type == AsTypes.Update)
            await tx.ExecAsync(SupersedeSql, new { id = outgoing.Id, about = outgoing.About }, ct);
        if (count > 0)
            tx.Notify(Channel);
        return body;
    }
}
