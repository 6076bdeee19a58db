using System.Collections.Concurrent;
using System.Threading.Channels;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Delivery;

/// <summary>
/// Sends what is due: rows are claimed by the hundred, spread over hosts, each host with its own number in flight,
/// so that one dead or slow host holds up nobody else.
/// </summary>
public sealed partial class DeliveryWorker(
    Database database, Wakeups wakeups, Outbound outbound, LocalKeys keys, PeerPolicy policy, PeerStore peers, GoneInboxes gone, IdMaker ids, TimeProvider clock, ILogger<DeliveryWorker> log)
    : BackgroundService
{
    const int MostPending = 20 * Limits.ClaimBatch;
    const int MostBodies = 200;
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FollowersFor = TimeSpan.FromMinutes(1);
    static readonly TimeSpan ReleasePause = TimeSpan.FromSeconds(20);

    readonly Dictionary<string, HostLane> _lanes = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<long, (byte[] Body, string Digest)> _bodies = new();
    readonly Channel<(DeliveryRow Row, DeliveryResult Result)> _finished = Channel.CreateUnbounded<(DeliveryRow, DeliveryResult)>();

    /// <summary>The claimed rows whose end is not written yet, and their activities.</summary>
    readonly Dictionary<long, long> _held = [];
    readonly Dictionary<long, (long At, Dictionary<string, FollowersSynchronization> ByHost)> _followers = [];
    long _releasedAt;
    bool _lost = true;

    /// <summary>The host that the last claim ended with.</summary>
    string _after = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var departures = wakeups.Listen(Outbox.Channel);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReleaseAsync(stoppingToken);
                var more = await ClaimAsync(stoppingToken);
                Start(stoppingToken);
                await WaitAsync(departures, more, stoppingToken);
                await SettleAsync(CancellationToken.None);
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
        await DrainAsync();
    }

    async Task ReleaseAsync(CancellationToken ct)
    {
        if (!_lost && clock.GetElapsedTime(_releasedAt) < ReleasePause)
            return;
        await using var db = await database.OpenAsync(ct);
        await DeliveryQueue.ReleaseAsync(db, ids.Node, _held.Keys, await Nodes.LiveAsync(db, ct), ct);
        _releasedAt = clock.GetTimestamp();
        _lost = false;
    }

    /// <summary>Whether there may be more to claim at once: the walk over the hosts ended before its end, or did not begin at the first.</summary>
    async Task<bool> ClaimAsync(CancellationToken ct)
    {
        if (_held.Count >= MostPending)
            return false;
        var rooms = _lanes.Select(l => KeyValuePair.Create(l.Key, l.Value.Room)).ToList();
        var rows = await database.TransactAsync(async tx =>
        {
            var claimed = await DeliveryQueue.ClaimAsync(tx, ids.Node, _after, rooms, HostLane.MostAtFirst, ct);
            foreach (var (id, body) in await DeliveryQueue.BodiesAsync(tx, claimed.Select(r => r.ActivityId).Where(id => !_bodies.ContainsKey(id)), ct))
                _bodies[id] = body;
            return claimed;
        }, ct);
        foreach (var row in (await WithFollowersAsync(rows, ct)).OrderBy(r => r.Id))
        {
            if (!_lanes.TryGetValue(row.Host, out var lane))
                _lanes[row.Host] = lane = new HostLane();
            lane.Waiting.Enqueue(row);
            _held[row.Id] = row.ActivityId;
        }
        var more = rows.Count == Limits.ClaimBatch || _after.Length > 0;
        _after = rows.Count == Limits.ClaimBatch ? rows.MaxBy(r => r.Step)!.Host : "";
        return more;
    }

    /// <summary>With what is said of followers (FEP-8fcf), made once a minute for each author; without it where that fails: the post counts more.</summary>
    async Task<IReadOnlyList<DeliveryRow>> WithFollowersAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken ct)
    {
        if (!rows.Any(r => r is { Type: AsTypes.Create, Public: false }))
            return rows;
        try
        {
            await using var db = await database.OpenAsync(ct);
            var authors = await FollowersOnHosts.AuthorsAsync(db, rows.Where(r => !r.Public).Select(r => r.ActivityId), ct);
            foreach (var old in _followers.Where(f => clock.GetElapsedTime(f.Value.At) > FollowersFor).Select(f => f.Key).ToList())
                _followers.Remove(old);
            foreach (var author in authors.Where(a => !_followers.ContainsKey(a)))
                _followers[author] = (clock.GetTimestamp(), await FollowersOnHosts.ByHostAsync(db, author, ct));
            return [.. rows.Select(r => r is { Type: AsTypes.Create, Public: false } && authors.Contains(r.ActorId)
                ? r with { Synchronization = _followers[r.ActorId].ByHost.GetValueOrDefault(r.Host) } : r)];
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogFault(log, error);
            return rows;
        }
    }

    void Start(CancellationToken ct)
    {
        foreach (var lane in _lanes.Values)
            while (lane.HasRoom && !ct.IsCancellationRequested)
            {
                lane.InFlight++;
                _ = SendAsync(lane.Waiting.Dequeue());
            }
    }

    async Task SendAsync(DeliveryRow row)
    {
        DeliveryResult result;
        try
        {
            result = policy.Blocks(row.Host) ? new DeliveryRefused("peer-blocked")
                : _bodies.TryGetValue(row.ActivityId, out var body) && await SignerAsync(row) is { } signer
                ? await PostAsync(row, body.Body, body.Digest, signer)
                : new DeliveryRefused("activity-gone");
        }
        catch (Exception error)
        {
            LogFault(log, error);
            result = new DeliveryRetry("fault");
        }
        _finished.Writer.TryWrite((row, result));
    }

    /// <summary>What is too large for a server is sent once more with the object as an id.</summary>
    async Task<DeliveryResult> PostAsync(DeliveryRow row, byte[] body, string digest, RequestSigner signer)
    {
        var request = new DeliveryRequest(row.Inbox, body, digest, signer) { Synchronization = row.Synchronization };
        var result = await outbound.PostAsync(request, CancellationToken.None);
        return result is DeliveryRefused { Code: "too-large" } && SmallForm.Of(body) is { } small
            ? await outbound.PostAsync(request with { Body = small, Digest = Digests.Of(small) }, CancellationToken.None)
            : result;
    }

    /// <summary>A server that does not know the key named, or no longer, gets the newest with the next try.</summary>
    ValueTask<RequestSigner?> SignerAsync(DeliveryRow row) => row.KeyUri is { } named && int.IsOddInteger(row.Tries)
        ? keys.SignerAsync(row.ActorId, named, CancellationToken.None)
        : keys.SignerAsync(row.ActorId, CancellationToken.None);

    /// <summary>Until something ended, something new is announced, or it is time to look.</summary>
    async Task WaitAsync(Wakeup departures, bool more, CancellationToken ct)
    {
        if (more && _held.Count < MostPending)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = _finished.Reader.WaitToReadAsync(either.Token).AsTask();
        var woken = departures.WaitAsync(Poll, either.Token);
        await Task.WhenAny(ended, woken);
        await either.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    async Task SettleAsync(CancellationToken ct)
    {
        var ended = new List<(DeliveryRow Row, DeliveryResult Result)>();
        while (_finished.Reader.TryRead(out var one))
            ended.Add(one);
        if (ended.Count == 0)
            return;
        try
        {
            await database.TransactAsync(async tx =>
            {
                await DeliveryQueue.DoneAsync(tx, [.. ended.Where(e => e.Result is Delivered).Select(e => e.Row.Id)], ct);
                foreach (var (row, result) in ended.Where(e => e.Result is not Delivered))
                    await PutBackAsync(tx, row, result, ct);
            }, ct);
        }
        catch (Exception)
        {
            foreach (var one in ended)
                _finished.Writer.TryWrite(one);
            throw;
        }
        foreach (var (row, result) in ended)
        {
            var lane = _lanes[row.Host];
            lane.InFlight--;
            _held.Remove(row.Id);
            if (result is DeliveryRetry)
                lane.Struggled();
            else
                lane.Succeeded();
        }
        await CountHostsAsync(ended, ct);
        await GiveBackAsync(ct);
        Forget();
    }

    /// <summary>What waits for a host that struggles keeps no place that others could use.</summary>
    async Task GiveBackAsync(CancellationToken ct)
    {
        var struggling = _lanes.Values.Where(l => l is { Failures: > 0, Waiting.Count: > 0 }).ToList();
        if (struggling.Count == 0)
            return;
        await using var db = await database.OpenAsync(ct);
        await DeliveryQueue.GiveBackAsync(db, [.. struggling.SelectMany(l => l.Waiting).Select(r => r.Id)], ct);
        foreach (var lane in struggling)
            while (lane.Waiting.TryDequeue(out var row))
                _held.Remove(row.Id);
    }

    async Task PutBackAsync(Db db, DeliveryRow row, DeliveryResult result, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (result is DeliveryRefused refused)
        {
            LogRefused(log, row.Host, row.Type, refused.Code, refused.Status);
            await DeliveryQueue.GiveUpAsync(db, row.Id, now, refused.Code, ct);
            if (refused.Code == "gone")
                gone.Suspect(row.Host, row.Inbox);
        }
        else if (result is DeliveryRetry retry)
        {
            var pause = Backoff.Delivery(row.Tries, Random.Shared.NextDouble(), retry.RetryAfter, retry.Tries) ?? MustArrive(row, now);
            LogRetry(log, row.Host, row.Type, retry.Code, retry.Status, row.Tries);
            if (pause is { } wait)
                await DeliveryQueue.LaterAsync(db, row.Id, now + wait, retry.Code, ct);
            else
                await DeliveryQueue.GiveUpAsync(db, row.Id, now, retry.Code, ct);
        }
    }

    static TimeSpan? MustArrive(DeliveryRow row, DateTimeOffset now) =>
        DeliveryQueue.MustArrive.Contains(row.Type) && now - row.CreatedAt < Limits.HeldFor ? TimeSpan.FromDays(1) : null;

    async Task CountHostsAsync(List<(DeliveryRow Row, DeliveryResult Result)> ended, CancellationToken ct)
    {
        var hosts = ended.GroupBy(e => e.Row.Host, e => e.Result, StringComparer.Ordinal).ToList();
        var alive = hosts.Where(h => h.Any(r => r is Delivered or DeliveryRefused { Status: not null })).Select(h => h.Key).ToHashSet(StringComparer.Ordinal);
        if (alive.Count > 0)
            await peers.SucceededAsync(alive, ct);
        foreach (var host in hosts.Where(h => !alive.Contains(h.Key) && h.Any(r => r is DeliveryRetry)))
            await peers.FailedAsync(host.Key, _lanes[host.Key].Failures, ct);
    }

    void Forget()
    {
        foreach (var idle in _lanes.Where(l => l.Value is { Idle: true, Failures: 0 }).Select(l => l.Key).ToList())
            _lanes.Remove(idle);
        if (_bodies.Count <= MostBodies)
            return;
        var needed = _held.Values.ToHashSet();
        foreach (var id in _bodies.Keys.Where(id => !needed.Contains(id)))
            _bodies.TryRemove(id, out _);
    }

    /// <summary>At a stop: what was sent is settled, what waits is given back.</summary>
    async Task DrainAsync()
    {
        try
        {
            while (_held.Count > _lanes.Values.Sum(l => l.Waiting.Count))
            {
                await _finished.Reader.WaitToReadAsync();
                await SettleAsync(CancellationToken.None);
            }
            await using var db = await database.OpenAsync(CancellationToken.None);
            await DeliveryQueue.ReleaseAsync(db, ids.Node, [], await Nodes.LiveAsync(db, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFault(log, error);
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "delivery.refused {Host} {Type} {Code} {Status}")]
    static partial void LogRefused(ILogger log, string host, string type, string code, int? status);

    [LoggerMessage(2002, LogLevel.Information, "delivery.retry {Host} {Type} {Code} {Status} after {Tries} tries")]
    static partial void LogRetry(ILogger log, string host, string type, string code, int? status, int tries);

    [LoggerMessage(2003, LogLevel.Error, "delivery.fault")]
    static partial void LogFault(ILogger log, Exception error);
}
