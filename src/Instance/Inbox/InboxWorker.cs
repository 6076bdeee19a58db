using System.Collections.Concurrent;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Inbox;

/// <summary>
/// Decides the queued activities: what one actor sent in the order it came, different actors beside each other,
/// each activity in one transaction together with everything that follows from it. What has to be fetched first may take
/// long, so that each host has only some of the lanes and of the claimed items.
/// </summary>
public sealed partial class InboxWorker(
    Database database, Wakeups wakeups, Resolver resolver, InboxRoutes routes, IdMaker ids, TimeProvider clock, ILogger<InboxWorker> log)
    : BackgroundService
{
    const int Parallel = 32;
    const int LanesPerHost = 4;
    const int DecidedAtOnce = 4;
    const int MostPending = 4 * Limits.ClaimBatch;
    const int MostPendingPerHost = 50;
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ReleasePause = TimeSpan.FromSeconds(20);

    readonly Lanes _lanes = new(Parallel);

    /// <summary>The claimed items whose end is not written yet.</summary>
    readonly ConcurrentDictionary<long, string> _held = new();
    readonly SemaphoreSlim _deciding = new(DecidedAtOnce);
    long _releasedAt;
    volatile bool _lost = true;

    /// <summary>The host that the last claim ended with.</summary>
    string _after = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var arrivals = wakeups.Listen(InboxQueue.Channel);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReleaseAsync(stoppingToken);
                if (!await ClaimAsync(stoppingToken))
                    await WaitAsync(arrivals, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogFault(log, error);
                _lost = true;
                await Task.Delay(AfterFault, clock, CancellationToken.None);
            }
        }
        await _lanes.UntilBelowAsync(1, CancellationToken.None);
        await GiveBackAsync();
    }

    /// <summary>At a stop: what was claimed and not decided is given back.</summary>
    async Task GiveBackAsync()
    {
        try
        {
            _lost = true;
            await ReleaseAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFault(log, error);
        }
    }

    public override void Dispose()
    {
        _lanes.Dispose();
        _deciding.Dispose();
        base.Dispose();
    }

    async Task ReleaseAsync(CancellationToken ct)
    {
        if (!_lost && clock.GetElapsedTime(_releasedAt) < ReleasePause)
            return;
        _lost = false;
        await using var db = await database.OpenAsync(ct);
        await InboxItems.ReleaseAsync(db, ids.Node, [.. _held.Keys], await Nodes.LiveAsync(db, ct), ct);
        _releasedAt = clock.GetTimestamp();
    }

    /// <summary>Whether there may be more to claim at once: the walk over the hosts ended before its end, or did not begin at the first.</summary>
    async Task<bool> ClaimAsync(CancellationToken ct)
    {
        if (_lanes.Pending > MostPending - Limits.ClaimBatch)
            await _lanes.UntilBelowAsync(MostPending - Limits.ClaimBatch + 1, ct);
        var rooms = _held.Values.CountBy(host => host, StringComparer.Ordinal)
            .Select(h => KeyValuePair.Create(h.Key, h.Value > MostPendingPerHost / 2 ? 0 : MostPendingPerHost - h.Value)).ToList();
        var items = await database.TransactAsync(async tx =>
        {
            var claimed = await InboxItems.ClaimAsync(tx, ids.Node, _after, rooms, MostPendingPerHost, ct);
            if (claimed.Count > 0)
            {
                await PeerStore.SeenAsync(tx, claimed.Select(i => i.Host).ToHashSet(StringComparer.Ordinal), ct);
                await ActorStore.SeenAsync(tx, claimed.Select(i => i.ActorUri).ToHashSet(StringComparer.Ordinal), tx.Now - Limits.ActorFresh, ct);
            }
            return claimed;
        }, ct);
        var full = items.Count == Limits.ClaimBatch;
        var more = full || _after.Length > 0;
        _after = full ? items.MaxBy(i => i.Step)!.Host : "";
        foreach (var item in items.OrderBy(i => i.Id))
        {
            _held[item.Id] = item.Host;
            _lanes.Add(LaneOf(item), () => ProcessAsync(item, ct));
        }
        return more;
    }

    /// <summary>Until something arrives, it is time to look, or some of what is held is decided, which makes room.</summary>
    async Task WaitAsync(Wakeup arrivals, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var woken = arrivals.WaitAsync(Poll, either.Token);
        var decided = !_held.IsEmpty ? _lanes.UntilBelowAsync(Math.Max(1, _lanes.Pending - (MostPendingPerHost / 2)), either.Token) : woken;
        await Task.WhenAny(woken, decided);
        await either.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>One actor is always in one lane.</summary>
    static string LaneOf(InboxItem item) => $"{(uint)string.GetHashCode(item.ActorUri, StringComparison.Ordinal) % LanesPerHost} {item.Host}";

    async Task ProcessAsync(InboxItem item, CancellationToken ct)
    {
        var lost = false;
        try
        {
            ct.ThrowIfCancellationRequested();
            using var time = new CancellationTokenSource(Limits.ProcessingTime, clock);
            var resolved = await resolver.ResolveAsync(item, time.Token);
            var outcome = resolved.Outcome ?? await DecideAsync(item, resolved, time.Token);
            await SettleAsync(item, outcome);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            lost = !await LaterAsync(item, "too-slow");
        }
        catch (Exception error) when (ct.IsCancellationRequested || Transient.IsAbsence(error))
        {
            // Not the activity's fault: it costs no try.
            LogLater(log, item.Type, item.Host, error.Message);
            lost = true;
        }
        catch (Exception error)
        {
            LogFault(log, error);
            lost = !await LaterAsync(item, error.GetType().Name);
        }
        finally
        {
            _held.TryRemove(item.Id, out _);
            // Only now: whoever gives lost rows back passes over those that are held.
            if (lost)
                _lost = true;
        }
    }

    async Task<Outcome> DecideAsync(InboxItem item, Resolved resolved, CancellationToken ct)
    {
        await _deciding.WaitAsync(ct);
        try
        {
            return await database.TransactAsync(tx => DecideAsync(tx, item, resolved, ct), ct);
        }
        finally
        {
            _deciding.Release();
        }
    }

    /// <summary>The handler's rows and the end of the queue row commit together, or not at all.</summary>
    async Task<Outcome> DecideAsync(Tx tx, InboxItem item, Resolved resolved, CancellationToken ct)
    {
        if (resolved.Parts.Count > 0)
        {
            await InboxItems.SplitAsync(tx, item.Id, resolved.Parts, ct);
            return Outcome.Ok;
        }
        foreach (var wanted in resolved.Wanted)
            await HandleAsync("Create", Resolver.ObjectTypeOf(wanted), wanted with { Tx = tx }, ct);
        var outcome = await HandleAsync(resolved.Verb, resolved.ObjectType, resolved.Main! with { Tx = tx }, ct);
        if (outcome is not (Outcome.Done or Outcome.Ignored) || !await InboxItems.DoneAsync(tx, item.Id, ct))
            tx.RollBack();
        return outcome;
    }

    async Task<Outcome> HandleAsync(string verb, string? objectType, Received received, CancellationToken ct) =>
        routes.Find(verb, objectType) is { } handler ? await handler(received, ct) : new Outcome.Ignored("unknown-type");

    async Task SettleAsync(InboxItem item, Outcome outcome)
    {
        LogOutcome(log, item.Type, item.Host, outcome.GetType().Name, Reason(outcome));
        if (outcome is Outcome.Done)
            return;
        await using var db = await database.OpenAsync(CancellationToken.None);
        var now = clock.GetUtcNow();
        switch (outcome)
        {
            case Outcome.Ignored:
                await InboxItems.DoneAsync(db, item.Id, CancellationToken.None);
                break;
            case Outcome.Refused refused:
                await InboxItems.RefuseAsync(db, item.Id, refused.Code, CancellationToken.None);
                break;
            case Outcome.Retry retry:
                await LaterAsync(db, item, retry.Why, now);
                break;
        }
    }

    /// <summary>False when that could not be written.</summary>
    async Task<bool> LaterAsync(InboxItem item, string why)
    {
        try
        {
            await using var db = await database.OpenAsync(CancellationToken.None);
            await LaterAsync(db, item, why, clock.GetUtcNow());
            return true;
        }
        catch (Exception second)
        {
            LogFault(log, second);
            return false;
        }
    }

    static async Task LaterAsync(Db db, InboxItem item, string why, DateTimeOffset now)
    {
        if (Backoff.Inbox(item.Tries, Random.Shared.NextDouble()) is { } pause)
            await InboxItems.LaterAsync(db, item.Id, now + pause, why, CancellationToken.None);
        else
            await InboxItems.GiveUpAsync(db, item.Id, why, CancellationToken.None);
    }

    static string? Reason(Outcome outcome) => outcome switch
    {
        Outcome.Ignored ignored => ignored.Why,
        Outcome.Refused refused => refused.Code,
        Outcome.Retry retry => retry.Why,
        _ => null,
    };

    [LoggerMessage(1101, LogLevel.Information, "inbox.processed {Type} {Host} {Outcome} {Reason}")]
    static partial void LogOutcome(ILogger log, string type, string host, string outcome, string? reason);

    [LoggerMessage(1103, LogLevel.Warning, "inbox.later {Type} {Host} {Reason}")]
    static partial void LogLater(ILogger log, string type, string host, string reason);

    [LoggerMessage(1102, LogLevel.Error, "inbox.fault")]
    static partial void LogFault(ILogger log, Exception error);
}
