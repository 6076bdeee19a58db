using System.Collections.Frozen;
using System.Globalization;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>An activity ready to be decided: or already an outcome.</summary>
public sealed record Resolved
{
    public Outcome? Outcome { get; init; }

    /// <summary>The activity type to route by.</summary>
    public string Verb { get; init; } = "";

    /// <summary>The object type to route by: for Undo, Accept and Reject the type of the activity that they are about.</summary>
    public string? ObjectType { get; init; }

    /// <summary>Without its transaction, which the worker adds.</summary>
    public Received? Main { get; init; }

    /// <summary>What a Group announced together, or one Create holds, each as an activity of its own, still to be resolved.</summary>
    public IReadOnlyList<byte[]> Parts { get; init; } = [];

    /// <summary>Objects fetched on the way, parents first: each to be stored as if its author had sent it.</summary>
    public IReadOnlyList<Received> Wanted { get; init; } = [];

    public static implicit operator Resolved(Outcome outcome) => new() { Outcome = outcome };
}

/// <summary>
/// Makes an activity ready outside any transaction: finds its actor, unwraps Announce and Undo once, and fetches from its
/// origin whatever it only names or has no right to embed (FEP-fe34).
/// </summary>
public sealed class Resolver(Database database, RemoteActors actors, RemoteObjects objects, PeerPolicy policy, HubAddress address, IKeySource keys, TimeProvider clock)
{
    /// <summary>The object type to route by when an activity is about its own actor.</summary>
    public const string ItsActor = "Actor";

    /// <summary>The object type to route by when something is added to, or removed from, the sender's own pinned posts.</summary>
    public const string ItsFeatured = "Featured";

    /// <summary>What a Group may wrap in its Announce.</summary>
    static readonly FrozenSet<string> Activities = FrozenSet.Create(
        AsTypes.Create, AsTypes.Update, AsTypes.Delete, AsTypes.Like, AsTypes.Dislike, AsTypes.EmojiReact, AsTypes.Undo,
        AsTypes.Announce, AsTypes.Add, AsTypes.Remove, AsTypes.Lock, AsTypes.Block, AsTypes.Flag, AsTypes.Move);

    public static string? ObjectTypeOf(Received received) =>
        received.ObjectId is { } id && id == received.Sender.Uri ? ItsActor : received.Object.Type;

    static bool IsPin(string verb, Received received) =>
        verb is "Add" or "Remove" && received.Sender.Featured is { } featured && received.Activity.Ref("target") == featured;

    public async Task<Resolved> ResolveAsync(InboxItem item, CancellationToken ct)
    {
        var read = AsReader.Read(item.Body);
        if (read.Refusal is { } refusal)
            return new Outcome.Refused(refusal);
        if (policy.Blocks(item.Host) || (Origin.Of(item.ActorUri, address.AllowsHttp) is { } origin && policy.Blocks(origin.Authority)))
            return new Outcome.Refused("peer-blocked");
        if (item.Unproven && item.Type == AsTypes.Create && read.Document.Ref("object") is { } told && await KnownAsync(told, ct))
            return new Outcome.Ignored("known");
        if (await FindActorAsync(item.ActorUri, ct) is var sender && sender.Actor is null)
            return sender.Problem!;

        IReadOnlyList<long> recipients;
        await using (var db = await database.OpenAsync(ct))
            recipients = await InboxItems.RecipientsAsync(db, item.Key, ct);
        var envelope = new Envelope(read.Document, sender.Actor, null, item.Body, recipients, item.ReceivedAt);
        var verb = read.Document.Type ?? "";
        var inner = read.Document.One("object");

        if (item.Unproven)
            return await AskOriginAsync(verb, envelope, ct);
        if (verb == "Announce" && sender.Actor.Server && PartsOf(read.Document) is { Length: > 0 } parts && await IsFollowedAsync(sender.Actor, ct))
            return new Resolved { Parts = [.. parts.Select((part, at) => ApartOf(item, part, at, AsTypes.Announce))] };
        if (verb == "Create" && read.Document.Many("object", Limits.CreateItems).Where(part => part.Type is not null).ToList() is { Count: > 1 } several)
            return new Resolved { Parts = [.. several.Select((part, at) => ApartOf(item, part, at, AsTypes.Create))] };
        if (verb == "Announce" && IsActivity(inner))
            return await UnwrapAnnounceAsync(envelope, inner, ct);
        return await ReadyAsync(verb, envelope, ct);
    }

