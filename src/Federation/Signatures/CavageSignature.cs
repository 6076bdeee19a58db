using System.Text;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;

namespace Federated.Federation.Signatures;

/// <summary>draft-cavage-http-signatures-12: signing (S1-S11) and reading (V1-V14).</summary>
public sealed class CavageSignature : ISignature
{
    const string Target = "(request-target)";
    const string Created = "(created)";
    const string Expires = "(expires)";

    readonly SignedRequest _request;
    readonly CavageParameters _parameters;

    CavageSignature(SignedRequest request, CavageParameters parameters)
    {
        _request = request;
        _parameters = parameters;
    }

    string ISignature.KeyId => _parameters.KeyId;

    /// <summary>
    /// Signs what goes on the wire: `(request-target) host date`, and on a POST `digest content-type` too (S3, S4).
    /// Each call gives one header, `Signature`, good for that request at that time.
    /// </summary>
    /// <param name="key">The sender's key.</param>
    public static RequestSigner Signer(SigningKey key) => request => [new("Signature", Sign(key, request))];

    /// <summary>Quoted parameters in the order that every peer's parser takes (S7).</summary>
    static string Sign(SigningKey key, UnsignedRequest request)
    {
        List<(string Name, string? Value)> lines =
        [
            (Target, $"{request.Method.ToLowerInvariant()} {request.Target}"),
            ("host", request.Authority),
            ("date", request.Date),
            ("digest", request.Digest),
            ("content-type", request.ContentType?.Trim()),
            (FollowersSynchronization.Covered, request.Synchronization),
        ];
        lines.RemoveAll(l => l.Value is null);
        var text = string.Join('\n', lines.Select(l => $"{l.Name}: {l.Value}"));
        var covered = string.Join(' ', lines.Select(l => l.Name));
        var signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(text)));
        return $"keyId=\"{key.KeyId}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",signature=\"{signature}\"";
    }

    internal static Verdict Read(SignedRequest request, DateTimeOffset now)
    {
        if (Header(request) is not { } header)
            return Refused.Unauthorized(SignatureCodes.Unsigned);
        if (CavageParameters.Parse(header) is not { } parameters)
            return Refused.Malformed(SignatureCodes.Malformed);
        var signature = new CavageSignature(request, parameters);
        return (Verdict?)signature.Fault(now) ?? new SignatureClaim(SignatureScheme.Cavage, [signature]);
    }

    /// <summary>`Signature`, or the older `Authorization: Signature ...` (V1).</summary>
    static string? Header(SignedRequest request) =>
        request.Header("signature")
        ?? (request.Header("authorization") is { } scheme && scheme.StartsWith("Signature ", StringComparison.OrdinalIgnoreCase)
            ? scheme
            : null);

    Refused? Fault(DateTimeOffset now)
    {
        if (!KeyIds.CanSign(_parameters.KeyId, _request))
            return Refused.Unauthorized(SignatureCodes.KeyIdUnusable);
        if (Algorithms().Length == 0)
            return Refused.Unauthorized(SignatureCodes.AlgorithmUnsupported);
        if (!IsCovered())
            return Refused.Unauthorized(SignatureCodes.Coverage);
        return Time(now) ?? Digests.CheckCovered(_request, Covers("digest"), Covers("content-digest"));
    }

    bool Covers(string name) => _parameters.Covered.Contains(name);

    bool ISignature.Covers(string header) => Covers(header);

    /// <summary>Stricter than Mastodon: target and host on a POST too (decisions 3), each name once and in lower case.</summary>
    bool IsCovered() =>
        Covers(Target) && Covers("host") && (Covers("date") || Covers(Created))
        && (!Covers(Created) && !Covers(Expires) || _parameters.Algorithm is null or not ['r', 's', 'a', ..])
        && _parameters.Covered.Count <= Limits.SignatureComponents
        && _parameters.Covered.Distinct().Count() == _parameters.Covered.Count
        && Text(_request.RawTarget) is not null;

    DateTimeOffset? SignedAt => Covers(Created) ? CavageParameters.Instant(_parameters.Created) : Verifier.DateOf(_request);

    DateTimeOffset ISignature.SignedAt => SignedAt!.Value;

    /// <summary>V5, on what is signed: an unsigned `expires` may only shorten the time.</summary>
    Refused? Time(DateTimeOffset now)
    {
        var created = SignedAt;
        var expires = CavageParameters.Instant(_parameters.Expires);
        if (created is not { } start)
            return Refused.Unauthorized(SignatureCodes.Coverage);
        return SignatureWindow.Check(start, Covers(Expires) ? expires : null, now)
            ?? (expires is { } end && now > end + Limits.ClockSkew ? Refused.Unauthorized(SignatureCodes.Expired) : null);
    }

    /// <summary>V3, V14: the named algorithm, or all that a key could mean; each fits one kind of key.</summary>
    SignatureAlgorithm[] Algorithms() => _parameters.Algorithm switch
    {
        "rsa-sha256" => [SignatureAlgorithm.RsaSha256],
        "ed25519" or "ed25519-sha512" => [SignatureAlgorithm.Ed25519],
        null or "hs2019" => [SignatureAlgorithm.RsaSha256, SignatureAlgorithm.RsaSha512, SignatureAlgorithm.Ed25519],
        _ => [],
    };

    bool ISignature.IsSignedBy(PublicKey key) =>
        Targets().Select(Text).Any(text =>
            text is not null
            && Array.Exists(Algorithms(), a => key.Verify(a, Encoding.UTF8.GetBytes(text), _parameters.Signature)));

    /// <summary>V8: some peers sign the path alone. On a POST nobody does, and a query could be smuggled in (AT-017).</summary>
    IEnumerable<string> Targets() =>
        _request is { IsRead: true, Query: not null } ? [_request.RawTarget, _request.Path] : [_request.RawTarget];

    /// <summary>The signing string of section 2.3; null when a covered header is absent.</summary>
    string? Text(string target)
    {
        var text = new StringBuilder();
        foreach (var name in _parameters.Covered)
        {
            if (Value(name, target) is not { } value || value.AsSpan().ContainsAny('\r', '\n'))
                return null;
            text.Append(text.Length > 0 ? "\n" : "").Append(name).Append(": ").Append(value);
        }
        return text.ToString();
    }

    string? Value(string name, string target) => name switch
    {
        Target => $"{_request.Method.ToLowerInvariant()} {target}",
        Created => _parameters.Created,
        Expires => _parameters.Expires,
        _ when name.Any(char.IsAsciiLetterUpper) => null,
        _ => _request.Header(name),
    };
}
