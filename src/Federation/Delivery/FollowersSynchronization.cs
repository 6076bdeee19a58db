using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Delivery;

/// <summary>
/// The `Collection-Synchronization` header of FEP-8fcf (wire-microblog.md Y1-Y5): which of its followers a sender believes the receiving
/// server to have, as a digest, and where that server may ask for the list.
/// </summary>
/// <param name="CollectionId">Id of the sender's followers collection.</param>
/// <param name="Url">Where the receiving server, and no other, gets its part of it; on the sender's origin.</param>
/// <param name="Digest">64 hex digits in lower case; see <see cref="DigestOf"/>.</param>
public sealed record FollowersSynchronization(string CollectionId, string Url, string Digest)
{
    /// <summary>The name of the header, as it is sent.</summary>
    public const string Header = "Collection-Synchronization";

    /// <summary>The name of the header among the covered parts of a signature.</summary>
    public const string Covered = "collection-synchronization";

    const int DigestLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>
    /// Reads a header: parameters as in a draft-cavage signature, in any order, unknown ones left out. Null when it is malformed, longer than
    /// <see cref="Limits.SignatureHeader"/>, when the digest is none, or the address is not an address on the origin of the collection.
    /// </summary>
    /// <param name="header">The value as it came.</param>
    public static FollowersSynchronization? Parse(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header.Length <= Limits.SignatureHeader
            && CavageParameters.Pairs(header) is { } pairs
            && pairs.TryGetValue("collectionId", out var collection)
            && pairs.TryGetValue("url", out var url)
            && pairs.TryGetValue("digest", out var digest)
            && digest.Length == DigestLength && digest.All(char.IsAsciiHexDigitLower)
            && Origin.Same(url, collection)
                ? new FollowersSynchronization(collection, url, digest)
                : null;
    }

    /// <summary>The SHA-256 of each id, joined by XOR: the same in every order, and 64 zeros for nobody (Y2).</summary>
    /// <param name="followers">Ids of actors, each once.</param>
    public static string DigestOf(IEnumerable<string> followers)
    {
        ArgumentNullException.ThrowIfNull(followers);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        digest.Clear();
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var id in followers)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(id), one);
            for (var i = 0; i < digest.Length; i++)
                digest[i] ^= one[i];
        }
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>The value of the header.</summary>
    public override string ToString() => $"collectionId=\"{CollectionId}\", url=\"{Url}\", digest=\"{Digest}\"";
}
