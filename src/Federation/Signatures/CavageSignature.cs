using System.Globalization;
using System.Text;

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

    /// <summary>Signs a GET: `(request-target) host date` (S4).</summary>
    /// <param name="key">The sender's key.</param>
    /// <param name="address">The absolute address; its path and query go on the wire as they are (S10).</param>
    /// <param name="now">The time of sending: every retry is signed anew (S6).</param>
    /// <param name="withQuery">False for the second try at peers that sign the path alone (S9).</param>
    /// <returns>The header lines to send: Host, Date, Signature.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> SignGet(
        SigningKey key, Uri address, DateTimeOffset now, bool withQuery = true) =>
        Sign(key, $"get {(withQuery ? address.PathAndQuery : address.AbsolutePath)}", HostAndDate(address, now));

    /// <summary>Signs a POST: `(request-target) host date digest content-type` (S3).</summary>
    /// <param name="key">The sender's key.</param>
    /// <param name="inbox">The absolute address.</param>
    /// <param name="digest"><see cref="Digests.Of"/> of the body, made once for all inboxes.</param>
    /// <param name="contentType">The exact `Content-Type` that goes on the wire.</param>
    /// <param name="now">The time of sending.</param>
    /// <returns>The header lines to send: Host, Date, Digest, Content-Type, Signature.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> SignPost(
        SigningKey key, Uri inbox, string digest, string contentType, DateTimeOffset now) =>
        Sign(key, $"post {inbox.PathAndQuery}",
        [
            .. HostAndDate(inbox, now),
            KeyValuePair.Create("Digest", digest),
            KeyValuePair.Create("Content-Type", contentType.Trim()),
        ]);

    /// <summary>Signs whatever <see cref="Fetching.Outbound"/> is about to send: the `Signature` header alone (S3, S4).</summary>
    /// <param name="key">The sender's key.</param>
    public static Fetching.RequestSigner Signer(SigningKey key) => request =>
        Sign(key, $"{request.Method.ToLowerInvariant()} {request.Target}", Covered(request)).TakeLast(1);

    static KeyValuePair<string, string>[] Covered(Fetching.UnsignedRequest request) =>
    [
        KeyValuePair.Create("Host", request.Authority),
        KeyValuePair.Create("Date", request.Date),
        .. request.Digest is { } digest ? [KeyValuePair.Create("Digest", digest)] : Array.Empty<KeyValuePair<string, string>>(),
        .. request.ContentType is { } type ? [KeyValuePair.Create("Content-Type", type)] : Array.Empty<KeyValuePair<string, string>>(),
    ];

    static KeyValuePair<string, string>[] HostAndDate(Uri address, DateTimeOffset now)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        var port = address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{address.Port}");
        return
        [
            KeyValuePair.Create("Host", host + port),
            KeyValuePair.Create("Date", now.ToString("r", CultureInfo.InvariantCulture)),
        ];
    }

    static KeyValuePair<string, string>[] Sign(SigningKey key, string target, KeyValuePair<string, string>[] headers)
    {
        var lines = headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
        IReadOnlyList<string> covered = [Target, .. lines.Keys];
        lines[Target] = target;
        var text = SigningString(covered, name => lines[name])!;
        var signature = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(text)));
        return
        [
            .. headers,
            KeyValuePair.Create(
                "Signature",
                $"keyId=\"{key.KeyId}\",algorithm=\"rsa-sha256\",headers=\"{string.Join(' ', covered)}\",signature=\"{signature}\""),
        ];
    }

    /// <summary>Section 2.3 of the draft; null when a covered header is absent.</summary>
    static string? SigningString(IEnumerable<string> covered, Func<string, string?> valueOf)
    {
        var text = new StringBuilder();
        foreach (var name in covered)
        {
            if (valueOf(name) is not { } value || value.AsSpan().ContainsAny('\r', '\n'))
                return null;
            text.Append(text.Length > 0 ? "\n" : "").Append(name).Append(": ").Append(value);
        }
        return text.ToString();
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
        if (!Origin.CanSign(_parameters.KeyId, _request))
            return Refused.Unauthorized(SignatureCodes.KeyIdUnusable);
        if (Algorithms().Length == 0)
            return Refused.Unauthorized(SignatureCodes.AlgorithmUnsupported);
        if (!IsCovered())
            return Refused.Unauthorized(SignatureCodes.Coverage);
        return Time(now) ?? Digests.CheckCovered(_request, Covers("digest"), Covers("content-digest"));
    }

    bool Covers(string name) => _parameters.Covered.Contains(name);

    /// <summary>Stricter than Mastodon: target and host on a POST too (decisions 3), each name once and in lower case.</summary>
    bool IsCovered() =>
        Covers(Target) && Covers("host") && (Covers("date") || Covers(Created))
        && (!Covers(Created) && !Covers(Expires) || _parameters.Algorithm is null or not ['r', 's', 'a', ..])
        && _parameters.Covered.Count <= Limits.SignatureComponents
        && _parameters.Covered.Distinct().Count() == _parameters.Covered.Count
        && Text(_request.RawTarget) is not null;

    /// <summary>V5, on what is signed: an unsigned `expires` may only shorten the time.</summary>
    Refused? Time(DateTimeOffset now)
    {
        var created = Covers(Created) ? CavageParameters.Instant(_parameters.Created) : Verifier.DateOf(_request);
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

    string? Text(string target) => SigningString(_parameters.Covered, name => name switch
    {
        Target => $"{_request.Method.ToLowerInvariant()} {target}",
        Created => _parameters.Created,
        Expires => _parameters.Expires,
        _ when name.Any(char.IsAsciiLetterUpper) => null,
        _ => _request.Header(name),
    });
}
