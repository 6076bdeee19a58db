using Federated.Federation;
using Federated.Federation.Discovery;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Text;

namespace Federated.Instance.Actors;

/// <summary>A remote actor as its own server describes it, and the keys it lists.</summary>
public sealed record RemoteActor(Actor Actor, IReadOnlyList<RemoteKey> Keys, bool KeysComplete);

/// <summary>Reads an actor document into what is stored of it (wire-microblog 8).</summary>
public static class ActorReader
{
    /// <summary>Refusals: actor-type, actor-incomplete, origin-mismatch.</summary>
    public static Result<RemoteActor> Read(As document, string? domain, DateTimeOffset now)
    {
        if (document.Id is not { } id || Origin.Of(id, allowHttp: true) is not { } origin || KindOf(document) is not { } kind)
            return new Refusal("actor-type");
        if (document.Ref("inbox") is not { } inbox || document.Text("preferredUsername") is not { } name || !Acct.IsName(name))
            return new Refusal("actor-incomplete");
        var sharedInbox = (document.One("endpoints").Ref("sharedInbox") ?? document.Ref("sharedInbox")) is { } shared && Origin.Same(shared, id) ? shared : null;
        if (!Origin.Same(inbox, id))
            return new Refusal("origin-mismatch");
        var handle = domain ?? origin.Authority;
        var keys = KeyDocument.Read(document, now);
        return new RemoteActor(
            new Actor
            {
                Uri = id,
                Kind = kind,
                Host = origin.Authority,
                Domain = handle,
                Name = name,
                DisplayName = Names.Display(document.Text("name")),
                Summary = HtmlCleaner.Clean(document.Text("summary") ?? ""),
                Language = Languages.Normalize(document.Language("summary")),
                PageUrl = SameOrigin(document.Url, id) ?? id,
                IconUrl = document.One("icon").Media?.Url,
                HeaderUrl = document.One("image").Media?.Url,
                Inbox = inbox,
                SharedInbox = sharedInbox,
                Outbox = SameOrigin(document.Ref("outbox"), id),
                Followers = SameOrigin(document.Ref("followers"), id),
                Following = SameOrigin(document.Ref("following"), id),
                Featured = SameOrigin(document.Ref("featured"), id),
                Moderators = kind == ActorKind.Group ? SameOrigin(document.Ref("attributedTo"), id) : null,
                Upcoming = SameOrigin(document.Ref("upcomingEvents"), id),
                ManualApproval = document.Bool("manuallyApprovesFollowers") ?? false,
                Discoverable = document.Bool("discoverable") ?? false,
                Indexable = document.Bool("indexable") ?? false,
                Aliases = [.. document.Refs("alsoKnownAs").Take(Limits.Aliases)],
                MovedTo = document.Ref("movedTo") is { } movedTo && Origin.Of(movedTo, allowHttp: true) is not null ? movedTo : null,
                CreatedAt = document.Instant("published") is { } published && published < now ? published : now,
                UpdatedAt = now,
                FetchedAt = now,
            },
            [.. (keys?.OwnKeys() ?? []).Select(k => new RemoteKey(k.Id, k.Key!.ToPem(), k.Expires))],
            keys is { Complete: true });
    }

    static string? KindOf(As document) => document.Types.FirstOrDefault(AsTypes.Actors.Contains) switch
    {
        AsTypes.Person => ActorKind.Person,
        AsTypes.Group => document.Ref("upcomingEvents") is not null && document.Ref("attributedTo") is null ? ActorKind.Calendar : ActorKind.Group,
        AsTypes.Application => ActorKind.Application,
        AsTypes.Organization => ActorKind.Organization,
        AsTypes.Service => ActorKind.Service,
        _ => null,
    };


    static string? SameOrigin(string? uri, string id) => uri is not null && Origin.Same(uri, id) ? uri : null;
}
