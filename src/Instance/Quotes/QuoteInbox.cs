using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Instance.Quotes;

/// <summary>Consent to quotes (FEP-044f): what others ask of authors here, and what authors elsewhere answer.</summary>
public sealed class QuoteInbox(Quoting quoting, Posting posting, Outbox outbox) : IInboxFeature
{
    public void Map(InboxRoutes on)
    {
        on.Activity(AsTypes.QuoteRequest, InboxRoutes.Any, OnRequest);
        on.Activity("Accept", AsTypes.QuoteRequest, OnAccept);
        on.Activity("Reject", AsTypes.QuoteRequest, OnReject);
    }

    /// <summary>X3: answered each time it comes, at once, as the post's policy says.</summary>
    async Task<Outcome> OnRequest(Received r, CancellationToken ct)
    {
        var instrument = r.Activity.One("instrument");
        if (r.ObjectId is not { } uri || instrument.Id is not { } quotingUri)
            return new Outcome.Refused("object-missing");
        if (!Origin.Same(quotingUri, r.Sender.Uri))
            return new Outcome.Refused("origin-mismatch");
        if (instrument.Refs("attributedTo") is { Count: > 0 } owners && !owners.Contains(r.Sender.Uri, StringComparer.Ordinal))
            return new Outcome.Refused("owner-mismatch");
        if (NewQuote.Read(instrument) is { } said && said.Uri != uri)
            return new Outcome.Refused("quote-mismatch");
        if (await PostStore.ByUriAsync(r.Tx, uri, ct) is not { Local: true } known || await PostStore.VisibleAsync(r.Tx, known.Id, Viewer.Of(r.Sender), ct) is not { } post)
            return new Outcome.Ignored("unknown-object");

        var stamp = await Quotable.AllowsAsync(r.Tx, post, r.Sender, ct) ? await quoting.GrantAsync(r.Tx, post.Id, quotingUri, ct) : null;
        if (stamp is not null)
            await QuoteStore.AcceptByUriAsync(r.Tx, quotingUri, post.Id, stamp, ct);
        var author = (await ActorStore.ByIdAsync(r.Tx, post.AuthorId, ct))!;
        var request = WireJson.Embed(new ActivityDocument { Id = r.Activity.Id!, Type = AsTypes.QuoteRequest, Actor = r.Sender.Uri, Object = uri, Instrument = quotingUri });
        await outbox.SendAsync(r.Tx, author, stamp is null ? "Reject" : "Accept", request, new Sending { About = quotingUri, To = [r.Sender], Result = stamp }, ct);
        return Outcome.Ok;
    }

    async Task<Outcome> OnAccept(Received r, CancellationToken ct)
    {
        var (post, quote, problem) = await AskedAsync(r, ct);
        if (problem is not null)
            return problem;
        if (r.Activity.Ref("result") is not { } stamp)
            return new Outcome.Refused("stamp-missing");
        if (!Origin.Same(stamp, r.Sender.Uri))
            return new Outcome.Refused("origin-mismatch");
        if (quote is { State: QuoteState.Accepted } && quote.StampUri == stamp)
            return new Outcome.Ignored("known");
        await QuoteStore.DecideAsync(r.Tx, post!.Id, QuoteState.Accepted, ct, stamp);
        await posting.TellAgainAsync(r.Tx, post, ct);
        return Outcome.Ok;
    }

    /// <summary>Also after a yes: then it is taken back.</summary>
    async Task<Outcome> OnReject(Received r, CancellationToken ct)
    {
        var (post, quote, problem) = await AskedAsync(r, ct);
        if (problem is not null)
            return problem;
        if (!quote!.Stands)
            return new Outcome.Ignored("known");
        await QuoteStore.DecideAsync(r.Tx, post!.Id, QuoteState.Refused, ct);
        await posting.TellAgainAsync(r.Tx, post, ct);
        return Outcome.Ok;
    }

    /// <summary>The post here whose quote is answered, by the id of our request or by what is in it; only the quoted author may.</summary>
    static async Task<(Post? Post, Quote? Quote, Outcome? Problem)> AskedAsync(Received r, CancellationToken ct)
    {
        var quote = r.ObjectId is { } request ? await QuoteStore.ByRequestAsync(r.Tx, request, ct) : null;
        if (quote is null && r.Object.Ref("instrument") is { } instrument && await PostStore.ByUriAsync(r.Tx, instrument, ct) is { } quoting)
            quote = await QuoteStore.OfAsync(r.Tx, quoting.Id, ct) is { } found && found.QuotedUri == r.Object.Ref("object") ? found : null;
        if (quote?.QuotedId is not { } quotedId || await PostStore.ByIdAsync(r.Tx, quote.PostId, ct) is not { Local: true, DeletedAt: null } post)
            return (null, null, new Outcome.Ignored("unknown-quote"));
        return (await PostStore.ByIdAsync(r.Tx, quotedId, ct))!.AuthorId == r.Sender.Id
            ? (post, quote, null)
            : (null, null, new Outcome.Refused("owner-mismatch"));
    }
}
