using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Polls;

/// <summary>Voting, once and for good, by people here and elsewhere. Who chose what is never shown; only totals leave.</summary>
public sealed class Voting(Outbox outbox, IdMaker ids, HubAddress address)
{
    /// <summary>Somebody here votes. Refusals: post-gone, poll-over, poll-voted, poll-choice-missing, poll-choice-one.</summary>
    public async Task<Result<Post>> VoteAsync(Tx tx, Actor voter, long postId, IReadOnlyCollection<int> choices, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, postId, Viewer.Of(voter), ct) is not { Kind: PostKind.Poll } post || await PollStore.LockAsync(tx, postId, ct) is not { } poll)
            return new Refusal("post-gone");
        if (poll.IsOver(tx.Now))
            return new Refusal("poll-over");
        if (await PollStore.VotedAsync(tx, postId, voter.Id, ct))
            return new Refusal("poll-voted");
        var chosen = (await PollStore.OptionsAsync(tx, postId, ct)).Where(o => choices.Contains(o.Position)).ToList();
        if (chosen.Count == 0)
            return new Refusal("poll-choice-missing");
        if (chosen.Count > 1 && !poll.Multiple)
            return new Refusal("poll-choice-one");
        await PollStore.VoteAsync(tx, postId, voter.Id, [.. chosen.Select(o => o.Position)], ct);
        if (!post.Local)
            await SendAsync(tx, voter, post, chosen, ct);
        return post;
    }

    /// <summary>Rule Q3: an answer that only names a choice is a vote. Null when it is something else, which may be a reply.</summary>
    public async Task<Outcome?> ReceiveAsync(Received r, Post post, CancellationToken ct)
    {
        var name = Characters.Line(r.Object.Text("name") ?? "");
        if (name.Length == 0 || PlainText.Line(r.Object.Text("content") ?? "", Limits.Summary) is { Length: > 0 } said && said != name)
            return null;
        if (!post.Local || r.Wanted)
            return new Outcome.Ignored("not-ours");
        if (await PostStore.VisibleAsync(r.Tx, post.Id, Viewer.Of(r.Sender), ct) is null || await PollStore.LockAsync(r.Tx, post.Id, ct) is not { } poll)
            return new Outcome.Ignored("unknown-object");
        if (poll.IsOver(r.Now))
            return new Outcome.Ignored("poll-over");
        if ((await PollStore.OptionsAsync(r.Tx, post.Id, ct)).FirstOrDefault(o => o.Title == name) is not { } option)
            return new Outcome.Refused("vote-unknown-choice");
        if (!poll.Multiple && await PollStore.VotedAsync(r.Tx, post.Id, r.Sender.Id, ct))
            return new Outcome.Ignored("voted-before");
        return await PollStore.VoteAsync(r.Tx, post.Id, r.Sender.Id, [option.Position], ct) ? Outcome.Ok : new Outcome.Ignored("known");
    }

    /// <summary>Rule Q2: one Create for each choice, to the author alone.</summary>
    async Task SendAsync(Tx tx, Actor voter, Post post, IEnumerable<PollOption> chosen, CancellationToken ct)
    {
        var author = (await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        foreach (var option in chosen)
        {
            var vote = WireJson.Embed(new VoteDocument
            {
                Id = address.Object(ids.Next()), AttributedTo = voter.Uri, To = [author.Uri], InReplyTo = post.Uri, Name = option.Title, Published = tx.Now,
            });
            await outbox.SendAsync(tx, voter, "Create", vote, new Sending { About = $"{voter.Uri} {post.Uri}", To = [author], PostId = post.Id }, ct);
        }
    }
}
