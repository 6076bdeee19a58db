using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;

namespace Federated.Instance.Actors;

/// <summary>Reads collections of other servers page by page, within limits: whatever they say of their length, and wherever their next page is (security.md AT-119).</summary>
public sealed class RemoteCollections(RemoteObjects objects, HubAddress address)
{
    /// <summary>
    /// The items of a collection (itself, a page of it, or only its address) in the order they come: objects as embedded, or only ids. It and
    /// its pages have to be of the origin of an address. Empty when there is nothing to be had.
    /// </summary>
    public async Task<IReadOnlyList<As>> ItemsAsync(As collection, string origin, int most, CancellationToken ct)
    {
        var items = new List<As>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = collection;
        for (var pages = 0; next.Exists && items.Count < most; )
        {
            if (next.Type is null)
            {
                if (next.Id is not { } uri || !Origin.Same(uri, origin) || address.IsLocal(uri) || !seen.Add(uri) || pages++ == Limits.CollectionPages)
                    break;
                next = await objects.FetchPageAsync(uri, ct);
            }
            if (!next.Types.Any(AsTypes.Collections.Contains))
                break;
            items.AddRange(next.Many("orderedItems", most - items.Count));
            items.AddRange(next.Many("items", most - items.Count));
            next = next.One("first") is { Exists: true } first ? first : next.One("next");
        }
        return items;
    }
}
