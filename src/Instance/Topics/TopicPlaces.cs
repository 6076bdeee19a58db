using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>Gives every thread in a group its place there, moves it up when somebody answers, and counts the answers.</summary>
public sealed class TopicPlaces : IPostListener
{
    public int Order => 5;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) => (change.Verb, change.Post) switch
    {
        // What nobody saw was never counted.
        (PostVerb.Deleted, { Waiting: true }) => Task.CompletedTask,
        (PostVerb.Created, { IsReply: false, GroupId: { } groupId }) => AddAsync(tx, change.Post, groupId, ct),
        (PostVerb.Created or PostVerb.Placed, { IsReply: true }) => TopicStore.AnsweredAsync(tx, change.Post, 1, ct),
        // The place stays: a locked thread is locked without its first post too.
        (PostVerb.Deleted, { IsReply: false, GroupId: { } groupId }) => ActorStore.CountPostAsync(tx, groupId, -1, ct),
        (PostVerb.Deleted, { IsReply: true }) => TopicStore.AnsweredAsync(tx, change.Post, -1, ct),
        _ => Task.CompletedTask,
    };

    /// <summary>A topic whose facet said something has its place already; it is counted all the same.</summary>
    static async Task AddAsync(Tx tx, Post root, long groupId, CancellationToken ct)
    {
        await TopicStore.AddAsync(tx, root, locked: false, ct);
        await ActorStore.CountPostAsync(tx, groupId, 1, ct);
    }
}
