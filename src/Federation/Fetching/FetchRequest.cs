namespace Federated.Federation.Fetching;

/// <summary>One document to GET from another host.</summary>
/// <param name="Uri">Absolute http(s) address; a fragment is dropped.</param>
/// <param name="Accept">The `Accept` header.</param>
/// <param name="Accepts">Judges the answer's raw `Content-Type` (null when absent); false fails the fetch with `content-type`.</param>
public sealed record FetchRequest(string Uri, string Accept, Func<string?, bool> Accepts)
{
    /// <summary>The `Accept` for ActivityPub documents (wire-microblog.md F5).</summary>
    public const string ActivityAccept =
        "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

    const string DiscoveryAccept =
        "application/jrd+json, application/json, application/xrd+xml;q=0.5, application/xml;q=0.4";

    const string PictureAccept = "image/webp, image/png, image/jpeg, image/gif";

    /// <summary>Signs each hop; null sends the request unsigned.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>Redirects followed; one more fails the fetch with `redirects`.</summary>
    public int Redirects { get; init; } = Limits.Redirects;

    /// <summary>Bytes of the body; one more fails the fetch with `too-large`.</summary>
    public int MaxBytes { get; init; } = Limits.BodyBytes;

    /// <summary>An ActivityPub document: actor, object, activity, collection or key (F1, F5, F7).</summary>
    /// <param name="uri">Its id.</param>
    /// <param name="accepts">True for the two ActivityPub media types only.</param>
    /// <param name="signer">Signs as the hub actor, or as a local reader of a private object (F3).</param>
    public static FetchRequest Document(string uri, Func<string?, bool> accepts, RequestSigner? signer) =>
        new(uri, ActivityAccept, accepts) { Signer = signer };

    /// <summary>WebFinger, NodeInfo or host-meta: unsigned, one redirect, JSON or XML.</summary>
    /// <param name="uri">Its address, query included.</param>
    public static FetchRequest Discovery(string uri) =>
        new(uri, DiscoveryAccept, IsDiscovery) { Redirects = Limits.WebFingerRedirects };

    /// <summary>A picture: unsigned, of one of the types of <see cref="Vocabulary.MediaTypes.Picture"/>, of <see cref="Limits.PictureBytes"/>.</summary>
    /// <param name="uri">Its address.</param>
    public static FetchRequest Picture(string uri) =>
        new(uri, PictureAccept, type => Vocabulary.MediaTypes.Picture(type) is not null) { MaxBytes = Limits.PictureBytes };

    /// <summary>
    /// JSON and XML types, and the type that static web hosts give to files without an extension,
    /// as `.well-known/webfinger` is one.
    /// </summary>
    static bool IsDiscovery(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type is "application/json" or "application/xml" or "text/xml" or "application/xrd+xml" or "application/octet-stream"
            || (type is not null && type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));
    }
}
