using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>
/// A WebFinger answer (RFC 7033 section 4.4): ours to write, or another host's as read. Another host's `aliases` are not
/// read, they say nothing about identity (`security.md` AT-036).
/// </summary>
public sealed record Jrd
{
    /// <summary>Whom it is about: `acct:ada@hub.example.org`.</summary>
    public string? Subject { get; init; }

    /// <summary>Other addresses of the same; written only.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The links, in order.</summary>
    public IReadOnlyList<JrdLink> Links { get; init; } = [];

    /// <summary>The subject as a handle; null when it is none.</summary>
    public Acct? Acct() => Discovery.Acct.Parse(Subject);

    /// <summary>
    /// The actor's id: of the links `self` with an ActivityPub type (wire rule W2) the first, when it is an address that
    /// may be fetched. Null otherwise.
    /// </summary>
    /// <param name="allowHttp">As for <see cref="Origin.Of"/>.</param>
    public string? ActorId(bool allowHttp = false) =>
        Links.FirstOrDefault(link => link.Rel == "self" && MediaTypes.IsActivityPub(link.Type))?.Href is { } href
        && Origin.Of(href, allowHttp) is not null
            ? href
            : null;

    /// <summary>
    /// Where a visitor is sent to follow or answer from home: the `subscribe` template with `{uri}` filled in. Null when
    /// there is none, or it is not https (`security.md` AT-144).
    /// </summary>
    /// <param name="uri">The id of what is to be followed or answered.</param>
    /// <param name="allowHttp">As for <see cref="Origin.Of"/>.</param>
    public string? SubscribeAt(string uri, bool allowHttp = false) =>
        Links.FirstOrDefault(link => link.Rel == WebFinger.SubscribeRelation)?.Template is { } template
            ? Templates.Fill(template, uri, allowHttp)
            : null;

    /// <summary>Whether the answer loops back (wire rule W4): it is about this handle and names this actor.</summary>
    /// <param name="acct">Made of the actor's `preferredUsername` (or `webfinger`) and host.</param>
    /// <param name="actorId">Compared ordinally.</param>
    /// <param name="allowHttp">As for <see cref="Origin.Of"/>.</param>
    public bool Confirms(Acct acct, string actorId, bool allowHttp = false) =>
        acct.Equals(Acct()) && ActorId(allowHttp) == actorId;
}

/// <summary>A link of a JRD.</summary>
/// <param name="Rel">What it is for.</param>
/// <param name="Type">Media type of the target.</param>
/// <param name="Href">The target.</param>
/// <param name="Template">A target with `{uri}` in it.</param>
public sealed record JrdLink(string Rel, string? Type = null, string? Href = null, string? Template = null);
