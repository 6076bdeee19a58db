using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Backfill;

/// <summary>
/// Fetches what a wish is for. A list from elsewhere only says what there is: each post is taken from its own origin, or from the list
/// when that is its owner's (FEP-fe34), and only what everybody may see.
/// </summary>
public sealed class Fetching(Database database, RemoteActors actors, RemoteObjects objects, RemoteCollections collections, TakingIn takingIn, HubAddress address)
{
    /// <summary>False when the other side is away and should be asked again.</summary>
    public async Task<bool> FetchAsync(Wish wish, CancellationToken ct) => wish.Kind switch
    {
        BackfillKind.Thread => await ThreadAsync(wish.Uri, ct),
        BackfillKind.Upcoming => await ListAsync(wish.Uri, a => a.Upcoming, Limits.BackfillEvents, ct),
        _ => await ListAsync(wish.Uri, a => a.Outbox, Limits.BackfillPosts, ct),
    };

    async Task<bool> ListAsync(string actorUri, Func<Actor, string?> list, int most, CancellationToken ct)
    {
        switch (await actors.ResolveAsync(actorUri, ct))
        {
            case ActorLookup.Unavailable:
                return false;
            case ActorLookup.Found { Actor: { Active: true } owner } when list(owner) is { } uri:
                var items = await collections.ItemsAsync(As.Of(uri), owner.Uri, most, ct);
                foreach (var item in items.Reverse())
                    await TakeAsync(ObjectOf(item), owner.Uri, ct);
                return true;
            default:
                return true;
        }
    }

    /// <summary>The post that an item of an outbox is about: itself, or what its Create or a Group's Announce of a Create brings. A person's boosts are not theirs.</summary>
    static As ObjectOf(As item) => item.Type switch
    {
        AsTypes.Create => item.One("object"),
        AsTypes.Announce => item.One("object") is { Type: AsTypes.Create } inner ? As.Of(inner.Ref("object")) : default,
        null => item,
        _ when PostReader.Types.Contains(item.Type) => item,
        _ => default,
    };

    /// <summary>The thread's own list where it has one (FEP-7888), else the answers, and the answers to these.</summary>
    async Task<bool> ThreadAsync(string rootUri, CancellationToken ct)
    {
        var left = Limits.BackfillThread;
        switch (await objects.FetchAsync(rootUri, ct))
        {
            case ObjectLookup.Unavailable:
                return false;
            case ObjectLookup.Found { Document: var root }:
                if (root.Ref("context") is { } context && Origin.Of(context, address.AllowsHttp) is not null
                    && await collections.ItemsAsync(As.Of(context), context, left, ct) is { Count: > 0 } listed)
                    foreach (var post in listed)
                        await TakeAsync(post, context, ct);
                else
                    await AnswersAsync(root, left, ct);
                return true;
            default:
                return true;
        }
    }

    async Task AnswersAsync(As root, int left, CancellationToken ct)
    {
        var waiting = new Queue<(As Post, int Depth)>([(root, 0)]);
        while (left > 0 && waiting.TryDequeue(out var next))
        {
            if (next.Post.Id is not { } id)
                continue;
            foreach (var answer in await collections.ItemsAsync(next.Post.One("replies"), id, Math.Min(left, Limits.BackfillAnswers), ct))
            {
                left--;
                if (await TakeAsync(answer, id, ct) is { Exists: true } taken && next.Depth + 1 < Limits.BackfillDepth)
                    waiting.Enqueue((taken, next.Depth + 1));
            }
        }
    }

    /// <summary>The document that was taken in; absent when it is known already, or not to be had.</summary>
    async Task<As> TakeAsync(As item, string listedBy, CancellationToken ct)
    {
        if (item.Id is not { } id || address.IsLocal(id) || await KnownAsync(id, ct))
            return default;
        var document = item;
        if (item.Type is null || !Origin.Same(id, listedBy) || item.Owner() is not { } owner || !Origin.Same(owner, listedBy) || !item.Has("to"))
        {
            if (await objects.FetchAsync(id, ct) is not ObjectLookup.Found found)
                return default;
            document = found.Document;
        }
        return Audience.Read(document, null).Reach is Reach.Public or Reach.Unlisted && await takingIn.TakeAsync(document, ct) is not null ? document : default;
    }

    async Task<bool> KnownAsync(string uri, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return (await PostStore.KnownUrisAsync(db, [uri], ct)).Count > 0;
    }
}
