using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Notifications;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages;

/// <summary>What happened that concerns the person who looks.</summary>
[Authorize(Policies.SignedIn)]
sealed class NotificationsModel(Database database, Visitor visitor, Localizer l, EmojiHtml emoji) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<NotificationCard> Cards { get; private set; } = [];
    public EmojiSet Emoji { get; private set; } = EmojiSet.Empty;
    public int Waiting { get; private set; }

    /// <summary>Beside those that are shown.</summary>
    public int Unread { get; private set; }
    public string? Newer => Before is null ? null : Themes.Link(Request, PostList.Before, null);
    public string? Older { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var me = visitor.ActorId!.Value;
        await database.TransactAsync(async tx =>
        {
            Cards = await NotificationList.PageAsync(tx, me, Before ?? long.MaxValue, Limits.PageItems, ct);
            Emoji = await EmojiStore.InAsync(tx, Cards.SelectMany(c => new[] { (c.ActorHost, c.ActorTitle), (c.ActorHost, c.Emoji ?? "") }), ct);
            Waiting = await FollowStore.PendingAsync(tx, me, ct);
            if (Looking && Cards.Any(c => c.ReadAt is null))
                await NotificationList.MarkSeenAsync(tx, me, Cards.Select(c => c.Id), ct);
            Unread = await NotificationList.UnreadAsync(tx, me, ct);
        }, ct);
        if (Cards.Count == Limits.PageItems)
            Older = Themes.Link(Request, PostList.Before, Cards[^1].Id.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IActionResult> OnPostAsync(long upTo, CancellationToken ct)
    {
        await database.TransactAsync(tx => NotificationList.MarkReadAsync(tx, visitor.ActorId!.Value, upTo, ct), ct);
        return this.SeeOther("/notifications");
    }

    /// <summary>Somebody does, not a browser that fetches what they may want next.</summary>
    bool Looking => HttpMethods.IsGet(Request.Method) && !Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal);

    /// <summary>The sentence: who did what.</summary>
    public IHtmlContent Words(NotificationCard card)
    {
        var who = People.Link(card.ActorPath, emoji.Text(card.ActorHost, card.ActorTitle, Emoji));
        var what = card.PostPath is { } path ? People.Link(path, Excerpt(card)) : HtmlString.Empty;
        return l.Html(Notice.KeyOf(card), Notice.IsAboutPost(card) ? [what] : card.Emoji is { } reaction ? [who, emoji.Text(card.ActorHost, reaction, Emoji)] : [who, what]);
    }

    public static string Icon(NotificationCard card) => card.Kind switch
    {
        NotificationKind.Follow or NotificationKind.FollowRequest => "user-add",
        NotificationKind.Like => "heart",
        NotificationKind.Boost => "reload",
        NotificationKind.PollEnd => "chart",
        NotificationKind.Rsvp or NotificationKind.RsvpAnswer or NotificationKind.EventChange => "calendar",
        _ => "speech-bubble",
    };

    /// <summary>Whether the sentence leaves room for the beginning of the post.</summary>
    public static bool ShowsPost(NotificationCard card) =>
        card.Kind is NotificationKind.Mention or NotificationKind.Reply or NotificationKind.Boost or NotificationKind.Like or NotificationKind.Quote or NotificationKind.Status;

    public static string Excerpt(NotificationCard card) => PostText.Excerpt(card.PostKind, card.PostTitle, card.PostSummary, card.PostContent);
}
