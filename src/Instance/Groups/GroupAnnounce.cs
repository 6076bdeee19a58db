using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Groups;

/// <summary>
/// A group of this hub passes on what happens in it (FEP-1b12, wire-events-groups D3-D7, D10): the activity itself, untouched, to
/// software that reads that; to all others only new threads, as a plain boost that is taken back when the thread is gone.
/// What is not open to everybody is never announced: its author sends it to the members.
/// </summary>
public sealed class GroupAnnounce(Outbox outbox, HubAddress address) : IPostListener
{
    public int Order => 30;

    public async Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Verb is PostVerb.Boosted or PostVerb.Unboosted || change.Quiet || !change.Post.Open
            || change.Post.GroupId is not { } groupId
            || await ActorStore.ByIdAsync(tx, groupId, ct) is not { Local: true, Active: true, Kind: ActorKind.Group } group
            || !await InGroupAsync(tx, change.Post, ct))
            return;

        // What a group passed on holds the words of others; their own server has nothing more to forget here.
        if (change.Verb == PostVerb.Deleted && !change.Post.Local)
            await outbox.ForgetAsync(tx, change.Post.Id, ct);
        if (!change.Activity.IsEmpty)
            await WrapAsync(tx, group, change, ct);
        if (change.Post.IsReply)
            return;
        if (change.Verb is PostVerb.Created or PostVerb.Told)
            await BoostAsync(tx, group, change.Post, ct);
        else if (change.Verb == PostVerb.Deleted)
            await UnboostAsync(tx, group, change.Post, ct);
    }

    /// <summary>A thread in the group, of a kind that groups talk in; or a reply in such a thread.</summary>
    static async Task<bool> InGroupAsync(Tx tx, Post post, CancellationToken ct)
    {
        var root = post.ThreadId == post.Id ? post : await PostStore.ByIdAsync(tx, post.ThreadId, ct);
        return root is { Open: true, Kind: PostKind.Topic or PostKind.Story or PostKind.Poll } && root.GroupId == post.GroupId && !root.IsReply;
    }

    /// <summary>D3 and D5. Only a new thread stands in the outbox, which peers read to fill their own.</summary>
    Task WrapAsync(Tx tx, Actor group, PostChange change, CancellationToken ct)
    {
        // An activity that is too large for us to read is too large for any peer.
        if (AsReader.Read(change.Activity).Document is not { Exists: true } untouched)
            return Task.CompletedTask;
        var listed = change.Verb is PostVerb.Created or PostVerb.Told && !change.Post.IsReply;
        return SendAsync(tx, group, AsTypes.Announce, WireValue.Raw(untouched), change.Post, groupAware: true, listed, ct);
    }

    /// <summary>D4.</summary>
    async Task BoostAsync(Tx tx, Actor group, Post post, CancellationToken ct)
    {
        var id = await SendAsync(tx, group, AsTypes.Announce, post.Uri, post, groupAware: false, listed: false, ct);
        await GroupStore.RememberAnnounceAsync(tx, post.Id, id, ct);
    }

    /// <summary>D7.</summary>
    async Task UnboostAsync(Tx tx, Actor group, Post post, CancellationToken ct)
    {
        if (await GroupStore.ForgetAnnounceAsync(tx, post.Id, ct) is not { } announced)
            return;
        var undone = WireJson.Embed(Describe(tx, announced, group, AsTypes.Announce, post.Uri, post));
        await SendAsync(tx, group, AsTypes.Undo, undone, post, groupAware: false, listed: false, ct);
    }

    async Task<long> SendAsync(Tx tx, Actor group, string type, WireValue about, Post post, bool groupAware, bool listed, CancellationToken ct)
    {
        var (id, _) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = group,
            Type = type,
            Body = WireJson.Bytes(Describe(tx, id, group, type, about, post)),
            About = post.Uri,
            PostId = post.Id,
            Public = listed,
        }, new Recipients { FollowersOf = [group.Id], GroupAware = groupAware }, ct);
        return id;
    }

    /// <summary>As far as the post itself reaches, and no further. Lemmy wants both `to` and `cc`.</summary>
    ActivityDocument Describe(Tx tx, long id, Actor group, string type, WireValue about, Post post) => new()
    {
        Id = address.Activity(id),
        Type = type,
        Actor = group.Uri,
        To = [post.Visibility == Visibility.Public ? AsNames.Public : group.Followers!],
        Cc = [post.Visibility == Visibility.Public ? group.Followers! : AsNames.Public],
        Published = tx.Now,
        Object = about,
    };
}
