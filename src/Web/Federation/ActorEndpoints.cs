using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.Federation;

/// <summary>The actors of this hub and their collections, as other servers read them. Never a redirect at an id, but to the page for a browser.</summary>
public static class ActorEndpoints
{
    static readonly string[] Read = ["GET", "HEAD"];
    static readonly string[] OutboxOfPerson = ["Create", "Announce"];
    static readonly string[] OutboxOfGroup = ["Announce"];
    static readonly string[] OutboxOfCalendar = ["Create"];

    public static void MapActors(this IEndpointRouteBuilder routes)
    {
        MapActor(routes, "/actor", _ => HubAddress.HubActorName);
        MapActor(routes, "/actors/{name}", http => (string)http.Request.RouteValues["name"]!);
        MapInbox(routes, "/inbox", _ => null);
    }

    static void MapInbox(IEndpointRouteBuilder routes, string path, Func<HttpContext, string?> recipient)
    {
        routes.MapPost(path, (HttpContext http, InboxEndpoint inbox) => inbox.AnswerAsync(http, recipient(http))).DisableAntiforgery();
        routes.MapMethods(path, Read, (HttpContext http) =>
        {
            http.Response.Headers.Allow = "POST";
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        });
    }

    static void MapActor(IEndpointRouteBuilder routes, string path, Func<HttpContext, string> name)
    {
        routes.MapMethods(path, Read, (HttpContext http, ActorEndpoint e) => e.ActorAsync(http, name(http)));
        routes.MapMethods($"{path}/outbox", Read, (HttpContext http, ActorEndpoint e, long? before) => e.OutboxAsync(http, name(http), before));
        foreach (var list in new[] { "followers", "following" })
            routes.MapMethods($"{path}/{list}", Read, (HttpContext http, ActorEndpoint e) => e.CountAsync(http, name(http), list));
        routes.MapMethods($"{path}/followers_synchronization", Read, (HttpContext http, ActorEndpoint e) => e.FollowersOfSignerAsync(http, name(http)));
        routes.MapMethods($"{path}/featured", Read, (HttpContext http, ActorEndpoint e) => e.FeaturedAsync(http, name(http)));
        MapInbox(routes, $"{path}/inbox", name);
    }

    /// <summary>Answers for one actor. Scoped to a request.</summary>
    public sealed class ActorEndpoint(Database database, ActorJson json, PostJson posts, Signer signer, GroupEndpoints.GroupEndpoint groups)
    {
        public async Task<IResult> ActorAsync(HttpContext http, string name)
        {
            var ct = http.RequestAborted;
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.LocalByNameAsync(db, name, ct) is not { } actor)
                return ActivityResults.NotFound();
            if (actor.DeletedAt is { } at)
                return ActivityResults.Open(WireJson.Bytes(new TombstoneDocument { Id = actor.Uri, FormerType = AsTypes.Person, Deleted = at }), 410);
            if (actor.SuspendedAt is not null)
                return ActivityResults.Forbidden();
            if (ContentChoice.WantsPage(http))
                return Results.Redirect(actor.PageUrl!);
            // The hub actor is for everybody, or two hubs would ask each other for their keys for ever (F2).
            if (actor.Kind != ActorKind.Application && (await signer.AskAsync(http)).Refusal is { } refusal)
                return refusal;
            return ActivityResults.Open(await json.DocumentAsync(db, actor, ct));
        }

