using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Posts;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Events;

/// <summary>One event: its facts, the reader's answer, and what people say about it.</summary>
sealed class EventModel(Database database, Visitor visitor, HubAddress address, Attending attending, Organizing organizing, Localizer l, TimeProvider clock) : PageModel
{
    const int MostReplies = 100;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public EventCard Card { get; private set; } = null!;
    public PostCard Post { get; private set; } = null!;
    public Rsvp? Mine { get; private set; }
    public IReadOnlyList<PostTag> Tags { get; private set; } = [];

    /// <summary>What answers it, and how deep in the conversation.</summary>
    public IReadOnlyList<(PostCard Card, int Depth)> Replies { get; private set; } = [];
    public ReplyForm? Reply { get; private set; }

    /// <summary>Where more of them are.</summary>
    public string? MoreReplies { get; private set; }

    /// <summary>The reader has the say over it.</summary>
    public bool MayChange { get; private set; }
    public bool Over => Card.IsOver(clock.GetUtcNow());
    public string PageUrl => Card.Local ? address.Base + Card.Path : Card.PageUrl ?? Card.Uri;
    public string Picture => address.Base + EventJson.BannerPath;

    public async Task<IActionResult> OnGetAsync(long? after, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await EventFinder.FindAsync(db, Id, visitor.Viewer, ct) is not { } card)
            return await PostStore.ByIdAsync(db, Id, ct) is { Kind: PostKind.Event, Open: true, DeletedAt: not null } ? StatusCode(StatusCodes.Status410Gone) : NotFound();
        if (this.WantsDocument)
            return Redirect(card.Uri);
        Card = card;
        await LoadAsync(db, after ?? 0, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRsvpAsync(string answer, string? note, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        if (answer == "withdraw")
        {
            await database.TransactAsync(tx => attending.WithdrawAsync(tx, me, Id, ct), ct);
            return Done("federated-event-rsvp-withdrawn-done");
        }
        if (!Enum.TryParse<RsvpAnswer>(answer, ignoreCase: true, out var said) || !Enum.IsDefined(said))
            return BadRequest();
        var result = await database.TransactAsync(tx => attending.AnswerAsync(tx, me, Id, said, note ?? "", ct), ct);
        if (result.Ok)
            return Done(result.Value.State == RsvpState.Pending ? "federated-event-rsvp-pending" : $"federated-event-rsvp-{said.Word()}-done");
        ModelState.AddModelError("", l[$"federated-event-error-{result.Code}"]);
        return await OnGetAsync(null, ct);
    }

    public async Task<IActionResult> OnPostResumeAsync(CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        var resumed = await database.TransactAsync(tx => organizing.ResumeAsync(tx, me, Id, ct), ct);
        return OwnEvent.ProblemOf(resumed.Code) ?? Done("federated-event-resume-done");
    }

    async Task LoadAsync(Db db, long after, CancellationToken ct)
    {
        var me = await visitor.ActorAsync(ct);
        var post = (await PostCards.LoadAsync(db, [new PostEntry { Id = Id, PostId = Id }], visitor.Viewer, ct))[0];
        Post = post with { Attachments = [.. post.Attachments.Where(IsNews)] };
        Tags = await PostStore.TagsAsync(db, Id, ct);
        var thread = await PostCards.ThreadAsync(db, Id, visitor.Viewer, Math.Max(after, Id), MostReplies, ct);
        Replies = PostThread.Around(post, await PostCards.LoadAsync(db, thread, visitor.Viewer, ct)).Below;
        MoreReplies = thread.Count == MostReplies ? $"{Card.Path}?after={thread[^1].PostId}#discussion" : null;
        if (me is null)
            return;
        Mine = await RsvpStore.FindAsync(db, Id, me.Id, ct);
        MayChange = await Organizing.MayChangeAsync(db, Post.Post, me, ct);
        Reply = await ReplyForm.ForAsync(db, address, Post.Post, me, $"{Card.Path}#discussion", ct);
    }

    /// <summary>Neither the link that stands above nor the picture that hubs send where there is none.</summary>
    bool IsNews(Attachment attachment) =>
        attachment.Url != Card.OnlineUrl && !attachment.Url.EndsWith(EventJson.BannerPath, StringComparison.Ordinal);

    StatusCodeResult Done(string key)
    {
        this.Tell(l[key]);
        return this.SeeOther(HubAddress.PostPath(PostKind.Event, Id));
    }
}
