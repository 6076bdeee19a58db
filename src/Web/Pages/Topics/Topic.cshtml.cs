using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Topics;
using Federated.Web.Auth;
using Federated.Web.Pages.Posts;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Topics;

/// <summary>A topic with its replies, and what its moderators can do with it.</summary>
sealed class TopicModel(Database database, Visitor visitor, Curating curating, Backfilling backfilling, HubAddress address, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>The replies after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public PostCard Root { get; private set; } = null!;
    public Actor Group { get; private set; } = null!;
    public Topic Place { get; private set; } = null!;
    public GroupRole Role { get; private set; } = new();
    public PostThread Thread { get; private set; } = null!;
    public ReplyForm? Reply { get; private set; }
    public string? More { get; private set; }

    public string Path => HubAddress.PostPath(PostKind.Topic, Id);
    public string? First => After is null ? null : Path;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await PostStore.VisibleAsync(db, Id, visitor.Viewer, ct) is not { } post)
            return await PostStore.ByIdAsync(db, Id, ct) is { Open: true, DeletedAt: not null } ? StatusCode(StatusCodes.Status410Gone) : NotFound();
        if (this.WantsDocument)
            return Redirect(post.Uri);
        // It has no place in its group yet.
        if (post.Waiting)
            return Redirect($"/posts/{post.Id.ToString(CultureInfo.InvariantCulture)}");
        if (post.Kind != PostKind.Topic)
            return RedirectPermanent(HubAddress.PostPath(post.Kind, post.Id));
        if (visitor.SignedIn)
            await backfilling.WantThreadAsync(post, ct);
        return await ShowAsync(db, post, ct) ? Page() : NotFound();
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
            null => this.SeeOther(Path),
            "not-moderator" => Forbid(),
            _ => NotFound(),
        };
    }

    /// <summary>False for a topic that is in no group any more.</summary>
    async Task<bool> ShowAsync(Db db, Post post, CancellationToken ct)
    {
        var viewer = visitor.Viewer;
        var entries = await PostCards.ThreadAsync(db, Id, viewer, After ?? Id, Limits.ReplyItems, ct);
        var cards = await PostCards.LoadAsync(db, [new PostEntry { Id = Id, PostId = Id }, .. entries.Where(e => e.PostId != Id)], viewer, ct);
        if (cards is not [{ Group: { } group } root, ..] || await TopicStore.FindAsync(db, Id, ct) is not { } place)
            return false;
        (Root, Group, Place, Thread) = (root, group, place, PostThread.Around(root, cards));
        More = entries.Count < Limits.ReplyItems ? null : Link(entries[^1].Id);
        if (await visitor.ActorAsync(ct) is not { } me)
            return true;
        Role = await GroupPolicy.RoleAsync(db, group.Id, me.Id, ct);
        // In a long thread what is written now stands on a page that begins now.
        if (!place.Locked)
            Reply = await ReplyForm.ForAsync(db, address, post, me, More is null ? Link(After) : Link(IdMaker.Floor(clock.GetUtcNow())), ct);
        return true;
    }

    string Link(long? after) => after is null ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}?after={after}");
}
