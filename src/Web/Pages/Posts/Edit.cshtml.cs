using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Media;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Posts;

/// <summary>Changing what one wrote. Who can see it stays as it was: copies are out.</summary>
[Authorize(Policies.SignedIn)]
[TakesFiles]
sealed class EditModel(Database database, Visitor visitor, Posting posting, MentionLookup mentions, PostFiles files, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public PostForm Input { get; set; } = new();

    public bool IsArticle { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { Local: true } post)
            return NotFound();
        if (post.WriterId != visitor.ActorId)
            return Forbid();
        if (post.Kind is PostKind.Event or PostKind.Topic)
            return Redirect($"{HubAddress.PostPath(post.Kind, post.Id)}/edit");
        IsArticle = post.Kind == PostKind.Story;
        Input = new PostForm
        {
            Title = post.Title,
            Source = post.Source ?? PlainText.From(post.Content, Limits.RemoteContent),
            Summary = post.Summary,
            Language = post.Language ?? l.Language.Tag,
            Visibility = post.Visibility,
            Media = [.. (await PostMedia.ListAsync(db, post.Id, ct)).Select(MediaField.Of)],
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IReadOnlyList<Attachment> attached;
        await using (var db = await database.OpenAsync(ct))
        {
            if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { Local: true, Kind: not (PostKind.Event or PostKind.Topic) } known)
                return NotFound();
            IsArticle = known.Kind == PostKind.Story;
            attached = known.WriterId == visitor.ActorId ? await PostMedia.ListAsync(db, Id, ct) : [];
        }
        var me = (await visitor.ActorAsync(ct))!;
        await files.TakeAsync(Input, me, ModelState, ct);
        if (!ModelState.IsValid || !await files.AreReadyAsync(Input, me, ModelState, ct))
            return await AgainAsync(me, attached, ct);
        await mentions.LookUpAsync(Input.Source ?? "", ct);
        var result = await database.TransactAsync(async tx =>
        {
            var post = (await PostStore.ByIdAsync(tx, Id, ct))!;
            var changed = await posting.EditAsync(tx, post, Input.ToDraft((await ActorStore.ByIdAsync(tx, post.AuthorId, ct))!, me, post.Kind, post.ReplyToId), ct);
            if (!changed.Ok)
                tx.RollBack();
            return changed;
        }, ct);
        if (result.Code == "not-yours")
            return Forbid();
        if (!result.Ok)
        {
            ModelState.AddRefusal(result, l);
            return await AgainAsync(me, attached, ct);
        }
        this.Tell(l["federated-post-edit-done"]);
        return this.SeeOther(HubAddress.PostPath(result.Value.Kind, Id));
    }

    /// <summary>With all that was typed and sent.</summary>
    async Task<IActionResult> AgainAsync(Actor me, IReadOnlyList<Attachment> attached, CancellationToken ct)
    {
        await files.ShowAsync(Input, me, attached, ct);
        return Page();
    }
}
