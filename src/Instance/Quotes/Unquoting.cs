using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Quotes;

/// <summary>Authors here take back their consent to a quote.</summary>
public sealed class Unquoting(Outbox outbox, Posting posting, HubAddress address, IdMaker ids)
{
    /// <summary>The post that quotes shows the quoted one no more; its server and our followers' hear that the stamp is gone. Refusals: post-gone, not-yours.</summary>
    public async Task<Result<Post>> RevokeAsync(Tx tx, Actor me, long quotingId, CancellationToken ct)
    {
        if (await PostStore.VisibleAsync(tx, quotingId, Viewer.Of(me), ct) is not { } quoting
            || await QuoteStore.OfAsync(tx, quotingId, ct) is not { QuotedId: { } quotedId } quote
            || await PostStore.ByIdAsync(tx, quotedId, ct) is not { } quoted)
            return new Refusal("post-gone");
        if (!quoted.Local || quoted.WriterId != me.Id)
            return new Refusal("not-yours");
        if (!quote.Stands)
            return quoting;
        var stamp = address.QuoteStamp(quoted.Id, await QuoteStore.TakeBackAsync(tx, ids.Next(), quoted.Id, quoting.Uri, ct));
        await QuoteStore.DecideAsync(tx, quoting.Id, QuoteState.Revoked, ct);
        if (quoting.Local)
            await posting.TellAgainAsync(tx, quoting, ct);
        var actors = await ActorStore.ByIdsAsync(tx, [quoting.AuthorId, quoted.AuthorId], ct);
        await outbox.SendAsync(tx, actors[quoted.AuthorId], "Delete", stamp, new Sending
        {
            About = quoting.Uri, To = [actors[quoting.AuthorId]], FollowersOf = [quoted.AuthorId],
        }, ct);
        return quoting;
    }
}
