using System.Globalization;

namespace Federated.Instance.Config;

/// <summary>Every address that this hub gives out, built in one place (docs/adr/0004-ids.md).</summary>
public sealed class HubAddress(HubOptions hub)
{
    /// <summary>`https://hub.example.org`, without a slash at the end.</summary>
    public string Base { get; } = $"{hub.Scheme}://{hub.Domain}";

    public string Scheme => hub.Scheme;

    /// <summary>Plain http ids exist only between hubs that speak it themselves, on loopback (decisions 1).</summary>
    public bool AllowsHttp => hub.Scheme == "http";

    /// <summary>host[:port] of ids.</summary>
    public string Host => hub.Domain;

    /// <summary>host[:port] of handles.</summary>
    public string HandleDomain => hub.HandleDomain.Length > 0 ? hub.HandleDomain : hub.Domain;

    public const string HubActorName = "relay";
    public const string CalendarName = "events";

    public string HubActor => $"{Base}/actor";
    public string SharedInbox => $"{Base}/inbox";
    public string Actor(string name) => name == HubActorName ? HubActor : $"{Base}/actors/{name}";
    public string Object(long id) => $"{Base}/objects/{Text(id)}";
    public string QuoteStamp(long postId, long id) => $"{Object(postId)}/quotes/{Text(id)}";
    public string Activity(long id) => $"{Base}/activities/{Text(id)}";
    public string Place(long id) => $"{Base}/places/{Text(id)}";
    public string Context(long threadId) => $"{Object(threadId)}/context";

    public string ProfilePage(string name) => $"{Base}/@{name}";
    public string GroupPage(string name) => $"{Base}/groups/{name}";
    public string PostPage(string kind, long id) => $"{Base}{PostPath(kind, id)}";
    public string TagPage(string tag) => $"{Base}/tags/{Uri.EscapeDataString(tag)}";

    /// <summary>The page of a post of any kind, as a path.</summary>
    public static string PostPath(string kind, long id) => kind switch
    {
        "event" => $"/events/{Text(id)}",
        "topic" => $"/topics/{Text(id)}",
        _ => $"/posts/{Text(id)}",
    };

    public bool IsLocal(string uri) =>
        uri.StartsWith(Base, StringComparison.Ordinal) && (uri.Length == Base.Length || uri[Base.Length] is '/' or '?' or '#');

    /// <summary>The name in `/actors/{name}` (or of the hub actor), or null.</summary>
    public string? ActorName(string uri)
    {
        if (uri == HubActor)
            return HubActorName;
        var prefix = $"{Base}/actors/";
        return uri.StartsWith(prefix, StringComparison.Ordinal) && uri[prefix.Length..].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? uri[prefix.Length..]
            : null;
    }

    static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
