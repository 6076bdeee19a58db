using Federated.Instance.Storage;

namespace Federated.Instance.Notifications;

/// <summary>Takes part in the telling of what is new, in its transaction; asked only when an app of somebody told wants to be woken.</summary>
public interface INotificationListener
{
    /// <summary>These are new, all of one kind.</summary>
    Task OnToldAsync(Tx tx, string kind, IReadOnlyCollection<long> ids, CancellationToken ct);
}
