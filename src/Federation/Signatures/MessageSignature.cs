using System.Globalization;
using System.Text;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;

namespace Federated.Federation.Signatures;

/// <summary>HTTP Message Signatures, RFC 9421: signing (R2, R3) and reading (R1, R4-R9).</summary>
public sealed class MessageSignature : ISignature
{
    /// <summary>The `Accept-Signature` header of a 401 answer to a POST (R9): what this hub wants to see covered.</summary>
    public const string AcceptSignature = """sig1=("@method" "@target-uri" "content-digest");created;keyid""";

    const string Algorithm = "rsa-v1_5-sha256";

    readonly SignedRequest _request;
    readonly StructuredItem _input;
    readonly byte[] _signature;
    readonly HashSet<string> _covered;

    MessageSignature(SignedRequest request, StructuredItem input, IEnumerable<string> covered, byte[] signature)
    {
        _request = request;
        _input = input;
        _covered = [.. covered];
        _signature = signature;
    }

    string ISignature.KeyId => KeyId;

    /// <summary>
    /// Signs what goes on the wire under one label: `@method`, `@target-uri` and on a POST `content-digest` (R2), after what the
    /// host asked for. Gives `Content-Digest`, `Signature-Input` and `Signature`.
    /// </summary>
    /// <param name="key">The sender's key.</param>
    /// <param name="request">The request, with the host's challenge where there was one.</param>
    public static IEnumerable<KeyValuePair<string, string>> Sign(SigningKey key, UnsignedRequest request)
    {
        var label = request.Challenge?.Label ?? "sig1";
        var parameters = Parameters(key, request);
        KeyValuePair<string, string>[] digest = request.Digest is { } value ? [new("Content-Digest", Digests.ToContentDigest(value))] : [];
        KeyValuePair<string, string>[] headers =
        [
            new("host", request.Authority), new("date", request.Date), .. digest,
            .. request.Digest is { } old ? [new KeyValuePair<string, string>("digest", old)] : Array.Empty<KeyValuePair<string, string>>(),
            .. request.ContentType is { } type ? [new KeyValuePair<string, string>("content-type", type)] : Array.Empty<KeyValuePair<string, string>>(),
            .. request.Synchronization is { } followers ? [new KeyValuePair<string, string>(FollowersSynchronization.Covered, followers)] : Array.Empty<KeyValuePair<string, string>>(),
        ];
        var signed = new SignedRequest(request.Method, request.Target, request.Scheme, request.Authority, headers);
        var input = StructuredFields.Dictionary($"{label}={parameters}")![label];
        var signature = key.Sign(Encoding.UTF8.GetBytes(SignatureBase.Of(signed, input)!));
        return [.. digest, new("Signature-Input", $"{label}={parameters}"), new("Signature", $"{label}=:{Convert.ToBase64String(signature)}:")];
    }

