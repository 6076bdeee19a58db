using Federated.Instance.Config;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.ClientApi;

/// <summary>The header `Link` of lists (RFC 8288): further back and further on, `next` first, which some clients take for granted.</summary>
static class LinkHeader
{
    static readonly string[] Places = ["max_id", "since_id", "min_id", "offset"];

    /// <summary>For a list whose entries have these ids, in the order shown.</summary>
    public static void Link(this Call call, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return;
        var (request, address) = (call.Http.Request, call.Http.RequestServices.GetRequiredService<HubAddress>());
        var kept = QueryHelpers.ParseQuery(request.QueryString.Value).Where(q => !Places.Contains(q.Key))
            .SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).ToList();
        string At(string place, long id) => QueryHelpers.AddQueryString($"{address.Base}{request.Path}", kept.Append(KeyValuePair.Create<string, string?>(place, Call.Text(id))));
        call.Http.Response.Headers.Link = $"<{At("max_id", ids[^1])}>; rel=\"next\", <{At("min_id", ids[0])}>; rel=\"prev\"";
    }
}
