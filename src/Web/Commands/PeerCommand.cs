using System.CommandLine;
using System.Globalization;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>`peer ...`: policy towards other hubs. A running hub follows it within half a second.</summary>
static class PeerCommand
{
    const int PageSize = 500;

    public static Command Create(Hub hub) => new("peer", "Policy towards other hubs.")
    {
        List(hub),
        Add(hub),
        Decide(hub, "allow", PeerState.Normal, "Takes everything from a peer, also where peers need to be allowed."),
        Decide(hub, "limit", PeerState.Limited, "Shows what a peer sends only to those who follow it; its people ask before they follow."),
        Decide(hub, "hold", PeerState.Held, "Exchanges nothing with a peer, and hides what was there, until somebody decides."),
        Decide(hub, "media-off", PeerState.MediaOff, "Leaves out a peer's pictures and files."),
        Decide(hub, "block", PeerState.Blocked, "Takes nothing from a peer and sends nothing to it."),
    };

    static Command List(Hub hub)
    {
        var state = new Option<PeerState?>("--state") { Description = "Only peers in this state." };
        var command = new Command("list", "Lists peers: host, state, allowed, followed, software, last heard, last reached.") { state };
        command.SetAction((parsed, ct) => hub.OpenAsync(domainNeeded: false, services => PrintAsync(services, parsed.GetValue(state), ct), ct));
        return command;
    }

    static async Task<int> PrintAsync(IServiceProvider services, PeerState? state, CancellationToken ct)
    {
        var peering = services.GetRequiredService<Peering>();
        var page = await peering.ListAsync("", state, PageSize, ct);
        while (page.Count > 0)
        {
            foreach (var peer in page)
                Console.WriteLine(Line(peer));
            page = page.Count < PageSize ? [] : await peering.ListAsync(page[^1].Host, state, PageSize, ct);
        }
        return 0;
    }

    static string Line(PeerRow peer) => string.Join('\t',
        peer.Host, peer.State.Word(), peer.Allowed ? "allowed" : "-", peer.Followed ? "followed" : "-", peer.Software ?? "-", Time(peer.LastInboundAt), Time(peer.LastSuccessAt));

    static Command Add(Hub hub)
    {
        var host = HostArgument();
        var command = new Command("add", "Follows a peer: its hub and its events.") { host };
        command.SetAction((parsed, ct) => hub.OpenAsync(domainNeeded: false, async services =>
        {
            var peer = Other(services, parsed.GetValue(host)!);
            var added = await services.GetRequiredService<Peering>().AddAsync(peer, by: null, ct);
            Console.WriteLine(added ? $"{peer} is followed now." : $"{peer} was followed already.");
            return 0;
        }, ct));
        return command;
    }

    static Command Decide(Hub hub, string verb, PeerState state, string description)
    {
        var host = HostArgument();
        var reason = new Option<string>("--reason") { Description = "Why, for the audit log.", DefaultValueFactory = _ => "" };
        var command = new Command(verb, description) { host, reason };
        command.SetAction((parsed, ct) => hub.OpenAsync(domainNeeded: false, async services =>
        {
            var peer = Other(services, parsed.GetValue(host)!);
            await services.GetRequiredService<Peering>().DecideAsync(peer, state, parsed.GetValue(reason) ?? "", by: null, ct);
            Console.WriteLine($"{peer} is {state.Word()} now.");
            return 0;
        }, ct));
        return command;
    }

    static Argument<string> HostArgument()
    {
        var host = new Argument<string>("host") { Description = "The peer, as host[:port]." };
        host.Validators.Add(result =>
        {
            var typed = result.GetValueOrDefault<string>() ?? "";
            if (PeerHost.Parse(typed) is null)
                result.AddError($"'{typed}' is not a host name like hub.example.org or localhost:8081.");
        });
        return host;
    }

    static string Other(IServiceProvider services, string typed)
    {
        var host = PeerHost.Parse(typed)!;
        return host != services.GetRequiredService<HubOptions>().Domain ? host : throw new ExitException(ExitException.Usage, $"{host} is this hub itself.");
    }

    static string Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
