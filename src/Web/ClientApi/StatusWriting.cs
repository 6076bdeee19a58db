using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Clients.Scheduled;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.ClientApi;

/// <summary>Writes what clients ask for: now, or when its time has come.</summary>
sealed class StatusWriting(Posting posting, Asking asking) : IScheduledWriting
{
    public async Task<Result<Post>> WriteAsync(Tx tx, Actor me, StatusPlan plan, CancellationToken ct)
    {
        var draft = await DraftAsync(tx, me, plan, ct);
        return plan.Poll is { } poll ? await asking.WriteAsync(tx, draft, poll, ct) : await posting.WriteAsync(tx, draft, ct);
    }

    public async Task<string?> WriteAsync(Tx tx, ScheduledPost post, CancellationToken ct) =>
        await ActorStore.ByIdAsync(tx, post.AccountId, ct) is { } me ? (await WriteAsync(tx, me, StatusPlan.OfJson(post.Plan), ct)).Code : "actor-gone";

    static async Task<Draft> DraftAsync(Db db, Actor me, StatusPlan plan, CancellationToken ct)
    {
        var parent = plan.InReplyToId is { } id ? await PostStore.VisibleAsync(db, id, Viewer.Of(me), ct) : null;
        return new Draft
        {
            Author = me,
            Writer = me,
            ReplyToId = plan.InReplyToId,
            Source = plan.Text,
            Summary = plan.SpoilerText,
            Sensitive = plan.Sensitive,
            Language = plan.Language ?? me.Language ?? "en",
            // These clients know four words for who may read; what answers a post for few stays among them.
            Visibility = parent is null ? plan.Wanted : Among(plan.Wanted, parent.Visibility),
            QuotedId = plan.QuotedId,
            Media = plan.DraftMedia,
        };
    }

    /// <summary>
    /// `private` is all that these clients are told of posts for a group or for this hub, so as an answer it means their readers. What is for the people it
    /// names is for nobody else, whatever it answers.
    /// </summary>
    static string Among(string wanted, string parent) =>
        wanted == Visibility.Followers && parent is (Visibility.Members or Visibility.HubOnly) ? parent : Visibility.Within(wanted, parent);
}
