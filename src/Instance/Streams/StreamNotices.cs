using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Streams;

/// <summary>
/// Tells every node what happens to posts, while somebody watches a stream on one of them: nodes with open streams say so every minute, and two minutes
/// without that end it. So a post costs no notice where nobody would hear it.
/// </summary>
public sealed class StreamNotices : IPostListener
{
    /// <summary>The payload is a <see cref="StreamNotice"/>.</summary>
    public const string Channel = "federated_stream";

    /// <summary>Somebody watches.</summary>
    public const string WatchedChannel = "federated_watched";

    /// <summary>How often nodes say that somebody watches.</summary>
    public static readonly TimeSpan WatchedPause = TimeSpan.FromMinutes(1);

    /// <summary>So many account ids fit in one notice.</summary>
    const int AccountsInNotice = 300;

    readonly TimeProvider _clock;
    long _watchedAt;

    public StreamNotices(Wakeups wakeups, TimeProvider clock)
    {
        _clock = clock;
        wakeups.Hear(WatchedChannel, said =>
        {
            if (said is not null)
                Watch();
        });
    }

    /// <summary>Somebody watches: on this node the notices begin at once.</summary>
    public void Watch() => Volatile.Write(ref _watchedAt, _clock.GetTimestamp());

    bool Watched => Volatile.Read(ref _watchedAt) is var at && at != 0 && _clock.GetElapsedTime(at) < 2 * WatchedPause;

    /// <summary>Before home rows go with their post: they say who had it before them.</summary>
    public int Order => 1;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (!Watched || change.Quiet)
            return Task.CompletedTask;
        var post = change.Post;
        switch (change.Verb)
        {
            case PostVerb.Created or PostVerb.Told:
                Tell(tx, StreamNotice.What.Written, post.Id);
                break;
            case PostVerb.Boosted when change.BoostId is { } boost:
                Tell(tx, StreamNotice.What.Boosted, boost);
                break;
            case PostVerb.Edited or PostVerb.Counted when post.EditedAt is not null || post.Kind == PostKind.Poll:
                Tell(tx, StreamNotice.What.Changed, post.Id);
                break;
            case PostVerb.Deleted when post.Open:
                Tell(tx, StreamNotice.What.Gone, post.Id);
                break;
            case PostVerb.Deleted:
                return TellFewAsync(tx, post.Id, ct);
        }
        return Task.CompletedTask;
    }

    static void Tell(Tx tx, StreamNotice.What what, long id, params IReadOnlyList<long> accounts) => tx.Notify(Channel, new StreamNotice(what, id, accounts).ToString());

    const string HadSql = "select account_id from home where post_id = @postId";

    static async Task TellFewAsync(Tx tx, long postId, CancellationToken ct)
    {
        foreach (var some in (await tx.ListAsync<long>(HadSql, new { postId }, ct)).Chunk(AccountsInNotice))
            Tell(tx, StreamNotice.What.GoneForFew, postId, some);
    }
}
