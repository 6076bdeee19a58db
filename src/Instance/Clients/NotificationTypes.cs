using Federated.Instance.Notifications;

namespace Federated.Instance.Clients;

/// <summary>Kinds of notifications by the word that clients know: what they have no word for is told as what is nearest to it.</summary>
public static class NotificationTypes
{
    public static readonly IReadOnlyList<(string Kind, string Type)> All =
    [
        (NotificationKind.Mention, "mention"), (NotificationKind.Reply, "mention"), (NotificationKind.Quote, "mention"), (NotificationKind.Invite, "mention"),
        (NotificationKind.Follow, "follow"), (NotificationKind.FollowRequest, "follow_request"),
        (NotificationKind.Like, "favourite"), (NotificationKind.Boost, "reblog"), (NotificationKind.PollEnd, "poll"), (NotificationKind.Status, "status"),
        (NotificationKind.EventChange, "update"), (NotificationKind.RsvpAnswer, "update"), (NotificationKind.Rsvp, "update"),
    ];

    public static string Of(string kind) => All.First(t => t.Kind == kind).Type;
}
