using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Config;
using Federated.Instance.Pins;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Quotes;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Posts;

/// <summary>One post in its conversation. Likes, boosts and votes of posts of every kind are sent here.</summary>
sealed class PostModel(Database database, Visitor visitor, Reacting reacting, Voting voting, Unquoting unquoting, Pinning pinning, Backfilling backfilling, HubAddress address, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>The next posts of a long thread after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    [BindProperty]
    public string? ReturnUrl { get; set; }

    public PostCard Card { get; private set; } = null!;
    public PostThread Thread { get; private set; } = null!;
    public ReplyForm? Reply { get; private set; }
    public string? More { get; private set; }

    /// <summary>What moderators said of a post that waits.</summary>
    public WaitingPost? Held { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { } post)
            return await PostStore.ByIdAsync(db, Id, ct) is { Open: true, DeletedAt: not null } ? StatusCode(StatusCodes.Status410Gone) : NotFound();
        if (this.WantsDocument)
            return Redirect(post.Uri);
        if (!(post is { Waiting: true, Kind: PostKind.Topic }) && HubAddress.PostPath(post.Kind, post.Id) is var path && path != Request.Path.Value)
            return RedirectPermanent(path);
        await ShowAsync(db, post, ct);
        return Page();
    }

    public Task<IActionResult> OnPostLikeAsync(CancellationToken ct) => ActAsync((tx, me) => reacting.LikeAsync(tx, me, Id, ct), ct);

    public Task<IActionResult> OnPostUnlikeAsync(CancellationToken ct) => ActAsync((tx, me) => UndoAsync(tx, reacting.UnlikeAsync(tx, me, Id, ct), ct), ct);

    public Task<IActionResult> OnPostBoostAsync(CancellationToken ct) => ActAsync((tx, me) => reacting.BoostAsync(tx, me, Id, ct), ct);

    public Task<IActionResult> OnPostUnboostAsync(CancellationToken ct) => ActAsync((tx, me) => UndoAsync(tx, reacting.UnboostAsync(tx, me, Id, ct), ct), ct);

    public Task<IActionResult> OnPostPinAsync(CancellationToken ct) => ActAsync((tx, me) => pinning.PinAsync(tx, me, Id, ct), ct);

    public Task<IActionResult> OnPostUnpinAsync(CancellationToken ct) => ActAsync((tx, me) => pinning.UnpinAsync(tx, me, Id, ct), ct);

    public Task<IActionResult> OnPostVoteAsync(int[] choice, CancellationToken ct) => ActAsync((tx, me) => voting.VoteAsync(tx, me, Id, choice, ct), ct);

    public Task<IActionResult> OnPostUnquoteAsync(CancellationToken ct) => ActAsync((tx, me) => unquoting.RevokeAsync(tx, me, Id, ct), ct, "federated-quote-removed");

    async Task<IActionResult> ActAsync(Func<Tx, Actor, Task<Result<Post>>> act, CancellationToken ct, string? done = null)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        var result = await database.TransactAsync(tx => act(tx, me), ct);
        if (result.Code == "post-gone")
            return NotFound();
        if (!result.Ok)
            this.Tell(l[$"federated-error-{result.Code}"]);
        else if (done is not null)
            this.Tell(l[done]);
        return this.SeeOther(ReturnUrl, Path);
    }

    async Task<Result<Post>> UndoAsync(Tx tx, Task undoing, CancellationToken ct)
    {
        await undoing;
        return await PostStore.VisibleAsync(tx, Id, visitor.Viewer, ct) is { } post ? post : new Refusal("post-gone");
    }

    async Task ShowAsync(Db db, Post post, CancellationToken ct)
    {
        var viewer = visitor.Viewer;
        var entries = await PostCards.ThreadAsync(db, post.ThreadId, viewer, After ?? 0, Limits.ReplyItems, ct);
        var wanted = new[] { post.Id, post.ReplyToId ?? post.Id }.Except(entries.Select(e => e.PostId)).Select(id => new PostEntry { Id = id, PostId = id });
        var cards = await PostCards.LoadAsync(db, [.. entries, .. wanted], viewer, ct);
        Card = cards.First(c => c.Post.Id == post.Id) with { Pinned = await PinStore.FindAsync(db, post.AuthorId, post.Id, ct) };
        Thread = PostThread.Around(Card, cards);
        More = entries.Count == Limits.ReplyItems ? Themes.Link(Request, "after", entries[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;
        if (visitor.SignedIn)
            await backfilling.WantThreadAsync(post, ct);
        if (post.Waiting)
            Held = await WaitingPosts.FindAsync(db, post.Id, ct);
        else if (await visitor.ActorAsync(ct) is { } me && !await Posting.ThreadLockedAsync(db, post.ThreadId, ct))
            Reply = await ReplyForm.ForAsync(db, address, post, me, Path, ct);
    }

    string Path => $"/posts/{Id.ToString(CultureInfo.InvariantCulture)}";
}
