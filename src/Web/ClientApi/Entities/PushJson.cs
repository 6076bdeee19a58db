namespace Federated.Web.ClientApi.Entities;

/// <summary>Where an app is told of notifications, and of which.</summary>
sealed record PushSubscriptionJson
{
    public required string Id { get; init; }
    public required string Endpoint { get; init; }
    public required bool Standard { get; init; }
    public required IReadOnlyDictionary<string, bool> Alerts { get; init; }
    public required string Policy { get; init; }

    /// <summary>The hub's key for push services.</summary>
    public required string ServerKey { get; init; }
}
