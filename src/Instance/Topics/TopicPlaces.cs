using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>Gives every thread in a group its place there and moves it up when somebody answers.</summary>
public sealed class TopicPlaces : IPostListener
{
    public int Order => 5;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) => change.Verb switch
    {
        PostVerb.Created when change.Post is { IsReply: false, GroupId: { } groupId } => AddAsync(tx, change.Post, groupId, ct),
        // What only some may read must not be told by the order of a list.
        PostVerb.Created when change.Post.Open || change.Post.Visibility is Visibility.Members or Visibility.HubOnly =>
            TopicStore.TouchAsync(tx, change.Post.ThreadId, change.Post.PublishedAt, ct),
        // The place stays: a locked thread is locked without its first post too.
        PostVerb.Deleted when change.Post is { IsReply: false, GroupId: { } groupId } => ActorStore.CountPostAsync(tx, groupId, -1, ct),
        _ => Task.CompletedTask,
    };

    /// <summary>A topic whose facet said something has its place already; it is counted all the same.</summary>
    static async Task AddAsync(Tx tx, Post root, long groupId, CancellationToken ct)
    {
        await TopicStore.AddAsync(tx, root, locked: false, ct);
        await ActorStore.CountPostAsync(tx, groupId, 1, ct);
    }
}
