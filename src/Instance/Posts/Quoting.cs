using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Decides what a quote is worth when the post that quotes is stored: the one path for what is written here and what comes in.</summary>
public sealed class Quoting(HubAddress address, IdMaker ids)
{
    /// <summary>
    /// Whether somebody here may quote a post. A post that not everybody may read cannot quote one of another server: that server is asked, and is
    /// shown the post. A post that few may read leaves not even its address in one for more. Refusals: quote-refused, quote-wider, quote-closed.
    /// </summary>
    public static async Task<Refusal?> CheckAsync(Db db, Post quoted, Draft draft, CancellationToken ct)
    {
        if (!await Quotable.AllowsAsync(db, quoted, draft.Author, ct))
            return new("quote-refused", nameof(draft.QuotedId));
        if (!quoted.Open && !Visibility.WithinParent(draft.Visibility, quoted.Visibility))
            return new("quote-wider", nameof(draft.Visibility));
        return !quoted.Local && draft.Visibility is not (Visibility.Public or Visibility.Unlisted) ? new("quote-closed", nameof(draft.Visibility)) : null;
    }

    /// <summary>Keeps what a post says that it quotes; nothing happens when it says the same as before.</summary>
    public async Task SetAsync(Tx tx, Post post, NewQuote? said, CancellationToken ct)
    {
        var before = await QuoteStore.OfAsync(tx, post.Id, ct);
        if (said is null)
        {
            if (before is not null)
                await QuoteStore.DropAsync(tx, post.Id, ct);
            return;
        }
        if (before?.QuotedUri == said.Uri && (said.StampUri is null || before.StampUri == said.StampUri))
            return;
        var quoted = await PostStore.ByUriAsync(tx, said.Uri, ct);
        var (state, stamp, check) = quoted switch
        {
            { DeletedAt: not null } => (QuoteState.Refused, said.StampUri, false),
            { } own when own.AuthorId == post.AuthorId => (QuoteState.Accepted, said.StampUri, false),
            { Local: true } => await OfOursAsync(tx, post, quoted, said, ct),
            _ => (QuoteState.Pending, said.StampUri, !post.Local && IsWorthChecking(post, quoted, said)),
        };
        await QuoteStore.SetAsync(tx, new Quote { PostId = post.Id, QuotedUri = said.Uri, QuotedId = quoted?.Id, State = state, StampUri = stamp }, check ? tx.Now : null, ct);
    }

    /// <summary>The stamp for one quote of a post here, by its address; null when it was taken back.</summary>
    public async Task<string?> GrantAsync(Tx tx, long quotedId, string quotingUri, CancellationToken ct) =>
        await QuoteStore.GrantAsync(tx, ids.Next(), quotedId, quotingUri, ct) is { } stamp ? address.QuoteStamp(quotedId, stamp) : null;

    /// <summary>Of our own posts we know ourselves who may quote them, whether they were asked or not.</summary>
    async Task<(QuoteState State, string? Stamp, bool Check)> OfOursAsync(Tx tx, Post post, Post quoted, NewQuote said, CancellationToken ct)
    {
        if (post.Local)
            return (QuoteState.Accepted, await GrantAsync(tx, quoted.Id, post.Uri, ct), false);
        var author = (await Actors.ActorStore.ByIdAsync(tx, post.AuthorId, ct))!;
        return await QuoteStore.TakenBackAsync(tx, quoted.Id, post.Uri, ct) switch
        {
            true => (QuoteState.Revoked, said.StampUri, false),
            false => (QuoteState.Accepted, await GrantAsync(tx, quoted.Id, post.Uri, ct), false),
            null => (await Quotable.AllowsAsync(tx, quoted, author, ct) ? QuoteState.Accepted : QuoteState.Refused, null, false),
        };
    }

    /// <summary>There is a stamp where it has to be, or the author may quote what they wrote themselves. What was fetched to complete something else brings nothing further.</summary>
    static bool IsWorthChecking(Post post, Post? quoted, NewQuote said) =>
        !post.Quiet && (Origin.Same(said.StampUri, said.Uri) || (quoted is null && Origin.Same(said.Uri, post.Uri)));
}
