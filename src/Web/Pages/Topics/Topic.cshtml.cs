using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Topics;
using Federated.Web.Auth;
using Federated.Web.Federation;
using Federated.Web.Localization;
using Federated.Web.Pages.Groups;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Topics;

/// <summary>A topic with its replies in the order they were written, and the form for one more.</summary>
sealed class TopicModel(
    Database database, Visitor visitor, Posting posting, MentionLookup mentions, Curating curating, WritingLanguages languages, Localizer l) : PageModel
{
    const int DescriptionLength = 160;

    public sealed class Form
    {
        [Required]
        public string Source { get; set; } = "";

        [Required]
        public string Language { get; set; } = "en";
    }

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>The replies after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public PostCard Root { get; private set; } = null!;
    public Actor Group { get; private set; } = null!;
    public Topic Place { get; private set; } = null!;
    public GroupRole Role { get; private set; } = new();
    public IReadOnlyList<PostCard> Replies { get; private set; } = [];
    public IReadOnlyList<SelectListItem> Languages { get; private set; } = [];
    public string? More { get; private set; }

    public bool SignedIn => visitor.SignedIn;
    public string Path => HubAddress.PostPath(PostKind.Topic, Id);
    public string? First => After is null ? null : Path;
    public string Description => PlainText.Line(Root.Post.Content, DescriptionLength);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { } post)
            return await PostStore.ByIdAsync(db, Id, ct) is { Open: true, DeletedAt: not null } ? StatusCode(StatusCodes.Status410Gone) : NotFound();
        if (ContentChoice.WantsDocument(HttpContext))
            return Redirect(post.Uri);
        if (post.Kind != PostKind.Topic)
            return RedirectPermanent(HubAddress.PostPath(post.Kind, post.Id));
        if (!await LoadAsync(db, ct))
            return NotFound();
        Input.Language = Languages[0].Value;
        return Page();
    }

    public async Task<IActionResult> OnPostReplyAsync(CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        await using (var db = await database.OpenAsync(ct))
        {
            if (!await LoadAsync(db, ct))
                return NotFound();
        }
        if (!ModelState.IsValid)
            return Page();
        await mentions.LookUpAsync(Input.Source, ct);
        var draft = new Draft
        {
            Author = me, Writer = me, Source = Input.Source, Language = Input.Language, Visibility = Root.Post.Visibility, ReplyToId = Id,
        };
        var written = await database.TransactAsync(async tx =>
        {
            var result = await posting.WriteAsync(tx, draft, ct);
            if (!result.Ok)
                tx.RollBack();
            return result;
        }, ct);
        if (!written.Ok)
        {
            ModelState.Refuse(written, l);
            return Page();
        }
        var id = written.Value.Id;
        return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"{Path}{(Place.Replies < Limits.ReplyItems ? "" : $"?after={id - 1}")}#p-{id}"));
    }

    public Task<IActionResult> OnPostLockAsync(CancellationToken ct) => CurateAsync(Curation.Lock, ct);

    public Task<IActionResult> OnPostUnlockAsync(CancellationToken ct) => CurateAsync(Curation.Unlock, ct);

    public Task<IActionResult> OnPostPinAsync(CancellationToken ct) => CurateAsync(Curation.Pin, ct);

    public Task<IActionResult> OnPostUnpinAsync(CancellationToken ct) => CurateAsync(Curation.Unpin, ct);

    async Task<IActionResult> CurateAsync(Curation what, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        return (await database.TransactAsync(tx => curating.CurateAsync(tx, me, Id, what, ct), ct)).Code switch
        {
            null => LocalRedirect(Path),
            "not-moderator" => Forbid(),
            _ => NotFound(),
        };
    }

    /// <summary>The root first: a reply whose root is gone for this viewer is not shown here.</summary>
    async Task<bool> LoadAsync(Db db, CancellationToken ct)
    {
        var viewer = visitor.Viewer;
        var entries = await PostCards.ThreadAsync(db, Id, viewer, After ?? Id, Limits.ReplyItems, ct);
        var cards = await PostCards.LoadAsync(db, [new PostEntry { Id = Id, PostId = Id }, .. entries.Where(e => e.PostId != Id)], viewer, ct);
        if (cards is not [{ Group: { } group } root, ..] || root.Post.Id != Id || await TopicStore.FindAsync(db, Id, ct) is not { } place)
            return false;
        (Root, Group, Place, Replies) = (root, group, place, [.. cards.Skip(1)]);
        Role = visitor.ActorId is { } me ? await GroupPolicy.RoleAsync(db, group.Id, me, ct) : new GroupRole();
        Languages = await languages.ListAsync(ct);
        More = entries.Count < Limits.ReplyItems ? null : string.Create(CultureInfo.InvariantCulture, $"{Path}?after={entries[^1].Id}");
        return true;
    }
}
