using System.Text.Json;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>WebFinger in both directions (RFC 7033, wire section 7). Pure: bytes in, bytes out.</summary>
public static class WebFinger
{
    /// <summary>`Content-Type` of our answers; with it goes `Access-Control-Allow-Origin: *`.</summary>
    public const string ContentType = "application/jrd+json; charset=utf-8";

    /// <summary>Link relation of the address that takes a visitor home to follow or answer.</summary>
    public const string SubscribeRelation = "http://ostatus.org/schema/1.0/subscribe";

    /// <summary>Link relation of the page for people.</summary>
    public const string PageRelation = "http://webfinger.net/rel/profile-page";

    /// <summary>Link relation of the profile picture.</summary>
    public const string AvatarRelation = "http://webfinger.net/rel/avatar";

    /// <summary>What we answer about a local actor (wire rule W2).</summary>
    /// <param name="subject">The canonical handle, whatever was asked.</param>
    /// <param name="actorId">The id, under both ActivityPub types.</param>
    /// <param name="page">The page for people; null for the hub's own actor where it has none.</param>
    /// <param name="baseUrl">The hub's address without trailing slash, for the subscribe template.</param>
    /// <param name="avatar">The profile picture.</param>
    /// <param name="isHub">Whether it is the hub's own actor, which is also named by FEP-d556's relation.</param>
    public static Jrd Describe(
        Acct subject, string actorId, string? page, string baseUrl, MediaLink? avatar = null, bool isHub = false)
    {
        List<JrdLink> links = [new("self", AsNames.ActivityJson, actorId), new("self", AsNames.LdJson, actorId)];
        if (page is not null) links.Add(new(PageRelation, "text/html", page));
        if (avatar is { } picture) links.Add(new(AvatarRelation, picture.MediaType, picture.Url));
        if (isHub) links.Add(new(AsNames.ServiceRelation, AsNames.ActivityJson, actorId));
        links.Add(new(SubscribeRelation, Template: baseUrl + "/authorize_interaction?uri={uri}"));
        return new Jrd { Subject = subject.Uri, Aliases = page is null ? [actorId] : [page, actorId], Links = links };
    }

    /// <summary>A JRD as UTF-8 JSON.</summary>
    public static byte[] Write(Jrd jrd) => JsonSerializer.SerializeToUtf8Bytes(jrd, DiscoveryJson.Forms.Jrd);

    /// <summary>Another host's answer: subject and links, tolerantly. Null when it is no JSON object within the limits.</summary>
    public static Jrd? Read(ReadOnlyMemory<byte> body)
    {
        var read = AsReader.Read(body);
        if (read.Refusal is not null) return null;
        return new Jrd
        {
            Subject = read.Document.Text("subject"),
            Links = [.. read.Document.Many("links").Where(link => link.Text("rel") is not null).Select(ReadLink)],
        };
    }

    /// <summary>Where a handle is looked up.</summary>
    /// <param name="acct">The handle.</param>
    /// <param name="scheme">`http` only between hubs in a test network (decisions 1).</param>
    public static string LookupAt(Acct acct, string scheme = "https") =>
        $"{scheme}://{acct.Domain}/.well-known/webfinger?resource={Uri.EscapeDataString(acct.Uri)}";

    static JrdLink ReadLink(As link) =>
        new(link.Text("rel")!, link.Text("type"), link.Ref("href"), link.Ref("template"));
}