    static bool IsActivity(As inner) => inner.Type is { } type && Activities.Contains(type) && inner.Ref("actor") is not null;

    /// <summary>The items of a list or collection that is announced at once, as PieFed does; empty for the usual single object.</summary>
    static As[] PartsOf(As announce)
    {
        var parts = announce.Many("object", Limits.AnnounceItems);
        if (parts is [var only])
            parts = !IsCollection(only) ? [] : only.Many(only.Has("orderedItems") ? "orderedItems" : "items", Limits.AnnounceItems);
        // A collection in a collection would multiply.
        return [.. parts.Where(part => !IsCollection(part))];
    }

    static bool IsCollection(As one) => one.Type is { } type && AsTypes.Collections.Contains(type);

    static byte[] ApartOf(InboxItem item, As part, int at, string type) => WireJson.Bytes(new ActivityDocument
    {
        Id = $"{item.ActivityUri}#{at.ToString(CultureInfo.InvariantCulture)}", Type = type, Actor = item.ActorUri, Object = WireValue.Raw(part),
    });

    /// <summary>FEP-1b12: a Group passes an activity on. One of its own origin is taken at its word, one with a proof at its author's; for others the origin is asked (decisions 3).</summary>
    async Task<Resolved> UnwrapAnnounceAsync(Envelope envelope, As inner, CancellationToken ct)
    {
        var group = envelope.Sender;
        if (!group.Server)
            return new Outcome.Refused("announce-by-person");
        var actorUri = inner.Ref("actor")!;
        if (address.IsLocal(actorUri))
            return new Outcome.Ignored("own-activity");
        if (!await ConcernsUsAsync(group, inner, ct))
            return new Outcome.Ignored("unrelated");
        if (await FindActorAsync(actorUri, ct) is var author && author.Actor is null)
            return author.Problem!;
        var isNeighbour = Origin.Same(actorUri, group.Uri);
        var unwrapped = new Envelope(inner, author.Actor, group, RawOf(inner), isNeighbour ? envelope.Recipients : [], envelope.ReceivedAt);
        return isNeighbour || await IsProvenAsync(inner, actorUri, ct)
            ? await ReadyAsync(inner.Type!, unwrapped, ct)
            : await AskOriginAsync(inner.Type!, unwrapped, ct);
    }

    async Task<bool> IsProvenAsync(As activity, string actorUri, CancellationToken ct) =>
        IntegrityProof.IsOn(activity) && (activity.Id is not { } id || Origin.Same(id, actorUri))
        && await IntegrityProof.VerifyAsync(activity, actorUri, keys, clock.GetUtcNow(), ct) is Verified;

    /// <summary>What somebody else says of an actor is only a reason to ask.</summary>
    async Task<Resolved> AskOriginAsync(string verb, Envelope envelope, CancellationToken ct) => verb switch
    {
        AsTypes.Create or AsTypes.Update => await RefetchedAsync(verb, envelope, ct),
        AsTypes.Delete => await ConfirmedDeleteAsync(envelope, ct),
        _ => new Outcome.Ignored("unproven"),
    };

    async Task<Resolved> RefetchedAsync(string verb, Envelope envelope, CancellationToken ct)
    {
        if (envelope.Activity.Ref("object") is not { } id)
            return new Outcome.Refused("object-missing");
        return await objects.FetchAsync(id, ct) switch
        {
            ObjectLookup.Found found => await ReadyAsync(verb, envelope with { Object = found.Document }, ct),
            ObjectLookup.Unavailable away => new Outcome.Retry(away.Code),
            ObjectLookup.Missing missing => new Outcome.Refused(missing.Code),
            _ => new Outcome.Ignored("gone"),
        };
    }

    /// <summary>A mere 404 proves nothing: it is also the answer to those who may not see the object (AT-099).</summary>
    async Task<Resolved> ConfirmedDeleteAsync(Envelope envelope, CancellationToken ct)
    {
        if (envelope.Activity.Ref("object") is not { } id)
            return new Outcome.Refused("object-missing");
        return await objects.FetchAsync(id, ct) switch
        {
            ObjectLookup.Gone => await ReadyAsync("Delete", envelope, ct),
            ObjectLookup.Unavailable away => new Outcome.Retry(away.Code),
            _ => new Outcome.Refused("unproven"),
        };
    }

