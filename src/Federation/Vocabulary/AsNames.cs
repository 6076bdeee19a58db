namespace Federated.Federation.Vocabulary;

/// <summary>Fixed strings of ActivityStreams and ActivityPub: namespaces, the public address, media types.</summary>
public static class AsNames
{
    /// <summary>The ActivityStreams namespace, which is also its `@context` address and the ld+json profile.</summary>
    public const string Namespace = "https://www.w3.org/ns/activitystreams";

    /// <summary>The public collection. We always send this form (wire rule J6).</summary>
    public const string Public = Namespace + "#Public";

    /// <summary>Link relation of a hub's own actor in WebFinger (FEP-d556).</summary>
    public const string ServiceRelation = Namespace + "#Service";

    /// <summary>Link relation of a hub's own actor in NodeInfo (FEP-2677).</summary>
    public const string ApplicationRelation = Namespace + "#Application";

    /// <summary>Media type of ActivityPub documents, bare.</summary>
    public const string ActivityJson = "application/activity+json";

    /// <summary>The other media type of ActivityPub documents; the profile is part of it.</summary>
    public const string LdJson = "application/ld+json; profile=\"" + Namespace + "\"";

    /// <summary>`Content-Type` of every document that we answer with (wire rule F6).</summary>
    public const string ContentType = ActivityJson + "; charset=utf-8";

    /// <summary>`Accept` of every document that we ask for (wire rule F5).</summary>
    public const string Accept = ActivityJson + ", " + LdJson;

    /// <summary>Whether an address is the public collection, in any of its three spellings (wire rule J6).</summary>
    public static bool IsPublic(string? address) => address is Public or "as:Public" or "Public";
}
