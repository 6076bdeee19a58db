using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Signatures;

/// <summary>
/// Object integrity proofs (FEP-8b32, cryptosuite `eddsa-jcs-2022`; wire-microblog.md P1-P5): they stay with a document
/// whoever passes it on.
/// </summary>
public static class IntegrityProof
{
    const string Context = "@context";
    const string Suite = "eddsa-jcs-2022";

    /// <summary>More digits than a signature has; decoding costs their square.</summary>
    const int MostDigits = 2 * Ed25519.SignatureBytes;

    static readonly JsonWriterOptions AsTheRest = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Puts a `proof` at the end of a document; what is before it stays byte for byte.</summary>
    /// <param name="document">One JSON object without white space at its end and without a proof.</param>
    /// <param name="key">The key of the document's actor.</param>
    /// <param name="created">When it is signed; cut to seconds.</param>
    public static byte[] Attach(ReadOnlySpan<byte> document, DocumentKey key, DateTimeOffset created)
    {
        var root = JsonElement.Parse(document);
        var config = Config(root, key.KeyId, created);
        var hash = Hash(CanonicalJson.Of(JsonElement.Parse(config)), CanonicalJson.Of(root))
            ?? throw new ArgumentException("A document of ours has no canonical form.", nameof(document));
        var value = "z" + Encodings.ToBase58(key.Sign(hash));
        return [.. document[..^1], .. ",\"proof\":"u8, .. config.AsSpan(..^1), .. ",\"proofValue\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(value), .. "\"}}"u8];
    }

    /// <summary>The context stands in the proof because peers differ in whether they look for it there or at the document (P2).</summary>
    static byte[] Config(JsonElement root, string keyId, DateTimeOffset created)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, AsTheRest))
        {
            writer.WriteStartObject();
            if (root.TryGetProperty(Context, out var context))
            {
                writer.WritePropertyName(Context);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(context), skipInputValidation: true);
            }
            writer.WriteString("type", "DataIntegrityProof");
            writer.WriteString("cryptosuite", Suite);
            writer.WriteString("verificationMethod", keyId);
            writer.WriteString("proofPurpose", "assertionMethod");
            writer.WriteString("created", created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Whether there is something to check.</summary>
    /// <param name="document">An activity.</param>
    public static bool IsOn(As document) => document.Has("proof");

    /// <summary>
    /// Checks the proofs of a document until one is good (P3). Members `proof` and `signature` are not covered; nothing else may differ.
    /// A proof counts as long as seen activities are remembered (<see cref="Limits.SeenFor"/>), so that an old document has no second effect.
    /// </summary>
    /// <param name="document">As received.</param>
    /// <param name="owner">Id of the document's actor, whose key it must be.</param>
    /// <param name="keys">Where keys come from.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Ends the look-up.</param>
    /// <returns><see cref="Verified"/>, or <see cref="Refused"/> with the fault of the last proof.</returns>
    public static async Task<Verdict> VerifyAsync(As document, string owner, IKeySource keys, DateTimeOffset now, CancellationToken cancel)
    {
        Verdict verdict = Refused.Unauthorized(SignatureCodes.ProofMissing);
        foreach (var proof in document.Many("proof", Limits.Proofs))
        {
            verdict = await VerifyAsync(document, proof, owner, keys, now, cancel);
            if (verdict is Verified)
                return verdict;
        }
        return verdict;
    }

    static async Task<Verdict> VerifyAsync(As document, As proof, string owner, IKeySource keys, DateTimeOffset now, CancellationToken cancel)
    {
        if (Text(proof, "type") != "DataIntegrityProof" || Text(proof, "cryptosuite") != Suite || Text(proof, "proofPurpose") != "assertionMethod"
            || proof.Ref("verificationMethod") is not { } keyId || Text(proof, "proofValue") is not ['z', .. { Length: <= MostDigits } encoded]
            || Encodings.Base58(encoded) is not { Length: Ed25519.SignatureBytes } signature || proof.Instant("created") is not { } created)
            return Refused.Unauthorized(SignatureCodes.ProofMalformed);
        if (created > now + Limits.ClockSkew || created < now - Limits.SeenFor || (proof.Has("expires") && !(proof.Instant("expires") > now)))
            return Refused.Unauthorized(SignatureCodes.ProofExpired);
        if (!Origin.Same(keyId, owner))
            return Refused.Unauthorized(SignatureCodes.OriginMismatch);
        var hashes = Hashes(document.Raw, proof.Raw).ToList();
        var found = await keys.FindAsync(keyId, refresh: false, cancel);
        var verdict = Judge(found, keyId, owner, hashes, signature);
        return found is KeyLookup.Found { Fresh: false } && verdict is Refused { Code: SignatureCodes.ProofInvalid }
            ? Judge(await keys.FindAsync(keyId, refresh: true, cancel), keyId, owner, hashes, signature)
            : verdict;
    }

    static Verdict Judge(KeyLookup lookup, string keyId, string owner, List<byte[]> hashes, byte[] signature) => lookup switch
    {
        KeyLookup.Found found when found.Owner != owner => Refused.Unauthorized(SignatureCodes.KeyNotListed),
        KeyLookup.Found found when hashes.Exists(h => found.Key.Verify(SignatureAlgorithm.Ed25519, h, signature)) => new Verified(keyId, owner),
        KeyLookup.Found => Refused.Unauthorized(SignatureCodes.ProofInvalid),
        KeyLookup.Missing missing => Refused.Unauthorized(missing.Code),
        KeyLookup.Unavailable unavailable => new Refused(unavailable.Code, 503),
        KeyLookup.Blocked => new Refused(SignatureCodes.PeerBlocked, 403),
        _ => Refused.Unauthorized(SignatureCodes.KeyGone),
    };

    /// <summary>
    /// What can have been signed: with the proof's context, which must begin the document's; without one in the proof, as
    /// it came, and with the document's context as Fedify hashes it.
    /// </summary>
    static IEnumerable<byte[]> Hashes(JsonElement document, JsonElement proof)
    {
        var covered = Members(document, "proof", "signature");
        var config = Members(proof, "proofValue");
        var hasContext = covered.TryGetValue(Context, out var context);
        if (config.TryGetValue(Context, out var signed))
        {
            if (hasContext && !IsBeginning(signed, context))
                yield break;
            covered[Context] = signed;
        }
        if (Hash(CanonicalJson.Of(config), CanonicalJson.Of(covered)) is { } hash)
            yield return hash;
        if (!hasContext || !config.TryAdd(Context, context))
            yield break;
        if (Hash(CanonicalJson.Of(config), CanonicalJson.Of(covered)) is { } second)
            yield return second;
    }

    static bool IsBeginning(JsonElement signed, JsonElement context)
    {
        var beginning = Items(signed);
        var whole = Items(context);
        return beginning.Count <= whole.Count && beginning.Zip(whole).All(pair => JsonElement.DeepEquals(pair.First, pair.Second));
    }

    static List<JsonElement> Items(JsonElement context) => context.ValueKind == JsonValueKind.Array ? [.. context.EnumerateArray()] : [context];

    static Dictionary<string, JsonElement> Members(JsonElement value, params string[] except) =>
        value.EnumerateObject().Where(m => !except.Contains(m.Name)).ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);

    static string? Text(As proof, string name) =>
        proof.Raw.ValueKind == JsonValueKind.Object && proof.Raw.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static byte[]? Hash(byte[]? config, byte[]? document) =>
        config is null || document is null ? null : [.. SHA256.HashData(config), .. SHA256.HashData(document)];
}
