using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Pages.Groups;

/// <summary>A group in an address of a page: `/groups/name`, or `/groups/name@host` for one elsewhere that this hub knows.</summary>
static class GroupPath
{
    /// <summary>As people on other servers look for it.</summary>
    public static string Handle(Actor group, HubAddress? here = null) => $"@{group.Name}{(group.Domain ?? here?.HandleDomain) switch { null => "", var domain => "@" + domain }}";

    /// <summary>The message with the number of members. Of a group elsewhere only those here are known.</summary>
    public static string Members(Actor group) => group.Local ? "federated-group-members" : "federated-group-members-here";

    /// <summary>The group of an address, as the one who asks sees it. Null when there is none.</summary>
    public static async Task<GroupFacts?> FindAsync(Database database, string address, Viewer viewer, CancellationToken ct)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var (name, domain) = at < 0 ? (address, null) : (address[..at], address[(at + 1)..].ToLowerInvariant());
        await using var db = await database.OpenAsync(ct);
        return await GroupStore.FactsAsync(db, name, domain, viewer, ct);
    }
}
