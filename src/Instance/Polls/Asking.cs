using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Polls;

/// <summary>Writing a post with a poll.</summary>
public sealed class Asking(Posting posting)
{
    /// <summary>Refusals: those of <see cref="PollRules.Check"/> and of <see cref="Posting.WriteAsync"/>.</summary>
    public async Task<Result<Post>> WriteAsync(Tx tx, Draft draft, PollPlan plan, CancellationToken ct)
    {
        var poll = PollRules.Check(plan, tx.Now);
        return poll.Ok
            ? await posting.WriteAsync(tx, draft with { Kind = PostKind.Poll, Facet = poll.Value }, ct)
            : new Refusal(poll.Code, poll.Field);
    }
}
