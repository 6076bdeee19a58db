using Federated.Federation.Discovery;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Follows;

/// <summary>Follows, with the hub actor, the hub actor and the calendar of every peer that the admin added (decisions 4).</summary>
public sealed partial class HubFollowing(
    Database database, Wakeups wakeups, RemoteActors actors, PeerSoftware software, Following following, PeerPolicy policy, HubAddress address, TimeProvider clock, ILogger<HubFollowing> log)
    : PeriodicWorker(new(Pause, wakeups, PeerPolicy.Channel), clock, log)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    const string WantedSql = """
        select p.host
        from peer p
        where p.followed and p.state not in ('blocked', 'held') and (p.ask_at is null or p.ask_at <= @now) and (
            select count(*) from follow f join actor a on a.id = f.followee_id
            where f.follower_id = @hubActorId and a.host = p.host and a.kind in ('application', 'calendar')) < 2
        order by p.host
        """;

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        Actor? hub;
        IReadOnlyList<string> hosts;
        await using (var db = await database.OpenAsync(ct))
        {
            hub = await ActorStore.LocalByNameAsync(db, HubAddress.HubActorName, ct);
            if (hub is null)
                return false;
            hosts = await db.ListAsync<string>(WantedSql, new { hubActorId = hub.Id, now = Clock.GetUtcNow() }, ct);
        }
        foreach (var host in hosts.Where(h => !policy.Blocks(h)))
        {
            await database.TransactAsync(tx => PeerStore.AskedAsync(tx, host, ct), ct);
            await FollowAsync(hub, host, ct);
        }
        return false;
    }

    async Task FollowAsync(Actor hub, string host, CancellationToken ct)
    {
        var known = await software.LookUpAsync(host, ct);
        var hubActor = known.HubActor is { } uri
            ? await actors.ResolveAsync(uri, ct)
            : await FindAsync(HubAddress.HubActorName, host, ct);
        foreach (var lookup in new[] { hubActor, await FindAsync(HubAddress.CalendarName, host, ct) })
        {
            if (lookup is ActorLookup.Found { Actor: { Local: false } actor })
                await database.TransactAsync(tx => following.FollowAsync(tx, hub, actor, ct), ct);
            else
                LogLater(Log, host, lookup.ToString());
        }
    }

    async Task<ActorLookup> FindAsync(string name, string host, CancellationToken ct) =>
        Acct.Of(name, host) is { } acct && host != address.Host ? await actors.FindAsync(acct, ct) : new ActorLookup.Missing("not-found");

    [LoggerMessage(3101, LogLevel.Information, "hub.follow-later {Host} {Reason}")]
    static partial void LogLater(ILogger log, string host, string reason);
}
