using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What happened to a post.</summary>
public enum PostVerb
{
    Created,

    /// <summary>It was stored quietly before, and now its author has sent it.</summary>
    Told,

    /// <summary>What it answers has come at last, and with it its thread.</summary>
    Placed,
    Edited,
    Deleted,
    Liked,
    Unliked,
    Boosted,
    Unboosted,

    /// <summary>Its totals changed, and nothing else.</summary>
    Counted,

    /// <summary>It was written or changed, and waits for the moderators.</summary>
    Held,

    /// <summary>Its group locked, unlocked, pinned or unpinned the thread.</summary>
    Moderated,
}

/// <summary>
/// Something that happened to a post, by whom, and the activity that says so on the wire: the bytes that came in
/// or that go out, never re-serialised (FEP-1b12). A hub-only post has none.
/// </summary>
public sealed record PostChange(PostVerb Verb, Post Post, Actor By, ReadOnlyMemory<byte> Activity)
{
    /// <summary>The boost's id, for <see cref="PostVerb.Boosted"/>.</summary>
    public long? BoostId { get; init; }

    /// <summary>Who is addressed by name, for <see cref="PostVerb.Created"/> and <see cref="PostVerb.Edited"/>.</summary>
    public IReadOnlyList<long> Mentions { get; init; } = [];

    /// <summary>Old posts that were fetched to complete a thread: stored, but nobody is told.</summary>
    public bool Quiet { get; init; }
}

/// <summary>
/// What follows when something happens to a post: home rows, notifications, a group's Announce.
/// Runs in the post's transaction, in <see cref="Order"/>; listeners do not call each other.
/// </summary>
public interface IPostListener
{
    int Order { get; }
    Task OnAsync(Tx tx, PostChange change, CancellationToken ct);
}
