using System.Text.Json;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>Another host's `/.well-known/nodeinfo`, as far as it is useful.</summary>
/// <param name="Document">Address of the newest document; null when there is none.</param>
/// <param name="Application">Id of the host's own actor (FEP-2677); null when it names none.</param>
public readonly record struct NodeInfoLinks(string? Document, string? Application);

/// <summary>What another host says it runs.</summary>
/// <param name="Software">Name of the program in lower case: `mobilizon`.</param>
/// <param name="Version">Its version; null when unknown.</param>
/// <param name="Name">Name of the host; null when unknown.</param>
public readonly record struct NodeInfoPeer(string Software, string? Version, string? Name);

/// <summary>NodeInfo in both directions (wire rules W10, W11). Pure: bytes in, bytes out.</summary>
public static class NodeInfo
{
    const string Schema = "http://nodeinfo.diaspora.software/ns/schema/";

    /// <summary>`/.well-known/nodeinfo`: both versions, and the hub's own actor. Served as `application/json`.</summary>
    /// <param name="baseUrl">The hub's address without trailing slash.</param>
    /// <param name="actorId">Id of the hub's own actor.</param>
    public static byte[] WriteLinks(string baseUrl, string actorId) => WebFinger.Write(new Jrd
    {
        Links =
        [
            new(Schema + "2.0", Href: baseUrl + "/nodeinfo/2.0"),
            new(Schema + "2.1", Href: baseUrl + "/nodeinfo/2.1"),
            new(AsNames.ApplicationRelation, Href: actorId),
        ],
    });

    /// <summary>`/nodeinfo/2.0`: without what its schema does not know.</summary>
    public static byte[] Write20(NodeInfoDocument document) => Write(document with
    {
        Version = "2.0",
        Software = document.Software with { Repository = null, Homepage = null },
    });

    /// <summary>`/nodeinfo/2.1`.</summary>
    public static byte[] Write21(NodeInfoDocument document) => Write(document with { Version = "2.1" });

    /// <summary>`Content-Type` of a document.</summary>
    /// <param name="version">`2.0` or `2.1`.</param>
    public static string ContentType(string version) => $"application/json; profile=\"{Schema}{version}#\"; charset=utf-8";

    /// <summary>Another host's links: the newest 2.x or 1.x document, relative addresses resolved. Nulls when unreadable.</summary>
    /// <param name="body">The JSON as received, of whatever content type.</param>
    /// <param name="address">Where it was found.</param>
    /// <param name="allowHttp">As for <see cref="Origin.Of"/>.</param>
    public static NodeInfoLinks ReadLinks(ReadOnlyMemory<byte> body, string address, bool allowHttp = false)
    {
        var links = AsReader.Read(body).Document.Many("links");
        var newest = links
            .Where(link => link.Text("rel") is { } rel && rel.StartsWith(Schema, StringComparison.Ordinal))
            .OrderByDescending(link => link.Text("rel"), StringComparer.Ordinal);
        return new(Target(newest), Target(links.Where(link => link.Text("rel") == AsNames.ApplicationRelation)));

        string? Target(IEnumerable<As> found) =>
            found.Select(link => Resolve(link.Ref("href"), address, allowHttp)).FirstOrDefault(href => href is not null);
    }

    /// <summary>Another host's document. Null when it is no JSON object, or names no program.</summary>
    public static NodeInfoPeer? Read(ReadOnlyMemory<byte> body)
    {
        var document = AsReader.Read(body).Document;
        var software = document.One("software");
        return software.Text("name")?.Trim() is { Length: > 0 and <= Limits.Name } name
            ? new(name.ToLowerInvariant(), Short(software.Text("version")), Short(document.One("metadata").Text("nodeName")))
            : null;
    }

    static byte[] Write(NodeInfoDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, DiscoveryJson.Forms.NodeInfoDocument);

    static string? Short(string? text) => text is { Length: > 0 and <= Limits.Name } ? text : null;

    static string? Resolve(string? href, string address, bool allowHttp)
    {
        if (href is null || !Uri.TryCreate(address, UriKind.Absolute, out var root)) return null;
        // On Unix a path like `/nodeinfo/2.0` is an absolute file address; only what names a scheme is absolute here.
        var target = href.Contains("://", StringComparison.Ordinal) ? href
            : Uri.TryCreate(href, UriKind.Relative, out var path) && Uri.TryCreate(root, path, out var joined) ? joined.AbsoluteUri
            : null;
        return Origin.Of(target, allowHttp) is null ? null : target;
    }
}
