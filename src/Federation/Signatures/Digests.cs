using System.Security.Cryptography;

namespace Federated.Federation.Signatures;

/// <summary>`Digest` (RFC 3230, as draft-cavage peers use it) and `Content-Digest` (RFC 9530).</summary>
public static class Digests
{
    /// <summary>The value of a `Digest` header: `SHA-256=...`, upper case because Threads refuses lower case (S5).</summary>
    /// <param name="body">The bytes that go on the wire.</param>
    public static string Of(ReadOnlySpan<byte> body) => $"SHA-256={Convert.ToBase64String(SHA256.HashData(body))}";

    /// <summary>The same digest as a `Content-Digest`: `sha-256=:...:` (RFC 9530).</summary>
    /// <param name="digest">What <see cref="Of"/> gave.</param>
    public static string ToContentDigest(string digest) => $"sha-256=:{digest[(digest.IndexOf('=', StringComparison.Ordinal) + 1)..]}:";

    /// <summary>Checks a `Digest` header (V7): a comma list in which SHA-256 must be, once, under any case.</summary>
    /// <param name="header">The raw value.</param>
    /// <param name="body">The raw body.</param>
    /// <returns>Null when it fits; else 400 `digest-malformed`, 401 `digest-missing` or 401 `digest-mismatch`.</returns>
    public static Refused? CheckDigest(string header, ReadOnlySpan<byte> body)
    {
        string? value = null;
        foreach (var part in header.Split(','))
        {
            var mark = part.IndexOf('=', StringComparison.Ordinal);
            if (mark <= 0)
                return Refused.Malformed(SignatureCodes.DigestMalformed);
            if (!part[..mark].Trim(' ', '\t').Equals("sha-256", StringComparison.OrdinalIgnoreCase))
                continue;
            if (value is not null)
                return Refused.Malformed(SignatureCodes.DigestMalformed);
            value = part[(mark + 1)..].Trim(' ', '\t');
        }
        if (value is null)
            return Refused.Unauthorized(SignatureCodes.DigestMissing);
        return Compare(Encodings.Base64(value), SHA256.HashData(body));
    }

    /// <summary>Checks a `Content-Digest` header (R6): sha-256 or sha-512 must be there, and each of them must fit.</summary>
    /// <param name="header">The raw value, a dictionary of RFC 8941.</param>
    /// <param name="body">The raw body.</param>
    /// <returns>Null when it fits; else 400 `digest-malformed`, 401 `digest-missing` or 401 `digest-mismatch`.</returns>
    public static Refused? CheckContentDigest(string header, ReadOnlySpan<byte> body)
    {
        if (StructuredFields.Dictionary(header) is not { } digests || digests.Values.Any(d => d.Value is not byte[]))
            return Refused.Malformed(SignatureCodes.DigestMalformed);
        var known = false;
        foreach (var (name, digest) in digests)
        {
            if (Hash(name, body) is not { } hash)
                continue;
            if (Compare((byte[])digest.Value, hash) is { } refused)
                return refused;
            known = true;
        }
        return known ? null : Refused.Unauthorized(SignatureCodes.DigestMissing);
    }

    /// <summary>Checks the digests among the covered headers; on anything but a read one must be covered.</summary>
    internal static Refused? CheckCovered(SignedRequest request, bool digest, bool contentDigest)
    {
        if (!digest && !contentDigest && (!request.IsRead || !request.Body.IsEmpty))
            return Refused.Unauthorized(SignatureCodes.Coverage);
        return (digest ? CheckDigest(request.Header("digest") ?? "", request.Body.Span) : null)
            ?? (contentDigest ? CheckContentDigest(request.Header("content-digest") ?? "", request.Body.Span) : null);
    }

    static byte[]? Hash(string name, ReadOnlySpan<byte> body) => name switch
    {
        "sha-256" => SHA256.HashData(body),
        "sha-512" => SHA512.HashData(body),
        _ => null,
    };

    static Refused? Compare(byte[]? claimed, byte[] actual)
    {
        if (claimed is null || claimed.Length != actual.Length)
            return Refused.Malformed(SignatureCodes.DigestMalformed);
        return CryptographicOperations.FixedTimeEquals(claimed, actual)
            ? null
            : Refused.Unauthorized(SignatureCodes.DigestMismatch);
    }
}
