using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>Writes a local actor as other servers read it (wire-microblog 8, wire-events-groups 5.5).</summary>
public sealed class ActorJson(HubAddress address)
{
    public async Task<byte[]> DocumentAsync(Db db, Actor actor, CancellationToken ct)
    {
        return WireJson.Bytes(Describe(actor, await KeyStore.ListedAsync(db, actor.Id, ct)));
    }

    /// <summary>An actor inside an Update.</summary>
    public async Task<WireValue> EmbedAsync(Db db, Actor actor, CancellationToken ct)
    {
        return WireJson.Embed(Describe(actor, await KeyStore.ListedAsync(db, actor.Id, ct)));
    }

    ActorDocument Describe(Actor actor, IReadOnlyList<KeyRow> keys)
    {
        var key = keys.FirstOrDefault(k => k is { Signs: KeyUse.Requests, RetiredAt: null }) ?? throw new InvalidOperationException($"{actor.Uri} has no key.");
        var group = actor.Kind == ActorKind.Group;
        var calendar = actor.Kind == ActorKind.Calendar;
        return new ActorDocument
        {
            Id = actor.Uri,
            Type = TypeOf(actor.Kind),
            PreferredUsername = actor.Name,
            Name = actor.Title,
            Summary = actor.Summary,
            Url = actor.PageUrl ?? actor.Uri,
            Inbox = actor.Inbox,
            Outbox = actor.Outbox!,
            Followers = actor.Followers!,
            Following = actor.Following,
            Featured = actor.Featured,
            UpcomingEvents = actor.Upcoming,
            Members = group || calendar ? actor.Followers : null,
            AttributedTo = actor.Moderators,
            Openness = group ? "open" : calendar ? "moderated" : null,
            PostingRestrictedToMods = group ? false : null,
            ManuallyApprovesFollowers = actor.ManualApproval || actor.Paused,
            Discoverable = actor.Discoverable && !actor.Paused,
            Indexable = actor.Indexable && !actor.Paused,
            Published = actor.CreatedAt,
            Updated = actor.UpdatedAt,
            Icon = Picture(actor.IconUrl),
            Image = Picture(actor.HeaderUrl),
            Webfinger = $"{actor.Name}@{address.HandleDomain}",
            AlsoKnownAs = actor.Aliases.Length > 0 ? actor.Aliases : null,
            MovedTo = actor.MovedTo,
            Suspended = actor.SuspendedAt is null ? null : true,
            Endpoints = new EndpointsDocument(address.SharedInbox, actor.Upcoming, group || calendar ? actor.Followers : null),
            PublicKey = new PublicKeyDocument(key.Uri, actor.Uri, key.PublicKey),
            AssertionMethod = FurtherKeys(actor, keys.Where(k => k != key)),
        };
    }

    static AttachmentDocument? Picture(string? url) =>
        url is null ? null : AttachmentDocument.Image(url, url.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");

    /// <summary>FEP-521a: the key for documents, and keys replaced lately. Never in `publicKey`, which peers read as one object (K6).</summary>
    static List<MultikeyDocument>? FurtherKeys(Actor actor, IEnumerable<KeyRow> keys)
    {
        var further = keys
            .Select(k => PublicKey.FromPem(k.PublicKey)?.ToMultibase() is { } multibase ? new MultikeyDocument(k.Uri, actor.Uri, multibase) : null)
            .OfType<MultikeyDocument>().ToList();
        return further.Count > 0 ? further : null;
    }

    static string TypeOf(string kind) => kind switch
    {
        ActorKind.Group or ActorKind.Calendar => AsTypes.Group,
        ActorKind.Application => AsTypes.Application,
        ActorKind.Organization => AsTypes.Organization,
        ActorKind.Service => AsTypes.Service,
        _ => AsTypes.Person,
    };
}
