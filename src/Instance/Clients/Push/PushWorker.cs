using System.Security.Cryptography;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Push;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Clients.Push;

/// <summary>Tells apps of notifications through the push services that they named: many services at once, one message after the other at each.</summary>
public sealed partial class PushWorker(
    Database database, PushSubscriptions subscriptions, VapidKeys keys, IPushWords words, Outbound outbound, HubOptions hub, Wakeups wakeups, TimeProvider clock,
    ILogger<PushWorker> log) : PeriodicWorker(new(Anyway, wakeups, PushSubscriptions.Channel), clock, log)
{
    const int Batch = 50;
    const int Hosts = 8;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>How long one service may hold up a round.</summary>
    static readonly TimeSpan Share = TimeSpan.FromSeconds(30);

    /// <summary>A service that did not answer is left alone so long by those whose turn would have been next.</summary>
    static readonly TimeSpan Busy = TimeSpan.FromMinutes(1);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claimed = await database.TransactAsync(tx => PushQueue.ClaimAsync(tx, Lease, Batch, ct), ct);
        await Parallel.ForEachAsync(
            claimed.GroupBy(p => p.Host), new ParallelOptions { MaxDegreeOfParallelism = Hosts, CancellationToken = ct }, async (host, stop) => await SendAllAsync([.. host], stop));
        return claimed.Count == Batch;
    }

    async Task SendAllAsync(IReadOnlyList<QueuedPush> pushes, CancellationToken ct)
    {
        var (silent, started) = (false, Clock.GetTimestamp());
        foreach (var push in pushes)
            if (silent)
                await database.TransactAsync(tx => PushQueue.GiveBackAsync(tx, push, tx.Now + Busy, ct), ct);
            else
                silent = await SendAsync(push, ct) is DeliveryRetry { Status: null } || Clock.GetElapsedTime(started) > Share;
    }

    /// <summary>Null when there was nothing to send.</summary>
    async Task<DeliveryResult?> SendAsync(QueuedPush push, CancellationToken ct)
    {
        var request = await RequestAsync(push, ct);
        var answer = request is null ? null : await outbound.PostAsync(request, ct);
        if (answer is DeliveryRefused or DeliveryRetry)
            LogFailed(Log, push.Host, answer is DeliveryRefused refused ? refused.Code : ((DeliveryRetry)answer).Code);
        await database.TransactAsync(tx => EndAsync(tx, push, answer, ct), ct);
        return answer;
    }

    async Task<PushRequest?> RequestAsync(QueuedPush push, CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        if (push.Tries > Limits.PushTries || push.CreatedAt + Limits.PushLife <= now)
            return null;
        await using var db = await database.OpenAsync(ct);
        if (await PushQueue.FindAsync(db, push.TokenId, ct) is not { } subscription
            || await words.WriteAsync(db, subscription.AccountId, push.NotificationId, ct) is not { } text
            || PushReceiver.Of(subscription.P256dh, subscription.Auth) is not { } receiver)
            return null;
        string token;
        try
        {
            token = subscriptions.Open(subscription);
        }
        catch (CryptographicException)
        {
            // Sealed with a key that is no longer among the secrets: the app subscribes anew when it is opened.
            return null;
        }
        var subject = hub.ContactLink ?? $"{hub.Scheme}://{hub.Domain}/";
        var message = (text with { AccessToken = token }).ToBytes();
        var sender = (await keys.FindAsync(ct), subject);
        return message.Length > Limits.PushBytes ? null
            : PushRequest.Of(subscription.Endpoint, receiver, subscription.Standard, message, sender, now, push.CreatedAt + Limits.PushLife - now);
    }

    static Task EndAsync(Tx tx, QueuedPush push, DeliveryResult? answer, CancellationToken ct) => answer switch
    {
        // The address is none, or leads where nobody may go; or the service knows it no more.
        DeliveryRefused { Status: null or 404 or 410 } => PushSubscriptions.DropAsync(tx, push.TokenId, ct),
        DeliveryRefused => PushQueue.FailAsync(tx, push, null, Limits.PushDead, ct),
        DeliveryRetry retry => PushQueue.FailAsync(
            tx, push, Backoff.Delivery(push.Tries, Random.Shared.NextDouble(), retry.RetryAfter, Limits.PushTries) is { } pause ? tx.Now + pause : null, Limits.PushDead, ct),
        _ => PushQueue.EndAsync(tx, push, told: answer is Delivered, ct),
    };

    [LoggerMessage(4801, LogLevel.Information, "push.failed {Host} {Code}")]
    static partial void LogFailed(ILogger log, string host, string code);
}
