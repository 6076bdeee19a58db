using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Groups;

/// <summary>A moderator takes a thread or a reply out of a group of this hub: its content goes here, and the group tells its followers.</summary>
public sealed class Moderating(Posting posting, Outbox outbox, Audit audit)
{
    /// <summary>Refusals: post-gone, not-moderator, reason-too-long.</summary>
    public async Task<Result<Post>> RemoveAsync(Tx tx, Actor moderator, long postId, string reason, CancellationToken ct)
    {
        if (await PostStore.ByIdAsync(tx, postId, ct) is not { GroupId: { } groupId } found
            || await PostStore.LockedByUriAsync(tx, found.Uri, ct) is not { DeletedAt: null } post)
            return new Refusal("post-gone");
        if (!(await GroupPolicy.RoleAsync(tx, groupId, moderator.Id, ct)).Moderator)
            return new Refusal("not-moderator");
        if (reason.Trim().Length > Limits.Summary)
            return new Refusal("reason-too-long", nameof(reason));

        var actors = await ActorStore.ByIdsAsync(tx, [groupId, post.AuthorId], ct);
        var author = actors[post.AuthorId];
        var removal = Describe(tx, moderator, actors[groupId], post, author, reason.Trim());
        if (post.Local)
            await posting.DeleteAsync(tx, post, author, moderator, ct, removal);
        else
            await posting.EraseAsync(tx, post, moderator, removal, ct);
        await audit.AddAsync(tx, moderator.Id, "group.remove", post.Uri, reason.Trim(), ct);
        return post;
    }

    /// <summary>The moderator's Delete: peers tell it from an author's by its `summary`. It goes nowhere but into the group's Announce.</summary>
    ReadOnlyMemory<byte> Describe(Tx tx, Actor moderator, Actor group, Post post, Actor author, string reason) =>
        !post.Open ? ReadOnlyMemory<byte>.Empty : WireJson.Bytes(new ActivityDocument
        {
            Id = outbox.NewActivity().Uri,
            Type = AsTypes.Delete,
            Actor = moderator.Uri,
            To = [AsNames.Public],
            Cc = [group.Uri, author.Uri],
            Audience = group.Uri,
            Published = tx.Now,
            Summary = reason,
            Object = post.Uri,
        });
}
