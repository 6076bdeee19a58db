using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Topics;

namespace Federated.Web.Federation;

/// <summary>What groups have beside other actors: who moderates them, and the topics that stand first.</summary>
public static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/actors/{name}/moderators", ["GET", "HEAD"], (HttpContext http, GroupEndpoint e, string name) => e.ModeratorsAsync(http, name));

    /// <summary>Answers for one group. Scoped to a request.</summary>
    public sealed class GroupEndpoint(Database database, PostJson json, Signer signer)
    {
        /// <summary>Ids of people and nothing else (wire-events-groups A3).</summary>
        public async Task<IResult> ModeratorsAsync(HttpContext http, string name)
        {
            var ct = http.RequestAborted;
            if ((await signer.AskAsync(http)).Refusal is { } refusal)
                return refusal;
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.LocalByNameAsync(db, name, ct) is not { Active: true, Moderators: { } address } group)
                return ActivityResults.NotFound();
            var moderators = await GroupStore.ModeratorsAsync(db, group.Id, ct);
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = address,
                Type = AsTypes.OrderedCollection,
                TotalItems = moderators.Count,
                OrderedItems = [.. moderators.Select(m => (WireValue)m.Uri)],
            }));
        }

        /// <summary>
        /// Whole objects, as Lemmy reads nothing else there: so only what was written here, of which this hub has the document.
        /// </summary>
        public async Task<IResult> FeaturedAsync(Db db, Actor group, CancellationToken ct)
        {
            var pinned = await TopicStore.PinnedAsync(db, group.Id, Viewer.Anonymous, Limits.PageItems, ct);
            var documents = new List<WireValue>();
            foreach (var topic in pinned)
            {
                if (await PostStore.VisibleAsync(db, topic.PostId, Viewer.Anonymous, ct) is { Local: true } post)
                    documents.Add(await json.EmbedAsync(db, post, (await ActorStore.ByIdAsync(db, post.AuthorId, ct))!, ct));
            }
            return ActivityResults.Open(WireJson.Bytes(new CollectionDocument
            {
                Id = group.Featured, Type = AsTypes.OrderedCollection, TotalItems = documents.Count, OrderedItems = documents,
            }));
        }
    }
}
