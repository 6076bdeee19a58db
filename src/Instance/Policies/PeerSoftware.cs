using Federated.Federation.Discovery;
using Federated.Federation.Fetching;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Policies;

/// <summary>What NodeInfo told of a peer; nulls where it did not.</summary>
public readonly record struct PeerFacts(string? Software, string? HubActor);

/// <summary>Learns which software the peers run (a day's memory): a Group tells group-aware software more than others.</summary>
public sealed partial class PeerSoftware(
    Database database, Outbound outbound, PeerPolicy policy, HubAddress address, Wakeups wakeups, TimeProvider clock, ILogger<PeerSoftware> log)
    : PeriodicWorker(new(Pause, wakeups, PeerStore.NewChannel), clock, log)
{
    static readonly TimeSpan Memory = TimeSpan.FromDays(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        IReadOnlyList<string> hosts;
        await using (var db = await database.OpenAsync(ct))
            hosts = await PeerStore.ToAskAsync(db, Clock.GetUtcNow() - Memory, Clock.GetUtcNow(), ct);
        var told = 0;
        await Parallel.ForEachAsync(hosts, ct, async (host, cancel) => Interlocked.Add(ref told, await TryAsync(host, cancel)));
        return told > 0;
    }

    /// <summary>1, or 0 when its answer cannot be kept: that is no reason not to ask the others.</summary>
    async Task<int> TryAsync(string host, CancellationToken ct)
    {
        try
        {
            await LookUpAsync(host, ct);
            return 1;
        }
        catch (Exception error) when (!ct.IsCancellationRequested && !Transient.Is(error))
        {
            LogFault(Log, error);
            return 0;
        }
    }

    /// <summary>Asks a peer's NodeInfo now and stores the answer. A blocked one is not asked, and that is stored as silence.</summary>
    public async Task<PeerFacts> LookUpAsync(string host, CancellationToken ct)
    {
        if (host == address.Host)
            return default;
        var root = $"{address.Scheme}://{host}";
        var found = policy.Blocks(host) ? null : await GetAsync($"{root}/.well-known/nodeinfo", ct);
        var links = found is null ? default : NodeInfo.ReadLinks(found, root, address.AllowsHttp);
        var peer = links.Document is { } document && await GetAsync(document, ct) is { } body ? NodeInfo.Read(body) : null;
        await database.TransactAsync(
            tx => PeerStore.SetSoftwareAsync(tx, host, found is not null, peer?.Software, peer?.Version, peer?.Name, links.Application, ct), ct);
        return new PeerFacts(peer?.Software, links.Application);
    }

    async Task<byte[]?> GetAsync(string uri, CancellationToken ct) =>
        await outbound.FetchAsync(FetchRequest.Discovery(uri), ct) is Fetched fetched ? fetched.Body : null;

    [LoggerMessage(3103, LogLevel.Error, "peer.software-fault")]
    static partial void LogFault(ILogger log, Exception error);
}
