using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Uploads belong to the post that names them, and go with it or with an edit; those that no post has go after a day.</summary>
public sealed class UploadEnds : IPostListener, IActorListener, INightly
{
    public int Order => 95;

    public async Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (!change.Post.Local)
            return;
        if (change.Verb is PostVerb.Created or PostVerb.Edited or PostVerb.Held)
            await UploadStore.AttachAsync(tx, change.Post.Id, ct);
        if (change.Verb is PostVerb.Deleted or PostVerb.Edited or PostVerb.Held)
            Pruning.Tell(tx, await UploadStore.DropLostAsync(tx, change.Post.Id, ct));
    }

    public async Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => Pruning.Tell(tx, await UploadStore.DropOfActorAsync(tx, actor.Id, ct));

    /// <inheritdoc cref="INightly.RunAsync"/>
    public async Task RunAsync(Tx tx, CancellationToken ct) =>
        Pruning.Tell(tx, await UploadStore.DropUnusedAsync(tx, tx.Now - Limits.UnusedUploadLife, ct));
}
