using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>Takes in a post that this hub asked for, as if its author had sent it, but quietly: it is old, and nobody is told.</summary>
public sealed class TakingIn(Database database, RemoteActors actors, InboxRoutes routes)
{
    /// <summary>A document as its own origin serves it. Null when it cannot be taken: not its owner's, of an unknown kind, refused, or gone.</summary>
    public async Task<Post?> TakeAsync(As document, CancellationToken ct)
    {
        if (document.Id is not { } id || document.Owner() is not { } owner || !Origin.Same(owner, id)
            || await actors.ResolveAsync(owner, ct) is not ActorLookup.Found { Actor: { Active: true } author })
            return null;
        return await database.TransactAsync(async tx =>
        {
            var received = new Received
            {
                Tx = tx, Activity = document, Sender = author, Object = document, Body = ReadOnlyMemory<byte>.Empty, Wanted = true,
            };
            if (routes.Find(AsTypes.Create, Resolver.ObjectTypeOf(received)) is not { } handler || await handler(received, ct) is Outcome.Refused or Outcome.Retry)
                tx.RollBack();
            return await PostStore.ByUriAsync(tx, id, ct) is { DeletedAt: null } post && !tx.TakenBack ? post : null;
        }, ct);
    }
}