        /// <summary>Followers and followed are counted, not listed: who follows whom is nobody else's business.</summary>
        public async Task<IResult> CountAsync(HttpContext http, string name, string list)
        {
            if ((await signer.AskAsync(http)).Refusal is { } refusal)
                return refusal;
            await using var db = await database.OpenAsync(http.RequestAborted);
            if (await ActorStore.LocalByNameAsync(db, name, http.RequestAborted) is not { Active: true } actor)
                return await AbsentAsync(db, name, http.RequestAborted);
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = list == "followers" ? actor.Followers : actor.Following,
                Type = AsTypes.OrderedCollection,
                TotalItems = list == "followers" ? actor.FollowersCount : actor.FollowingCount,
            }));
        }

        /// <summary>The followers that live on the signer's server, for that server alone (Y3).</summary>
        public async Task<IResult> FollowersOfSignerAsync(HttpContext http, string name)
        {
            var ct = http.RequestAborted;
            if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.ByIdAsync(db, viewer.ActorId, ct) is not { Host: { } host })
                return ActivityResults.Unsigned();
            if (await ActorStore.LocalByNameAsync(db, name, ct) is not { Active: true } actor)
                return await AbsentAsync(db, name, ct);
            if (actor.FollowersCount > Limits.SynchronizedFollowers)
                return ActivityResults.NotFound();
            var followers = await FollowersOnHosts.ListAsync(db, actor.Id, host, ct);
            return ActivityResults.Private(WireJson.Bytes(new CollectionDocument
            {
                Id = FollowersOnHosts.UrlOf(actor.Uri), Type = AsTypes.OrderedCollection, TotalItems = followers.Count, OrderedItems = [.. followers.Select(WireValue.FromString)],
            }));
        }

        public async Task<IResult> FeaturedAsync(HttpContext http, string name)
        {
            if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
                return refusal;
            await using var db = await database.OpenAsync(http.RequestAborted);
            if (await ActorStore.LocalByNameAsync(db, name, http.RequestAborted) is not { Active: true, Featured: { } featured } actor)
                return await AbsentAsync(db, name, http.RequestAborted);
            if (await Blocks.ByAsync(db, actor.Id, viewer.ActorId, http.RequestAborted))
                return ActivityResults.Forbidden();
            if (actor.Kind == ActorKind.Group)
                return await groups.FeaturedAsync(db, actor, http.RequestAborted);
            return await PinnedAsync(db, actor, featured, http.RequestAborted);
        }

        /// <summary>What a person pinned, in full: peers that ask have it without further questions.</summary>
        async Task<IResult> PinnedAsync(Db db, Actor actor, string featured, CancellationToken ct)
        {
            List<WireValue> items = [];
            foreach (var pin in await PinStore.ListAsync(db, actor.Id, Viewer.Anonymous, Limits.Pins, ct))
                items.Add(await posts.EmbedAsync(db, (await PostStore.ByIdAsync(db, pin.PostId, ct))!, actor, ct));
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = featured, Type = AsTypes.OrderedCollection, TotalItems = items.Count, OrderedItems = items,
            }));
        }

        public async Task<IResult> OutboxAsync(HttpContext http, string name, long? before)
        {
            var ct = http.RequestAborted;
            if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.LocalByNameAsync(db, name, http.RequestAborted) is not { Active: true } actor)
                return await AbsentAsync(db, name, http.RequestAborted);
            if (await Blocks.ByAsync(db, actor.Id, viewer.ActorId, http.RequestAborted))
                return ActivityResults.Forbidden();
            var types = actor.Kind switch
            {
                ActorKind.Group or ActorKind.Application => OutboxOfGroup,
                ActorKind.Calendar => OutboxOfCalendar,
                _ => OutboxOfPerson,
            };
            var total = actor.Kind == ActorKind.Person ? actor.PostsCount : await ActivityStore.OutboxCountAsync(db, actor.Id, types, ct);
            // Peers read a person's outbox by pages, and a group's or calendar's from the collection itself (wire-events-groups A4).
            if (before is null && actor.Kind == ActorKind.Person)
                return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
                {
                    Id = actor.Outbox, Type = AsTypes.OrderedCollection, TotalItems = total, First = FirstPage(actor),
                }));
            var sent = await ActivityStore.OutboxAsync(db, actor.Id, types, before ?? long.MaxValue, Limits.PageItems, ct);
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = before is null ? actor.Outbox : $"{actor.Outbox}?before={before}",
                Type = before is null ? AsTypes.OrderedCollection : AsTypes.OrderedCollectionPage,
                PartOf = before is null ? null : actor.Outbox,
                TotalItems = total,
                First = before is null ? (WireValue)FirstPage(actor) : null,
                Next = before is not null && sent.Count == Limits.PageItems ? $"{actor.Outbox}?before={sent[^1].Id}" : null,
                OrderedItems = await CurrentAsync(db, actor, sent, ct),
            }));
        }

        /// <summary>As they were sent, but what has changed since as it is now: peers read an outbox to catch up.</summary>
        async Task<IReadOnlyList<WireValue>> CurrentAsync(Db db, Actor actor, IReadOnlyList<SentActivity> sent, CancellationToken ct)
        {
            var items = new List<WireValue>();
            foreach (var activity in sent)
            {
                var document = AsReader.Read(activity.Body).Document;
                var body = activity.ChangedPostId is { } id && await PostStore.ByIdAsync(db, id, ct) is { } post
                    ? AsReader.Read(await posts.ActivityAsync(db, document.Id!, activity.Type, post, actor, ct)).Document
                    : document;
                items.Add(WireValue.Raw(body));
            }
            return items;
        }

        static string FirstPage(Actor actor) => $"{actor.Outbox}?before={long.MaxValue}";

        /// <summary>Gone for good is another answer than silenced for a while, and than never there (K9).</summary>
        static async Task<IResult> AbsentAsync(Db db, string name, CancellationToken ct) => await ActorStore.LocalByNameAsync(db, name, ct) switch
        {
            { DeletedAt: not null } => ActivityResults.Gone(),
            { SuspendedAt: not null } => ActivityResults.Forbidden(),
            _ => ActivityResults.NotFound(),
        };
    }
}
