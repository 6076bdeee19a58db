namespace Federated.Instance.Clients.Push;

/// <summary>Where one app of somebody wants to be told of notifications, and of which.</summary>
public sealed record PushSubscription
{
    public static readonly string[] Policies = ["all", "followed", "follower", "none"];

    /// <summary>The words of clients for what they can ask to be told; not all of it happens here.</summary>
    public static readonly string[] Alerting =
        ["mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "quote", "quoted_update", "admin.sign_up", "admin.report"];

    public long TokenId { get; init; }
    public long AccountId { get; init; }
    public string Endpoint { get; init; } = "";
    public string Host { get; init; } = "";
    public byte[] P256dh { get; init; } = [];
    public byte[] Auth { get; init; } = [];

    /// <summary>RFC 8291; else the draft before it.</summary>
    public bool Standard { get; init; }
    public string[] Alerts { get; init; } = [];

    /// <summary>Of whose doings: `all`, of those `followed`, of a `follower`, or `none`.</summary>
    public string Policy { get; init; } = "all";

    /// <summary>The app's token, sealed.</summary>
    public byte[] Token { get; init; } = [];
}
