using Federated.Instance.Notifications;

namespace Federated.Web.Pages.Shared;

/// <summary>The sentences of notifications.</summary>
static class Notice
{
    /// <summary>$1 and $2 are who and what, or who and their reaction; of some there is only what, as $1.</summary>
    public static string KeyOf(NotificationCard card) => card.Kind switch
    {
        NotificationKind.Rsvp when card.RsvpState == "pending" => "federated-notification-rsvp-asks",
        NotificationKind.Rsvp => "federated-notification-rsvp",
        NotificationKind.RsvpAnswer => card.RsvpState == "refused" ? "federated-notification-rsvp-refused" : "federated-notification-rsvp-accepted",
        NotificationKind.EventChange => card.EventStatus == "cancelled" ? "federated-notification-event-cancelled" : "federated-notification-event-changed",
        NotificationKind.Invite => "federated-notification-invite",
        NotificationKind.PollEnd => "federated-notification-poll-end",
        NotificationKind.Status => "federated-notification-status",
        NotificationKind.Quote => "federated-notification-quote",
        NotificationKind.FollowRequest => "federated-notification-follow-request",
        NotificationKind.Follow => "federated-notification-follow",
        NotificationKind.Mention => "federated-notification-mention",
        NotificationKind.Reply => "federated-notification-reply",
        NotificationKind.Boost => "federated-notification-boost",
        _ when card.Emoji is not null => "federated-notification-reaction",
        _ => "federated-notification-like",
    };

    public static bool IsAboutPost(NotificationCard card) => card.Kind is NotificationKind.RsvpAnswer or NotificationKind.EventChange or NotificationKind.PollEnd;
}
