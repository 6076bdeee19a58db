using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Inbox;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Follows;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Events;

/// <summary>Who comes, for those who have the say over the event: they let people in and send them away.</summary>
[Authorize(Policies.SignedIn)]
sealed class AttendeesModel(Database database, Visitor visitor, Organizing organizing, Inviting inviting, Finder finder, LookupLimit lookups, Localizer l) : PageModel
{
    const int OnPage = 100;

    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    [BindProperty]
    public string? Invitee { get; set; }

    public Post Post { get; private set; } = null!;
    public EventRow Row { get; private set; } = null!;
    public IReadOnlyList<(Rsvp Rsvp, Actor Actor)> People { get; private set; } = [];
    public string? Next { get; private set; }
    public string Path => HubAddress.PostPath(PostKind.Event, Id);

    public async Task<IActionResult> OnGetAsync(long? after, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var own = await OwnEvent.FindAsync(db, visitor, Id, ct);
        if (own.Problem is not null)
            return own.Problem;
        (Post, Row) = (own.Post, own.Row);
        People = await RsvpStore.AttendeesAsync(db, Id, after ?? 0, OnPage, ct);
        ViewData["Emoji"] = await EmojiStore.OfAsync(db, People.Select(p => p.Actor), ct);
        Next = People.Count == OnPage ? $"{Path}/attendees?after={People[^1].Actor.Id.ToString(CultureInfo.InvariantCulture)}" : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long attendee, bool accept, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        var decided = await database.TransactAsync(tx => organizing.DecideAsync(tx, me, Id, attendee, accept, ct), ct);
        if (decided.Ok)
        {
            this.Tell(l[accept ? "federated-event-attendee-accepted" : "federated-event-attendee-refused"]);
            return this.SeeOther($"{Path}/attendees");
        }
        EventForm.Refuse(ModelState, decided, l);
        return OwnEvent.ProblemOf(decided.Code) ?? await OnGetAsync(null, ct);
    }

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        if (!lookups.Take(me.Id))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        if (await finder.FindAsync(Invitee ?? "", visitor.Viewer, ct) is not Finding.Someone { Actor: var invitee })
        {
            ModelState.AddModelError(nameof(Invitee), l["federated-event-error-invitee-gone"]);
            return await OnGetAsync(null, ct);
        }
        var invited = await database.TransactAsync(tx => inviting.InviteAsync(tx, me, Id, invitee, ct), ct);
        if (invited.Ok)
        {
            this.Tell(l["federated-event-invite-done", invitee.Title]);
            return this.SeeOther($"{Path}/attendees");
        }
        EventForm.Refuse(ModelState, invited, l);
        return OwnEvent.ProblemOf(invited.Code) ?? await OnGetAsync(null, ct);
    }
}
