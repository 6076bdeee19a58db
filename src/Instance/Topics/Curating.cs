using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Topics;

/// <summary>What a moderator can do with a thread that stays.</summary>
public enum Curation
{
    Lock,
    Unlock,
    Pin,
    Unpin,
}

/// <summary>Moderators close threads of a group of this hub, open them again, and put them at the top of the group's page.</summary>
public sealed class Curating(Outbox outbox, Audit audit, IEnumerable<IPostListener> listeners)
{
    readonly IPostListener[] _listeners = [.. listeners.OrderBy(l => l.Order)];

    /// <summary>Doing again what is done changes nothing. Refusals: post-gone, not-moderator.</summary>
    public async Task<Result<Post>> CurateAsync(Tx tx, Actor moderator, long postId, Curation what, CancellationToken ct)
    {
        if (await PostStore.ByIdAsync(tx, postId, ct) is not { DeletedAt: null, IsReply: false, GroupId: { } groupId } post)
            return new Refusal("post-gone");
        if (!(await GroupPolicy.RoleAsync(tx, groupId, moderator.Id, ct)).Moderator)
            return new Refusal("not-moderator");
        var isNew = what is Curation.Lock or Curation.Unlock
            ? await TopicStore.LockAsync(tx, post.Id, what == Curation.Lock, ct)
            : await TopicStore.PinAsync(tx, post.Id, what == Curation.Pin, ct);
        if (!isNew)
            return post;
        await audit.AddAsync(tx, moderator.Id, $"topic.{what.Word()}", post.Uri, "", ct);
        if (post.Open)
            await TellAsync(tx, moderator, (await ActorStore.ByIdAsync(tx, groupId, ct))!, post, what, ct);
        return post;
    }

    /// <summary>The moderator's activity is kept here, for whoever asks for it; the group passes it on.</summary>
    async Task TellAsync(Tx tx, Actor moderator, Actor group, Post post, Curation what, CancellationToken ct)
    {
        var (id, uri) = outbox.NewActivity();
        var activity = what switch
        {
            Curation.Lock => Describe(uri, AsTypes.Lock, moderator, group, post.Uri),
            Curation.Unlock => Describe(uri, AsTypes.Undo, moderator, group, WireJson.Embed(
                Describe(await LockUriAsync(tx, post.Id, ct) ?? $"{uri}/lock", AsTypes.Lock, moderator, group, post.Uri))),
            Curation.Pin => Describe(uri, AsTypes.Add, moderator, group, post.Uri) with { Target = group.Featured },
            _ => Describe(uri, AsTypes.Remove, moderator, group, post.Uri) with { Target = group.Featured },
        };
        var body = await outbox.EnqueueAsync(
            tx, new Outgoing { Id = id, Actor = moderator, Type = activity.Type, Body = WireJson.Bytes(activity), About = post.Uri, PostId = post.Id, Public = true }, new Recipients(), ct);
        foreach (var listener in _listeners)
            await listener.OnAsync(tx, new PostChange(PostVerb.Moderated, post, moderator, body), ct);
    }

    const string LockUriSql = "select a.uri from activity a where a.post_id = @postId and a.type = 'Lock' order by a.id desc limit 1";

    static Task<string?> LockUriAsync(Tx tx, long postId, CancellationToken ct) => tx.ValueAsync<string>(LockUriSql, new { postId }, ct);

    static ActivityDocument Describe(string uri, string type, Actor moderator, Actor group, WireValue about) => new()
    {
        Id = uri,
        Type = type,
        Actor = moderator.Uri,
        To = [AsNames.Public],
        Cc = [group.Uri],
        Audience = group.Uri,
        Object = about,
    };
}
