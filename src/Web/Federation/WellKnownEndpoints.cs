using Federated.Federation.Discovery;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Health;
using Federated.Instance.Storage;
using Federated.Web.Commands;

namespace Federated.Web.Federation;

/// <summary>WebFinger, host-meta and NodeInfo: how other servers find who is here.</summary>
public static class WellKnownEndpoints
{
    public static void MapWellKnown(this IEndpointRouteBuilder routes)
    {
        string[] read = ["GET", "HEAD"];
        routes.MapMethods("/.well-known/webfinger", read, WebFingerAsync);
        routes.MapMethods("/.well-known/host-meta", read, (HttpContext http, HubAddress address) => Answer(http, HostMeta.Write(address.Base), HostMeta.ContentType));
        routes.MapMethods("/.well-known/host-meta.json", read, (HttpContext http, HubAddress address) => Answer(http, HostMeta.WriteJson(address.Base), WebFinger.ContentType));
        routes.MapMethods("/.well-known/nodeinfo", read, (HttpContext http, HubAddress address) =>
            Answer(http, NodeInfo.WriteLinks(address.Base, address.HubActor), "application/json; charset=utf-8"));
        routes.MapMethods("/nodeinfo/2.0", read, async (HttpContext http, Database database, HubCounts counts, HubOptions hub, CancellationToken ct) =>
            Answer(http, NodeInfo.Write20(await DescribeAsync(database, counts, hub, ct)), NodeInfo.ContentType("2.0")));
        routes.MapMethods("/nodeinfo/2.1", read, async (HttpContext http, Database database, HubCounts counts, HubOptions hub, CancellationToken ct) =>
            Answer(http, NodeInfo.Write21(await DescribeAsync(database, counts, hub, ct)), NodeInfo.ContentType("2.1")));
    }

    static async Task<IResult> WebFingerAsync(HttpContext http, string? resource, Database database, HubAddress address, CancellationToken ct)
    {
        var asked = WebFingerResource.Parse(resource, address.HandleDomain, address.Base);
        if (asked.Kind == ResourceKind.Unknown && address.HandleDomain != address.Host)
            asked = WebFingerResource.Parse(resource, address.Host, address.Base);
        if (asked.Kind == ResourceKind.Malformed)
            return Results.BadRequest();
        var name = asked.Kind == ResourceKind.Hub ? HubAddress.HubActorName : asked.Name;
        await using var db = await database.OpenAsync(ct);
        if (name is null || await ActorStore.LocalByNameAsync(db, name, ct) is not { } actor)
            return Results.NotFound();
        if (actor.DeletedAt is not null)
            return Results.StatusCode(StatusCodes.Status410Gone);
        var jrd = WebFinger.Describe(
            Acct.Of(actor.Name, address.HandleDomain)!, actor.Uri, actor.PageUrl, address.Base, isHub: actor.Name == HubAddress.HubActorName);
        return Answer(http, WebFinger.Write(jrd), WebFinger.ContentType);
    }

    static async Task<NodeInfoDocument> DescribeAsync(Database database, HubCounts counts, HubOptions hub, CancellationToken ct)
    {
        var usage = await counts.ReadAsync(ct);
        await using var db = await database.OpenAsync(ct);
        return new NodeInfoDocument
        {
            Software = new NodeInfoSoftware("federated", VersionCommand.Version),
            OpenRegistrations = await SignUpStore.ModeAsync(db, ct) is SignUpMode.Approval or SignUpMode.Open,
            Usage = new NodeInfoUsage(new NodeInfoUsers(usage.People, usage.ActiveMonth, usage.ActiveHalfYear), usage.Posts, usage.Replies),
            Metadata = new NodeInfoMetadata
            {
                NodeName = hub.Name,
                Languages = hub.Languages,
                Hub = new NodeInfoHub(hub.Region.Length > 0 ? hub.Region : null, null),
            },
        };
    }

    static IResult Answer(HttpContext http, byte[] body, string contentType)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=600";
        return Results.Bytes(body, contentType);
    }
}
