using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>Makes local actors: people, groups, the calendar and the hub's own actor.</summary>
public sealed class LocalActors(HubAddress address, HubOptions hub, IdMaker ids, LocalKeys keys)
{
    /// <summary>A new actor with its key; null when the name is taken (names of all kinds share one space and are never given twice).</summary>
    public async Task<Actor?> CreateAsync(Tx tx, string kind, string name, string displayName, CancellationToken ct)
    {
        var actor = Describe(tx, kind, name, displayName);
        if (!await ActorStore.InsertLocalAsync(tx, actor, ct))
            return null;
        await keys.CreateAsync(tx, actor, ct);
        return actor;
    }

    /// <summary>The hub actor and the calendar, made at the first start; and keys that a newer program wants every actor to have.</summary>
    public async Task EnsureAsync(Tx tx, CancellationToken ct)
    {
        if (await ActorStore.LocalByNameAsync(tx, HubAddress.HubActorName, ct) is null)
            await CreateAsync(tx, ActorKind.Application, HubAddress.HubActorName, hub.Name, ct);
        if (await ActorStore.LocalByNameAsync(tx, HubAddress.CalendarName, ct) is null)
            await CreateAsync(tx, ActorKind.Calendar, HubAddress.CalendarName, hub.Name, ct);
        await keys.EnsureAsync(tx, ct);
    }

    Actor Describe(Tx tx, string kind, string name, string displayName)
    {
        var uri = address.Actor(name);
        return new Actor
        {
            Id = ids.Next(),
            Uri = uri,
            Kind = kind,
            Name = name,
            DisplayName = displayName,
            Language = hub.Languages.FirstOrDefault(),
            PageUrl = kind switch
            {
                ActorKind.Group => address.GroupPage(name),
                ActorKind.Calendar => $"{address.Base}/events",
                ActorKind.Application => $"{address.Base}/about",
                _ => address.ProfilePage(name),
            },
            Inbox = $"{uri}/inbox",
            SharedInbox = address.SharedInbox,
            Outbox = $"{uri}/outbox",
            Followers = $"{uri}/followers",
            Following = $"{uri}/following",
            Featured = kind is ActorKind.Person or ActorKind.Group ? $"{uri}/featured" : null,
            Moderators = kind == ActorKind.Group ? $"{uri}/moderators" : null,
            Upcoming = kind is ActorKind.Calendar or ActorKind.Application ? $"{uri}/upcoming" : null,
            Discoverable = true,
            Indexable = kind != ActorKind.Person,
            CreatedAt = tx.Now,
            UpdatedAt = tx.Now,
        };
    }
}
