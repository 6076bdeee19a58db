using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Follows;

/// <summary>
/// Compares what servers believe of the followers that their actors have here with what is true, and mends the difference on both
/// sides (FEP-8fcf): only by a list that makes the very digest that was said, and never many follows at once.
/// </summary>
public sealed partial class FollowersComparing(
    Database database, RemoteObjects objects, RemoteCollections collections, Following following, HubAddress address, TimeProvider clock, ILogger<FollowersComparing> log)
    : PeriodicWorker(new(Pause), clock, log)
{
    const int Batch = 10;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var claims = await database.TransactAsync(tx => FollowersClaims.ClaimAsync(tx, Batch, ct), ct);
        await Task.WhenAll(claims.Select(claim => CompareAsync(claim, ct)));
        return claims.Count == Batch;
    }

    async Task CompareAsync(FollowersClaim claim, CancellationToken ct)
    {
        var asks = await database.TransactAsync(async tx =>
            await FollowStore.LocalFollowersAsync(tx, claim.ActorId, ct) is { Count: <= Limits.JsonItems } ours
            && claim.Digest != DigestOf(ours) && await FollowersClaims.MayAskAsync(tx, claim.ActorId, ct), ct);
        if (!asks)
            return;
        var listed = await ListAsync(claim.Url, ct);
        if (listed is null || claim.Digest != FollowersSynchronization.DigestOf(listed))
            LogUnproven(Log, claim.Url, listed?.Count);
        else
            await database.TransactAsync(tx => MendAsync(tx, claim, listed, ct), ct);
    }

    static string DigestOf(IEnumerable<LocalFollower> followers) => FollowersSynchronization.DigestOf(followers.Where(f => f.Accepted).Select(f => f.Uri));

    /// <summary>Null when there is no list to be had, which is not the same as one of nobody.</summary>
    async Task<HashSet<string>?> ListAsync(string url, CancellationToken ct)
    {
        // One that lets us wait holds up the others in its round.
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Limits.ProcessingTime);
        try
        {
            var list = await objects.FetchPageAsync(url, time.Token);
            if (!list.Types.Any(AsTypes.Collections.Contains))
                return null;
            var items = await collections.ItemsAsync(list, url, Limits.JsonItems, time.Token);
            return items.Select(i => i.Id).OfType<string>().Where(address.IsLocal).ToHashSet(StringComparer.Ordinal);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    async Task MendAsync(Tx tx, FollowersClaim claim, HashSet<string> listed, CancellationToken ct)
    {
        if (await ActorStore.ByIdAsync(tx, claim.ActorId, ct) is not { Active: true } followee)
            return;
        var ours = await FollowStore.LocalFollowersAsync(tx, followee.Id, ct);

        // A follow that began after the list was described cannot be missed in it.
        var ended = ours.Where(f => f.Accepted && f.AcceptedAt < claim.ReceivedAt && !listed.Contains(f.Uri)).ToList();
        var most = Math.Max(1, ours.Count(f => f.Accepted) * Limits.SynchronizationEnds / 100);
        foreach (var follower in await PeopleAsync(tx, ended.Take(most).Select(f => f.Uri), ct))
            await following.EndAsync(tx, follower, followee, ct);

        foreach (var follower in await PeopleAsync(tx, ours.Where(f => !f.Accepted && listed.Contains(f.Uri)).Select(f => f.Uri), ct))
            await following.AcceptedElsewhereAsync(tx, follower, followee, ct);

        var strangers = listed.Except(ours.Select(f => f.Uri), StringComparer.Ordinal).Take(Limits.SynchronizationUndoes);
        foreach (var stranger in (await PeopleAsync(tx, strangers, ct)).Where(a => a.Kind is ActorKind.Person or ActorKind.Application))
            await following.DisownAsync(tx, stranger, followee, ct);
        LogMended(Log, followee.Uri, Math.Min(ended.Count, most), ended.Count);
    }

    static async Task<IEnumerable<Actor>> PeopleAsync(Tx tx, IEnumerable<string> uris, CancellationToken ct) =>
        (await ActorStore.ByUrisAsync(tx, uris, ct)).Where(a => a is { Local: true, Active: true });

    [LoggerMessage(3111, LogLevel.Information, "follows.synchronization-unproven {Url} {Listed}")]
    static partial void LogUnproven(ILogger log, string url, int? listed);

    [LoggerMessage(3112, LogLevel.Information, "follows.synchronized {Followee} {Ended} of {Missing}")]
    static partial void LogMended(ILogger log, string followee, int ended, int missing);
}
