using System.Collections.Frozen;

namespace Federated.Federation.Signatures;

/// <summary>What a host wants to see signed: one member of `Accept-Signature` (RFC 9421 section 5, wire-microblog.md D2).</summary>
/// <param name="Label">The label to answer under.</param>
/// <param name="Components">What is to be covered, in the host's order.</param>
/// <param name="Nonce">To be given back, or null.</param>
/// <param name="Tag">To be given back, or null.</param>
/// <param name="Expires">Whether an end is to be said.</param>
public sealed record SignatureChallenge(string Label, IReadOnlyList<string> Components, string? Nonce, string? Tag, bool Expires)
{
    /// <summary>What can be covered; `@query` and `@request-target` are left out because peers compute them in their own ways (R3).</summary>
    static readonly FrozenSet<string> Known = FrozenSet.Create(
        "@method", "@target-uri", "@authority", "@scheme", "@path", "content-digest", "content-type", "digest", "host", "date");

    static readonly FrozenSet<string> OfBody = FrozenSet.Create("content-digest", "content-type", "digest");

    static readonly FrozenSet<string> Usual = FrozenSet.Create("@method", "@target-uri", "content-digest");

    /// <summary>It asks for more than every signature of ours has.</summary>
    public bool AsksForMore => Nonce is not null || Tag is not null || Expires || !Usual.IsSupersetOf(Components);

    /// <summary>
    /// Reads the first member that can be met; null when there is none: a component or algorithm that is not known, a key of
    /// another name, a nonce or tag above <see cref="Limits.SignatureNonce"/>.
    /// </summary>
    /// <param name="header">The raw `Accept-Signature`.</param>
    /// <param name="hasBody">Without a body, what is said of one is left out.</param>
    public static SignatureChallenge? Read(string header, bool hasBody)
    {
        if (header.Length > Limits.SignatureHeader || StructuredFields.Dictionary(header) is not { } members)
            return null;
        return members.Select(m => Of(m.Key, m.Value, hasBody)).FirstOrDefault(c => c is not null);
    }

    static SignatureChallenge? Of(string label, StructuredItem member, bool hasBody)
    {
        if (member.Value is not IReadOnlyList<StructuredItem> { Count: <= Limits.SignatureComponents } items
            || !items.All(i => i is { Value: string name, Parameters.Count: 0 } && Known.Contains(name))
            || member.Parameters.GetValueOrDefault("alg") is not (null or "rsa-v1_5-sha256" or true)
            || member.Parameters.GetValueOrDefault("keyid") is string
            || !IsEcho(member, "nonce", out var nonce) || !IsEcho(member, "tag", out var tag))
            return null;
        var components = items.Select(i => (string)i.Value).Distinct().Where(c => hasBody || !OfBody.Contains(c)).ToList();
        return new SignatureChallenge(label, components, nonce, tag, member.Parameters.ContainsKey("expires"));
    }

    static bool IsEcho(StructuredItem member, string name, out string? value)
    {
        value = member.Parameters.GetValueOrDefault(name) as string;
        return value is null ? !member.Parameters.ContainsKey(name) : value.Length <= Limits.SignatureNonce;
    }
}
