using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Notifications;

/// <summary>Tells people here of answers, mentions, likes and boosts, and takes it back when they are undone.</summary>
public sealed class PostNotifications(Notifier notifier) : IPostListener
{
    public int Order => 20;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct) => change.Verb switch
    {
        _ when change.Quiet => Task.CompletedTask,
        PostVerb.Created or PostVerb.Told or PostVerb.Edited => TellOfPostAsync(tx, change, ct),
        PostVerb.Deleted => notifier.DropOfPostAsync(tx, change.Post.Id, null, null, ct),
        PostVerb.Liked => TellAuthorAsync(tx, change, NotificationKind.Like, ct),
        PostVerb.Boosted => TellAuthorAsync(tx, change, NotificationKind.Boost, ct),
        PostVerb.Unliked => notifier.DropOfPostAsync(tx, change.Post.Id, change.By.Id, NotificationKind.Like, ct),
        PostVerb.Unboosted => notifier.DropOfPostAsync(tx, change.Post.Id, change.By.Id, NotificationKind.Boost, ct),
        _ => Task.CompletedTask,
    };

    const string ParentWriterSql = "select coalesce(p.writer_id, p.author_id) from post p where p.id = @id";

    async Task TellOfPostAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        var post = change.Post;
        var answered = post.ReplyToId is { } parent ? await tx.ValueAsync<long?>(ParentWriterSql, new { id = parent }, ct) : null;
        if (answered is { } writer && change.Verb != PostVerb.Edited)
            await notifier.NotifyAsync(tx, writer, NotificationKind.Reply, change.By.Id, post.Id, ct);
        foreach (var named in change.Mentions.Where(m => m != answered))
            await notifier.NotifyAsync(tx, named, NotificationKind.Mention, change.By.Id, post.Id, ct);
        if (change.Verb != PostVerb.Edited && !post.IsReply && post.Visibility != Visibility.Direct)
            await TellWatchersAsync(tx, post, ct);
    }

    // Who is named is told of that.
    const string WatchersSql = $"""
        select viewer.id
        from post p
        join follow f on f.followee_id = p.author_id and f.notify and f.state = 'accepted'
        cross join lateral (select f.follower_id as id, true as local) viewer
        where p.id = @id and (f.languages is null or p.language is null or p.language = any(f.languages) or split_part(p.language, '-', 1) = any(f.languages))
          and {Visibility.MaySeeSql} and not {Blocks.HidesAuthorSql}
          and not exists (select 1 from post_mention m where m.post_id = p.id and m.actor_id = viewer.id)
        """;

    async Task TellWatchersAsync(Tx tx, Post post, CancellationToken ct)
    {
        if (await tx.ListAsync<long>(WatchersSql, new { post.Id }, ct) is { Count: > 0 } watchers)
            await notifier.NotifyAllAsync(
                tx, NotificationKind.Status, [.. watchers.Select(w => new Notification { AccountId = w, ActorId = post.AuthorId, PostId = post.Id })], ct);
    }

    Task TellAuthorAsync(Tx tx, PostChange change, string kind, CancellationToken ct) =>
        notifier.NotifyAsync(tx, change.Post.WriterId ?? change.Post.AuthorId, kind, change.By.Id, change.Post.Id, ct);
}