    async Task<Resolved> ReadyAsync(string verb, Envelope envelope, CancellationToken ct)
    {
        if (verb == "Undo")
            return await UnwrapUndoAsync(envelope, ct);
        if (verb == AsTypes.Move && await TargetProblemAsync(envelope, ct) is { } problem)
            return problem;
        var @object = envelope.Object ?? envelope.Activity.One("object");
        var budget = new Budget();
        if (verb is "Create" or "Update" && !IsOwn(@object, envelope.Sender))
        {
            if (@object.Id is not { } id)
                return new Outcome.Refused("object-missing");
            if (!Origin.Same(id, envelope.Sender.Uri))
                return new Outcome.Refused("origin-mismatch");
            switch (await budget.FetchAsync(objects, id, ct))
            {
                case ObjectLookup.Found found:
                    @object = found.Document;
                    break;
                case ObjectLookup.Unavailable away:
                    return new Outcome.Retry(away.Code);
                case ObjectLookup.Missing missing:
                    return new Outcome.Refused(missing.Code);
                default:
                    return new Outcome.Ignored("gone");
            }
        }
        var main = envelope.ToReceived(@object);
        var wanted = await WantedAsync(verb, main, budget, ct);
        var type = IsPin(verb, main) ? ItsFeatured
            : verb is "Accept" or "Reject" && @object is { Type: null, Id: { } about } ? await TypeOfKnownAsync(about, ct)
            : ObjectTypeOf(main);
        return new Resolved { Verb = verb, ObjectType = type, Main = main, Wanted = wanted };
    }

    /// <summary>A Move counts only with what the new account says at that moment, and matters only when somebody here follows the old one.</summary>
    async Task<Outcome?> TargetProblemAsync(Envelope envelope, CancellationToken ct)
    {
        if (envelope.Announcer is not null || envelope.Activity.Ref("object") != envelope.Sender.Uri)
            return new Outcome.Refused("owner-mismatch");
        if (envelope.Activity.Ref("target") is not { } target)
            return new Outcome.Refused("target-missing");
        if (!await IsFollowedAsync(envelope.Sender, ct))
            return new Outcome.Ignored("unrelated");
        return address.IsLocal(target) ? null : await actors.FetchAsync(target, ct) switch
        {
            ActorLookup.Found => null,
            ActorLookup.Unavailable away => new Outcome.Retry(away.Code),
            ActorLookup.Missing missing => new Outcome.Refused(missing.Code),
            _ => new Outcome.Ignored("gone"),
        };
    }

    /// <summary>Embedded in full by its owner: of the sender's origin, with more than an id.</summary>
    static bool IsOwn(As @object, Actor sender) =>
        @object.Type is not null && @object.Id is { } id && Origin.Same(id, sender.Uri);

    async Task<Resolved> UnwrapUndoAsync(Envelope envelope, CancellationToken ct)
    {
        var undone = envelope.Activity.One("object");
        if (!undone.Exists)
            return new Outcome.Refused("object-missing");
        if (undone.Ref("actor") is { } actor && actor != envelope.Sender.Uri)
            return new Outcome.Refused("owner-mismatch");
        var type = undone.Type ?? (undone.Id is { } id ? await TypeOfKnownAsync(id, ct) : null);
        if (type is null)
            return new Outcome.Ignored("unknown-object");
        var main = (envelope with { Activity = undone }).ToReceived(undone.One("object"));
        return new Resolved { Verb = "Undo", ObjectType = type, Main = main };
    }

    async Task<string?> TypeOfKnownAsync(string uri, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await UndoTarget.TypeOfAsync(db, uri, ct);
    }

