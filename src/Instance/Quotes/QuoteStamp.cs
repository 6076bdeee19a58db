using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Quotes;

/// <summary>The stamps by which authors agree to be quoted: ours as they are served, others' as they are judged.</summary>
public static class QuoteStamp
{
    /// <summary>X4: everything in it must fit, and it must lie where its author's things lie.</summary>
    public static bool Fits(As stamp, string quotingUri, string quotedUri, string authorUri) =>
        stamp.Is(AsTypes.QuoteAuthorization)
        && Origin.Same(stamp.Id, authorUri)
        && stamp.Ref("attributedTo") == authorUri
        && stamp.Ref("interactingObject") == quotingUri
        && stamp.Ref("interactionTarget") == quotedUri;

    /// <summary>A stamp of a post here that counts; null when there is none, or no longer.</summary>
    public static async Task<byte[]?> FindAsync(Db db, HubAddress address, Post post, long id, CancellationToken ct) =>
        await QuoteStore.StampedAsync(db, post.Id, id, ct) is { } quotingUri
            ? WireJson.Bytes(new QuoteAuthorizationDocument
            {
                Id = address.QuoteStamp(post.Id, id),
                AttributedTo = (await ActorStore.ByIdAsync(db, post.AuthorId, ct))!.Uri,
                InteractingObject = quotingUri,
                InteractionTarget = post.Uri,
            })
            : null;
}
