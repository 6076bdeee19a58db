using System.Collections.Frozen;
using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>
/// With whom this hub talks. Holds the few peers with a rule of their own and the suspended actors in memory and reloads them
/// when a `peer` verb or page says so, so that a decision costs no query and is in force within half a second.
/// </summary>
public sealed class PeerPolicy(Database database, FederationOptions federation)
{
    public const string Channel = "federated_peer";

    FrozenDictionary<string, (string State, bool Allowed)> _rules = FrozenDictionary<string, (string, bool)>.Empty;
    FrozenSet<string> _suspended = [];

    /// <summary>Whether it is blocked only because nobody has decided about it yet (<see cref="Peering.KnockAsync"/>).</summary>
    public bool MayKnock(string host) => federation.Mode == "approve" && !Covering(host).Any(_rules.ContainsKey);

    /// <summary>Blocked, held for approval, or not on the allow list: nothing is read from it, sent to it or fetched. A rule for a domain holds for its subdomains and ports.</summary>
    public bool Blocks(string host)
    {
        var allowed = federation.Mode == "open";
        foreach (var name in Covering(host))
        {
            if (!_rules.TryGetValue(name, out var rule))
                continue;
            if (rule.State is "blocked" or "held")
                return true;
            allowed |= rule.Allowed;
        }
        return !allowed;
    }

    /// <summary>Whether pictures that lie on this host are shown: no rule for it says otherwise.</summary>
    public bool ShowsMedia(string host) => !Covering(host).Any(name => _rules.TryGetValue(name, out var rule) && rule.State is "blocked" or "held" or "media_off");

    /// <summary>The host as it is, without its port, and every domain above it.</summary>
    static IEnumerable<string> Covering(string host)
    {
        yield return host;
        var name = host.StartsWith('[') ? "" : host.Split(':')[0];
        if (name.Length < host.Length)
            yield return name;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            yield return name[(dot + 1)..];
    }

    /// <summary>An actor elsewhere that this hub hears no longer.</summary>
    public bool Suspends(string actorUri) => _suspended.Contains(actorUri);

    const string SuspendedSql = "select uri from actor where suspended_at is not null and host is not null";
    const string RulesSql = "select host, state, allowed from peer where state <> 'normal' or allowed";

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var rows = await db.ListAsync<Row>(RulesSql, null, ct);
        _suspended = (await db.ListAsync<string>(SuspendedSql, null, ct)).ToFrozenSet(StringComparer.Ordinal);
        _rules = rows.ToFrozenDictionary(r => r.Host, r => (r.State, r.Allowed), StringComparer.OrdinalIgnoreCase);
    }

    sealed record Row
    {
        public string Host { get; init; } = "";
        public string State { get; init; } = "";
        public bool Allowed { get; init; }
    }
}
