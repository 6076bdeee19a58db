using System.Globalization;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Quotes;
using Federated.Instance.Storage;

namespace Federated.Web.Federation;

/// <summary>Posts of every kind and their collections at their ids, for whoever may see them; 410 with a Tombstone once deleted.</summary>
public static class ObjectEndpoints
{
    static readonly string[] Read = ["GET", "HEAD"];
    const int ContextItems = 200;

    public static void MapObjects(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/objects/{id:long}", Read, (HttpContext http, ObjectEndpoint e, long id) => e.ObjectAsync(http, id));
        routes.MapMethods("/objects/{id:long}/replies", Read, (HttpContext http, ObjectEndpoint e, long id, long? after) => e.RepliesAsync(http, id, after));
        routes.MapMethods("/objects/{id:long}/context", Read, (HttpContext http, ObjectEndpoint e, long id, long? after) => e.ContextAsync(http, id, after));
        routes.MapMethods("/objects/{id:long}/likes", Read, (HttpContext http, ObjectEndpoint e, long id) => e.CountAsync(http, id, "likes", p => p.LikesCount));
        routes.MapMethods("/objects/{id:long}/shares", Read, (HttpContext http, ObjectEndpoint e, long id) => e.CountAsync(http, id, "shares", p => p.BoostsCount));
        routes.MapMethods("/objects/{id:long}/quotes/{stamp:long}", Read, (HttpContext http, ObjectEndpoint e, long id, long stamp) => e.StampAsync(http, id, stamp));
        routes.MapMethods("/activities/{id:long}", Read, ActivityAsync);
    }

    static async Task<IResult> ActivityAsync(HttpContext http, Database database, Signer signer, long id)
    {
        var ct = http.RequestAborted;
        if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
            return refusal;
        await using var db = await database.OpenAsync(ct);
        return await ActivityStore.PublicAsync(db, id, viewer, ct) is { } activity ? ActivityResults.Open(activity.Body) : ActivityResults.NotFound();
    }

    /// <summary>Answers for one post. Scoped to a request.</summary>
    public sealed class ObjectEndpoint(Database database, PostJson json, OpenDocuments documents, Signer signer, FederationOptions federation, HubAddress address)
    {
        public async Task<IResult> ObjectAsync(HttpContext http, long id)
        {
            var ct = http.RequestAborted;
            if (ContentChoice.WantsPage(http))
                return Results.Redirect($"/posts/{id.ToString(CultureInfo.InvariantCulture)}");
            var unsigned = !federation.AuthorizedFetch && !http.Request.Headers.ContainsKey("Signature");
            if (unsigned && documents.Find(id) is { } kept)
                return kept;
            var mark = documents.Mark();
            return await FindAsync(http, id, async (db, post, viewer) =>
            {
                var author = (await ActorStore.ByIdAsync(db, post.AuthorId, ct))!;
                var body = await json.ObjectAsync(db, post, author, ct);
                var answer = Answer(post, viewer, body);
                if (unsigned && post.Open)
                    documents.Keep(id, answer, body.Length, mark);
                return answer;
            }, post => ActivityResults.Open(json.TombstoneBytes(post), StatusCodes.Status410Gone));
        }

        public async Task<IResult> RepliesAsync(HttpContext http, long id, long? after)
        {
            var ct = http.RequestAborted;
            return await FindAsync(http, id, async (db, post, viewer) =>
            {
                var replies = await PostCollections.RepliesAsync(db, id, viewer, after ?? 0, Limits.ReplyItems, ct);
                var page = new CollectionDocument
                {
                    Id = $"{post.Uri}/replies?after={after ?? 0}",
                    Type = AsTypes.CollectionPage,
                    PartOf = $"{post.Uri}/replies",
                    Items = [.. replies.Select(r => (WireValue)r.Uri)],
                    Next = replies.Count == Limits.ReplyItems ? $"{post.Uri}/replies?after={replies[^1].Id}" : null,
                };
                return Answer(post, viewer, WireJson.Bytes(after is not null ? page : new CollectionDocument
                {
                    Id = $"{post.Uri}/replies", Type = AsTypes.Collection, TotalItems = post.RepliesCount, First = WireJson.Embed(page),
                }));
            });
        }

        public async Task<IResult> ContextAsync(HttpContext http, long id, long? after)
        {
            var ct = http.RequestAborted;
            return await FindAsync(http, id, async (db, root, viewer) =>
            {
                var posts = await PostCollections.ThreadAsync(db, root.ThreadId, viewer, after ?? 0, ContextItems, ct);
                var owner = await ActorStore.ByIdAsync(db, root.GroupId ?? root.AuthorId, ct);
                var context = address.Context(id);
                return Answer(root, viewer, WireJson.Bytes(new CollectionDocument
                {
                    Id = after is null ? context : $"{context}?after={after}",
                    Type = after is null ? AsTypes.OrderedCollection : AsTypes.OrderedCollectionPage,
                    PartOf = after is null ? null : context,
                    AttributedTo = owner?.Uri,
                    Audience = root.GroupId is null ? null : owner?.Uri,
                    Name = root.Title.Length > 0 ? root.Title : null,
                    OrderedItems = [.. posts.Select(p => (WireValue)p.Uri)],
                    Next = posts.Count == ContextItems ? $"{context}?after={posts[^1].Id}" : null,
                }));
            });
        }

        /// <summary>That the post may be quoted by one other post (FEP-044f); 404 once that is taken back.</summary>
        public async Task<IResult> StampAsync(HttpContext http, long id, long stamp)
        {
            var ct = http.RequestAborted;
            return await FindAsync(http, id, async (db, post, viewer) =>
                await QuoteStamp.FindAsync(db, address, post, stamp, ct) is { } body ? Answer(post, viewer, body) : ActivityResults.NotFound());
        }

        public async Task<IResult> CountAsync(HttpContext http, long id, string name, Func<Post, int> count)
        {
            return await FindAsync(http, id, (_, post, viewer) => Task.FromResult(Answer(post, viewer, WireJson.Bytes(new CollectionDocument
            {
                Id = $"{post.Uri}/{name}", Type = AsTypes.Collection, TotalItems = count(post),
            }))));
        }

        /// <summary>A local post that the signer may see; unknown, remote and invisible ones are the same 404. Of an open post its author keeps only whom they blocked: 403.</summary>
        async Task<IResult> FindAsync(HttpContext http, long id, Func<Db, Post, Viewer, Task<IResult>> found, Func<Post, IResult>? deleted = null)
        {
            var ct = http.RequestAborted;
            if (await signer.AskAsync(http) is var (viewer, refusal) && refusal is not null)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await PostStore.VisibleAsync(db, id, viewer, ct) is { Local: true } post)
                return await found(db, post, viewer);
            return await PostStore.ByIdAsync(db, id, ct) is not { Local: true, Open: true } kept ? ActivityResults.NotFound()
                : await Blocks.ByAsync(db, kept.AuthorId, viewer.ActorId, ct) ? ActivityResults.Forbidden()
                : kept.DeletedAt is not null && deleted is not null ? deleted(kept)
                : ActivityResults.NotFound();
        }

        static IResult Answer(Post post, Viewer viewer, byte[] body) =>
            post.Open && viewer == Viewer.Anonymous ? ActivityResults.Open(body) : ActivityResults.Private(body);
    }
}
