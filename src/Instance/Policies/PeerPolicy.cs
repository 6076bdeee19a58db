using System.Collections.Frozen;
using Federated.Instance.Config;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>
/// With whom this hub talks. Holds the few peers with a rule of their own in memory and reloads them
/// when a `peer` verb or page says so, so that a decision costs no query and is in force within half a second.
/// </summary>
public sealed class PeerPolicy(Database database, FederationOptions federation)
{
    public const string Channel = "federated_peer";

    FrozenDictionary<string, (string State, bool Allowed)> _rules = FrozenDictionary<string, (string, bool)>.Empty;

    /// <summary>Blocked, held for approval, or not on the allow list: nothing is read from it, sent to it or fetched.</summary>
    public bool Blocks(string host)
    {
        var known = _rules.TryGetValue(host, out var rule);
        return known && rule.State is "blocked" or "held" || (federation.Mode != "open" && !(known && rule.Allowed));
    }

    const string RulesSql = "select host, state, allowed from peer where state <> 'normal' or allowed";

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var rows = await db.ListAsync<Row>(RulesSql, null, ct);
        _rules = rows.ToFrozenDictionary(r => r.Host, r => (r.State, r.Allowed), StringComparer.OrdinalIgnoreCase);
    }

    sealed record Row
    {
        public string Host { get; init; } = "";
        public string State { get; init; } = "";
        public bool Allowed { get; init; }
    }
}
