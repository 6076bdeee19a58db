using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>
/// Whether a topic takes replies, which peers read and write as `commentsEnabled` (wire-events-groups E19). In a group of this
/// hub only its moderators decide that.
/// </summary>
public sealed class TopicFacet : IPostFacet
{
    sealed record Comments(bool Closed);

    public string Kind => PostKind.Topic;

    public FacetReading Read(As document) => new(document.Bool("commentsEnabled") is { } enabled ? new Comments(!enabled) : null, null);

    public async Task InsertAsync(Tx tx, Post post, object data, CancellationToken ct)
    {
        if (await InForeignGroupAsync(tx, post, ct))
            await TopicStore.AddAsync(tx, post, ((Comments)data).Closed, ct);
    }

    public async Task ChangeAsync(Tx tx, Post post, object data, CancellationToken ct)
    {
        if (await InForeignGroupAsync(tx, post, ct))
            await TopicStore.LockAsync(tx, post.Id, ((Comments)data).Closed, ct);
    }

    public Task EraseAsync(Tx tx, Post post, CancellationToken ct) => Task.CompletedTask;

    public async Task<object> WriteAsync(Db db, Post post, PostDocument document, CancellationToken ct) =>
        document with { CommentsEnabled = !await Posting.ThreadLockedAsync(db, post.ThreadId, ct) };

    static async Task<bool> InForeignGroupAsync(Tx tx, Post post, CancellationToken ct) =>
        post.GroupId is { } id && await ActorStore.ByIdAsync(tx, id, ct) is { Local: false };
}
