using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Media;

/// <summary>Pictures go with the post or the actor that they belong to, and when an edit takes them away.</summary>
public sealed class MediaEnds(MediaAddress address) : IPostListener, IActorListener
{
    public int Order => 90;

    public async Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Post.Local || change.Verb is not (PostVerb.Deleted or PostVerb.Edited))
            return;
        // The author sees what there is, whoever else may not.
        var left = change.Verb == PostVerb.Deleted ? [] : await MediaStore.SourcesAsync(tx, change.Post.Id, new Viewer(change.Post.AuthorId, Local: false), ct);
        await DropAsync(tx, change.Post.Id, left, ct);
    }

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct) => DropAsync(tx, actor.Id, [], ct);

    public async Task OnChangedAsync(Tx tx, Actor before, Actor after, CancellationToken ct)
    {
        if (before.IconUrl != after.IconUrl || before.HeaderUrl != after.HeaderUrl)
            await DropAsync(tx, after.Id, await MediaStore.SourcesAsync(tx, after.Id, Viewer.Anonymous, ct), ct);
    }

    async Task DropAsync(Tx tx, long ownerId, IReadOnlyList<MediaStore.Source> left, CancellationToken ct) =>
        Pruning.Tell(tx, await MediaStore.DropAsync(tx, ownerId, [.. left.Select(s => address.Name(s.Kind, ownerId, s.Url))], ct));
}
