using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>
/// A handle: name and domain of an actor (wire rules W1, W8). Names compare without regard to case and keep theirs;
/// the domain is IDNA-ASCII in lower case and carries a port where it has one (decisions 1).
/// </summary>
public sealed record Acct
{
    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    static readonly SearchValues<char> LocalCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    Acct(string name, string domain) => (Name, Domain) = (name, domain);

    /// <summary>The name, in the case it was written in.</summary>
    public string Name { get; }

    /// <summary>`hub.example.org`, `localhost:8081`.</summary>
    public string Domain { get; }

    /// <summary>For people: `@ada@hub.example.org`.</summary>
    public string Handle => $"@{this}";

    /// <summary>For WebFinger: `acct:ada@hub.example.org`.</summary>
    public string Uri => $"acct:{this}";

    /// <summary>
    /// Reads `@name@host[:port]`, `name@host`, `acct:name@host`, `acct:@name@host`. Null when it is none: more than one
    /// host, a name outside `[A-Za-z0-9_]+([.-]+[A-Za-z0-9_]+)*`, a host that is not one (path, userinfo, escape...).
    /// </summary>
    public static Acct? Parse(string? text)
    {
        if (text is null or { Length: > Limits.UriLength }) return null;
        var rest = text.AsSpan();
        if (rest.StartsWith("acct:", StringComparison.OrdinalIgnoreCase)) rest = rest[5..];
        if (rest.StartsWith('@')) rest = rest[1..];
        var at = rest.IndexOf('@');
        return at < 0 ? null : Of(rest[..at].ToString(), rest[(at + 1)..].ToString());
    }

    /// <summary>A handle of its parts, under the same rules; null when one of them is wrong.</summary>
    /// <param name="name">`preferredUsername`.</param>
    /// <param name="domain">Host, with port where it has one.</param>
    public static Acct? Of([NotNullWhen(true)] string? name, [NotNullWhen(true)] string? domain) =>
        IsName(name) && domain is not null && !domain.AsSpan().ContainsAny('/', '?', '#')
        && Origin.Of("https://" + domain) is { } origin
            ? new(name, origin.Authority)
            : null;

    /// <summary>Whether a remote name may be kept (wire rule W8, the wider set).</summary>
    public static bool IsName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= Limits.UriLength }
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && name[0] is not ('.' or '-') && name[^1] is not ('.' or '-');

    /// <summary>Whether a name fits a local actor: `[a-z0-9_]`, 1 to <see cref="Limits.LocalName"/>.</summary>
    public static bool IsLocalName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= Limits.LocalName } && !name.AsSpan().ContainsAnyExcept(LocalCharacters);

    /// <summary>Equal domains, and names equal but for case.</summary>
    public bool Equals(Acct? other) =>
        other is not null && Domain == other.Domain && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name.GetHashCode(StringComparison.OrdinalIgnoreCase), Domain);

    /// <summary>`ada@hub.example.org`.</summary>
    public override string ToString() => $"{Name}@{Domain}";
}
