namespace Federated.Instance.Inbox;

/// <summary>A feature that takes part in what other servers send.</summary>
public interface IInboxFeature
{
    void Map(InboxRoutes on);
}

/// <summary>Decides about one activity, inside its transaction. Holds no HTTP client and calls no other handler.</summary>
public delegate Task<Outcome> InboxHandler(Received received, CancellationToken ct);

/// <summary>The table of (activity type, object type) to handler: the exact pair first, then any object.</summary>
public sealed class InboxRoutes
{
    public const string Any = "*";

    readonly Dictionary<(string Activity, string Object), InboxHandler> _routes = [];

    public InboxRoutes(IEnumerable<IInboxFeature> features)
    {
        foreach (var feature in features)
            feature.Map(this);
    }

    public IEnumerable<(string Activity, string Object)> Known => _routes.Keys;

    public void Activity(string activity, string @object, InboxHandler handler)
    {
        if (!_routes.TryAdd((activity, @object), handler))
            throw new InvalidOperationException($"Two features want {activity} of {@object}.");
    }

    public InboxHandler? Find(string activity, string? @object) =>
        _routes.GetValueOrDefault((activity, @object ?? Any)) ?? _routes.GetValueOrDefault((activity, Any));
}
