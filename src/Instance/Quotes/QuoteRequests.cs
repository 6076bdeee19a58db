using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Notifications;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Quotes;

/// <summary>Asks authors elsewhere whom somebody here quotes (X2), and tells authors here who quotes them.</summary>
public sealed class QuoteRequests(Outbox outbox, PostJson json, Notifier notifier) : IPostListener
{
    public int Order => 50;

    public async Task OnAsync(Tx tx, PostChange change, CancellationToken ct)
    {
        if (change.Verb is not (PostVerb.Created or PostVerb.Told) || change.Quiet
            || await QuoteStore.OfAsync(tx, change.Post.Id, ct) is not { QuotedId: { } quotedId } quote
            || await PostStore.ByIdAsync(tx, quotedId, ct) is not { } quoted)
            return;
        if (quote.State == QuoteState.Pending && change.Post.Local)
            await AskAsync(tx, change.Post, quoted, ct);
        else if (quote.State == QuoteState.Accepted && quoted.Local)
            await notifier.NotifyAsync(tx, quoted.WriterId ?? quoted.AuthorId, NotificationKind.Quote, change.By.Id, change.Post.Id, ct);
    }

    async Task AskAsync(Tx tx, Post post, Post quoted, CancellationToken ct)
    {
        var actors = await ActorStore.ByIdsAsync(tx, [post.AuthorId, quoted.AuthorId], ct);
        var (author, to) = (actors[post.AuthorId], actors[quoted.AuthorId]);
        var (id, uri) = outbox.NewActivity();
        await QuoteStore.RequestedAsync(tx, post.Id, uri, ct);
        await outbox.SendAsync(tx, author, AsTypes.QuoteRequest, quoted.Uri, new Sending
        {
            Id = id, About = post.Uri, To = [to], PostId = post.Id, Instrument = await json.EmbedAsync(tx, post, author, ct),
        }, ct);
    }
}
