using System.Globalization;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Tells every node that a post of this hub is no longer what it was, for whoever keeps its document.</summary>
public sealed class PostNotices : IPostListener
{
    /// <summary>The payload is the post's id.</summary>
    public const string Channel = "federated_post";

    Action<long>? _changed;

    public int Order => 90;

    /// <summary>The same in this process, before whoever changed it goes on.</summary>
    public void Hear(Action<long> changed) => _changed += changed;

    public Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Post.Local && change.Verb is PostVerb.Edited or PostVerb.Deleted or PostVerb.Moderated)
        {
            tx.Notify(Channel, change.Post.Id.ToString(CultureInfo.InvariantCulture));
            tx.AfterCommit(() => _changed?.Invoke(change.Post.Id));
        }
        return Task.CompletedTask;
    }
}
