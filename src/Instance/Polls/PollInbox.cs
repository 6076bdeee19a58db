using Federated.Instance.Inbox;
using Federated.Instance.Posts;

namespace Federated.Instance.Polls;

/// <summary>Votes of the Pleroma family under their own type; all others come as Notes, through the post's facet.</summary>
public sealed class PollInbox(Voting voting) : IInboxFeature
{
    public void Map(InboxRoutes on) => on.Activity("Create", "Answer", OnAnswer);

    async Task<Outcome> OnAnswer(Received r, CancellationToken ct)
    {
        if (PostReader.OwnerProblem(r) is { } problem)
            return new Outcome.Refused(problem);
        if (r.Object.Ref("inReplyTo") is not { } question || await PostStore.ByUriAsync(r.Tx, question, ct) is not { Kind: PostKind.Poll } post)
            return new Outcome.Ignored("unknown-object");
        return await voting.ReceiveAsync(r, post, ct) ?? new Outcome.Refused("vote-unknown-choice");
    }
}