    static string Parameters(SigningKey key, UnsignedRequest request)
    {
        string[] ours =
        [
            "@method", "@target-uri", .. request.Digest is null ? Array.Empty<string>() : ["content-digest"],
            .. request.Synchronization is null ? Array.Empty<string>() : [FollowersSynchronization.Covered],
        ];
        var covered = string.Join(' ', (request.Challenge?.Components ?? []).Union(ours).Select(c => $"\"{c}\""));
        var created = DateTimeOffset.ParseExact(request.Date, "r", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"({covered});created={created};keyid={Quoted(key.KeyId)};alg=\"{Algorithm}\""));
        if (request.Challenge is not { } challenge)
            return text.ToString();
        if (challenge.Expires)
            text.Append(CultureInfo.InvariantCulture, $";expires={created + (long)SignatureWindow.UnlessSaid.TotalSeconds}");
        if (challenge.Nonce is { } nonce)
            text.Append(";nonce=").Append(Quoted(nonce));
        if (challenge.Tag is { } tag)
            text.Append(";tag=").Append(Quoted(tag));
        return text.ToString();
    }

    static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    string KeyId => Parameter<string>("keyid") ?? "";

    /// <summary>A label that breaks a rule is left out as long as another keeps them all (R5).</summary>
    internal static Verdict Read(SignedRequest request, DateTimeOffset now)
    {
        if (request.Header("signature") is not { } header)
            return Refused.Unauthorized(SignatureCodes.Unsigned);
        if (StructuredFields.Dictionary(request.Header("signature-input") ?? "") is not { Count: > 0 and <= Limits.SignatureLabels } inputs
            || StructuredFields.Dictionary(header) is not { } values)
            return Refused.Malformed(SignatureCodes.Malformed);
        var good = new List<ISignature>();
        Refused? fault = null;
        foreach (var (label, input) in inputs)
        {
            if (!values.TryGetValue(label, out var value))
                fault ??= Refused.Unauthorized(SignatureCodes.Unsigned);
            else if (Parse(request, input, value) is not { } signature)
                return Refused.Malformed(SignatureCodes.Malformed);
            else if (signature.Fault(now) is { } broken)
                fault ??= broken;
            else
                good.Add(signature);
        }
        return good.Count > 0 ? new SignatureClaim(SignatureScheme.MessageSignature, good) : fault!;
    }

    static MessageSignature? Parse(SignedRequest request, StructuredItem input, StructuredItem value) =>
        input.Value is IReadOnlyList<StructuredItem> components
        && components.All(c => c.Value is string)
        && input.Parameters.All(p => HasItsType(p.Key, p.Value))
        && value.Value is byte[] { Length: > 0 } signature
            ? new MessageSignature(request, input, components.Where(c => c.Parameters.Count == 0).Select(c => (string)c.Value), signature)
            : null;

    static bool HasItsType(string name, object value) => name switch
    {
        "created" or "expires" => value is long seconds && SignatureWindow.Instant(seconds) is not null,
        "keyid" or "alg" or "nonce" or "tag" => value is string,
        _ => true,
    };

    Refused? Fault(DateTimeOffset now)
    {
        if (!KeyIds.CanSign(KeyId, _request))
            return Refused.Unauthorized(SignatureCodes.KeyIdUnusable);
        if (Algorithms().Length == 0)
            return Refused.Unauthorized(SignatureCodes.AlgorithmUnsupported);
        if (Parameter<string>("nonce") is { Length: > Limits.SignatureNonce })
            return Refused.Unauthorized(SignatureCodes.NonceTooLong);
        if (Instant("created") is not { } created || !IsCovered() || SignatureBase.Of(_request, _input) is null)
            return Refused.Unauthorized(SignatureCodes.Coverage);
        return SignatureWindow.Check(created, Instant("expires"), now)
            ?? Digests.CheckCovered(_request, digest: false, contentDigest: Covers("content-digest"));
    }

    bool Covers(string name) => _covered.Contains(name);

    bool ISignature.Covers(string header) => Covers(header);

    DateTimeOffset ISignature.SignedAt => Instant("created")!.Value;

    /// <summary>R5: the method, this hub, and the whole target.</summary>
    bool IsCovered() => Covers("@method") && (Covers("@target-uri") || (CoversHost && CoversTarget));

    bool CoversHost => Covers("@authority") || Covers("host");

    bool CoversTarget =>
        Covers("@request-target") || (Covers("@path") && (_request.Query is null || Covers("@query")));

    /// <summary>R7: without `alg` the key decides; each algorithm fits one kind of key.</summary>
    SignatureAlgorithm[] Algorithms() => Parameter<string>("alg") switch
    {
        null => [SignatureAlgorithm.RsaSha256, SignatureAlgorithm.EcdsaP256Sha256, SignatureAlgorithm.Ed25519],
        Algorithm => [SignatureAlgorithm.RsaSha256],
        "rsa-pss-sha512" => [SignatureAlgorithm.RsaPssSha512],
        "ecdsa-p256-sha256" => [SignatureAlgorithm.EcdsaP256Sha256],
        "ed25519" => [SignatureAlgorithm.Ed25519],
        _ => [],
    };

    bool ISignature.IsSignedBy(PublicKey key) =>
        SignatureBase.Of(_request, _input) is { } text
        && Array.Exists(Algorithms(), a => key.Verify(a, Encoding.UTF8.GetBytes(text), _signature));

    T? Parameter<T>(string name) where T : class => _input.Parameters.GetValueOrDefault(name) as T;

    DateTimeOffset? Instant(string name) =>
        _input.Parameters.GetValueOrDefault(name) is long seconds ? SignatureWindow.Instant(seconds) : null;
}
