using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Media;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Posts;

/// <summary>Writing a post or an answer.</summary>
[Authorize(Auth.Policies.SignedIn)]
[TakesFiles]
sealed class ComposeModel(
    Database database, Visitor visitor, Posting posting, Asking asking, PostFiles files, MentionLookup mentions, HubAddress address, HubOptions hub, Localizer l) : PageModel
{
    [BindProperty]
    public PostForm Input { get; set; } = new();

    /// <summary>The post to answer.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Reply { get; set; }

    /// <summary>The post to quote.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Quote { get; set; }

    [BindProperty]
    public string? ReturnUrl { get; set; }

    public PostCard? Answered { get; private set; }
    public PostCard? Quoted { get; private set; }
    public IReadOnlyList<string> Visibilities { get; private set; } = [];
    public IReadOnlyList<string?> LikelyLanguages { get; private set; } = [];

    /// <summary>What it would look like.</summary>
    public string? Preview { get; private set; }

    /// <summary>Who may quote a post.</summary>
    public IReadOnlyList<SelectListItem> Quoters => [.. Quotable.Choices.Select(who => new SelectListItem(l[$"federated-quote-who-{who}"], who))];

    /// <summary>How long a poll may be open.</summary>
    public IReadOnlyList<SelectListItem> Lengths =>
    [
        .. PollRules.Lengths.Select(length => new SelectListItem(
            length.TotalHours < 24 ? l["federated-poll-length-hours", length.Hours] : l["federated-poll-length-days", length.Days],
            length.TotalHours.ToString(CultureInfo.InvariantCulture))),
    ];

    Actor Me { get; set; } = null!;

    /// <summary>The text and the language with which the page was asked for.</summary>
    public async Task<IActionResult> OnGetAsync(string? text, CancellationToken ct)
    {
        if ((Reply is not null && Answered is null) || (Quote is not null && Quoted is not { MayQuote: true }))
            return NotFound();
        Input.Language = Me.Language ?? l.Language.Tag;
        Input.Source = text ?? "";
        Input.Visibility = Answered?.Post.Visibility ?? (Quoted is { Post: { Open: false } quoted } ? quoted.Visibility : Visibility.Public);
        if (Answered is { } card && text is null)
        {
            await using var db = await database.OpenAsync(ct);
            Input.Source = (await ReplyForm.ForAsync(db, address, card.Post, Me, "", ct)).Text;
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        CheckReaders();
        await files.TakeAsync(Input, Me, ModelState, ct);
        if (!ModelState.IsValid || !await files.AreReadyAsync(Input, Me, ModelState, ct))
            return await AgainAsync(ct);
        await mentions.LookUpAsync(Input.Source ?? "", ct);
        var result = await database.TransactAsync(async tx =>
        {
            var draft = Input.ToDraft(Me, Me, PostKind.Note, Reply) with { QuotedId = Quote };
            var written = Input.Poll is { } poll ? await asking.WriteAsync(tx, draft, poll, ct) : await posting.WriteAsync(tx, draft, ct);
            if (!written.Ok)
                tx.RollBack();
            return written;
        }, ct);
        if (!result.Ok)
        {
            ModelState.AddRefusal(result, l);
            return await AgainAsync(ct);
        }
        this.Tell(l[result.Value.Waiting ? "federated-newcomer-waits" : "federated-compose-done"]);
        var id = result.Value.Id.ToString(CultureInfo.InvariantCulture);
        return this.SeeOther(ReturnUrl is null ? null : $"{ReturnUrl}#p-{id}", $"/posts/{id}");
    }

    public async Task OnPostPreviewAsync(CancellationToken ct)
    {
        await files.TakeAsync(Input, Me, ModelState, ct);
        await files.ShowAsync(Input, Me, [], ct);
        if (!ModelState.IsValid)
            return;
        await using var db = await database.OpenAsync(ct);
        Preview = (await Rendering.RenderAsync(db, address, Input.ToDraft(Me, Me, PostKind.Note, Reply), Answered?.Post, default, ct)).Content;
    }

    /// <summary>With all that was typed and sent.</summary>
    async Task<IActionResult> AgainAsync(CancellationToken ct)
    {
        await files.ShowAsync(Input, Me, [], ct);
        return Page();
    }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var ct = HttpContext.RequestAborted;
        Me = (await visitor.ActorAsync(ct))!;
        LikelyLanguages = [Me.Language, l.Language.Code, .. hub.Languages];
        (Answered, Quoted) = (await CardAsync(Reply, ct), await CardAsync(Quote, ct));
        Visibilities = ReplyForm.VisibilityOptions(Answered?.Post);
        await next();
    }

    async Task<PostCard?> CardAsync(long? id, CancellationToken ct)
    {
        if (id is not { } postId)
            return null;
        await using var db = await database.OpenAsync(ct);
        return await PostCards.LoadAsync(db, [new PostEntry { Id = postId, PostId = postId }], visitor.Viewer, ct) is [var card] ? card : null;
    }

    /// <summary>A direct post that names nobody would be seen by nobody.</summary>
    void CheckReaders()
    {
        if (Input.Visibility == Visibility.Direct && Markdown.Find(Input.Source ?? "", TextProfile.Note).Mentions.Count == 0)
            ModelState.AddModelError("Input.Visibility", l["federated-compose-nobody"]);
    }
}