    /// <summary>The unknown parents of a reply, and the object of an Announce: what has to be here before the activity makes sense.</summary>
    async Task<List<Received>> WantedAsync(string verb, Received main, Budget budget, CancellationToken ct)
    {
        var next = verb switch
        {
            "Announce" => main.ObjectId,
            "Add" when IsPin(verb, main) => main.ObjectId,
            "Create" => main.Object.Ref("inReplyTo"),
            _ => null,
        };
        if (next is null || !await (verb is "Announce" or "Add" ? IsFollowedAsync(main.Sender, ct) : WorthCompletingAsync(main, ct)))
            return [];
        var chain = new List<Received>();
        using var limit = new CancellationTokenSource(Limits.AncestorTime, clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await FollowUpAsync(chain, next, budget, time.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A slow server costs the conversation its beginning, not us the reply.
        }
        chain.Reverse();
        return chain;
    }

    async Task FollowUpAsync(List<Received> chain, string? next, Budget budget, CancellationToken ct)
    {
        while (next is not null && chain.Count < Limits.Ancestors && !address.IsLocal(next) && !await KnownAsync(next, ct))
        {
            if (await budget.FetchAsync(objects, next, ct) is not ObjectLookup.Found { Document: var document }
                || document.Owner() is not { } author
                || !Origin.Same(author, document.Id!)
                || await actors.ResolveAsync(author, ct) is not ActorLookup.Found { Actor: { Active: true } writer })
                break;
            chain.Add(new Received
            {
                Tx = null!, Activity = document, Sender = writer, Object = document, Body = ReadOnlyMemory<byte>.Empty, Wanted = true,
            });
            next = document.Ref("inReplyTo");
        }
    }

    /// <summary>Parents are fetched only for what concerns somebody here; a stranger's reply costs no request.</summary>
    async Task<bool> WorthCompletingAsync(Received main, CancellationToken ct)
    {
        if (main.Recipients.Count > 0)
            return true;
        await using var db = await database.OpenAsync(ct);
        return await Relevance.ConcernsUsAsync(
            db, main.Sender.Id, main.Announcer?.Id, [.. main.Object.Refs("to"), .. main.Object.Refs("cc")], null, ct);
    }

    /// <summary>Whether somebody or some group here follows it. Others bring in only what names somebody here.</summary>
    async Task<bool> IsFollowedAsync(Actor sender, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await Relevance.ConcernsUsAsync(db, sender.Id, null, [], null, ct);
    }

    /// <summary>What a group that nobody here follows passes on matters only when it is about something known, or addressed to somebody here.</summary>
    async Task<bool> ConcernsUsAsync(Actor group, As inner, CancellationToken ct)
    {
        var about = inner.One("object");
        string[] addressed = [.. inner.Refs("to"), .. inner.Refs("cc"), .. about.Refs("to"), .. about.Refs("cc")];
        await using var db = await database.OpenAsync(ct);
        return await Relevance.ConcernsUsAsync(db, group.Id, null, addressed, about.Ref("inReplyTo"), ct)
            || (inner.Ref("object") is { } id && (await PostStore.KnownUrisAsync(db, [id], ct)).Count > 0);
    }

    async Task<bool> KnownAsync(string uri, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return (await PostStore.KnownUrisAsync(db, [uri], ct)).Count > 0;
    }

    async Task<(Actor? Actor, Outcome? Problem)> FindActorAsync(string uri, CancellationToken ct) => await actors.ResolveAsync(uri, ct) switch
    {
        ActorLookup.Found { Actor.SuspendedAt: not null } => (null, new Outcome.Refused("actor-suspended")),
        ActorLookup.Found found => (found.Actor, null),
        ActorLookup.Unavailable away => (null, new Outcome.Retry(away.Code)),
        ActorLookup.Missing missing => (null, new Outcome.Refused(missing.Code)),
        _ => (null, new Outcome.Ignored("actor-gone")),
    };

    /// <summary>The inner activity's own bytes, as they stood in the wrapper.</summary>
    static byte[] RawOf(As activity) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(activity.Raw).ToArray();

    sealed record Envelope(As Activity, Actor Sender, Actor? Announcer, ReadOnlyMemory<byte> Body, IReadOnlyList<long> Recipients, DateTimeOffset ReceivedAt)
    {
        public As? Object { get; init; }

        public Received ToReceived(As @object) => new()
        {
            Tx = null!, Activity = Activity, Sender = Sender, Announcer = Announcer, Object = @object, Body = Body, Recipients = Recipients, ReceivedAt = ReceivedAt,
        };
    }

    /// <summary>How many fetches one activity may still cause.</summary>
    sealed class Budget
    {
        int _left = Limits.FetchesPerActivity;

        public Task<ObjectLookup> FetchAsync(RemoteObjects objects, string id, CancellationToken ct) =>
            _left-- > 0 ? objects.FetchAsync(id, ct) : Task.FromResult<ObjectLookup>(new ObjectLookup.Missing("fetch-budget"));
    }
}
