using System.Globalization;

namespace Federated.Federation.Signatures;

/// <summary>
/// The one entry for signed requests, in two steps, so that JSON and blocklists can be looked at before any key is
/// fetched (the inbox's order of checks).
/// </summary>
public static class Verifier
{
    static readonly string[] Single =
        ["signature", "signature-input", "authorization", "digest", "content-digest", "date", "host"];

    /// <summary>
    /// Checks everything that needs no key: shape (400), then coverage, Host, time and digest (401). Never throws,
    /// whatever the headers are. Requests with `Signature-Input` are read as RFC 9421, all others as draft-cavage (V1).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time of arrival.</param>
    /// <returns><see cref="SignatureClaim"/> or <see cref="Refused"/>.</returns>
    public static Verdict Read(SignedRequest request, DateTimeOffset now)
    {
        if (Shape(request) is { } malformed)
            return malformed;
        var verdict = request.Headers.Contains("signature-input")
            ? MessageSignature.Read(request, now)
            : CavageSignature.Read(request, now);
        return verdict is SignatureClaim && !request.IsAddressedHere
            ? Refused.Unauthorized(SignatureCodes.HostMismatch)
            : verdict;
    }

    /// <summary>
    /// Asks for the key and checks the signature. A key out of a cache that does not fit is asked for once more (K4).
    /// With several labels every one whose key is found must be good, and the first names the signer (R5).
    /// </summary>
    /// <param name="claim">From <see cref="Read"/>.</param>
    /// <param name="keys">Where keys come from.</param>
    /// <param name="cancel">Ends the look-up.</param>
    /// <returns>
    /// <see cref="Verified"/>, or <see cref="Refused"/> with 401 (wrong, missing or gone), 403 (blocked) or 503
    /// (the key's host cannot be reached).
    /// </returns>
    public static async Task<Verdict> VerifyAsync(SignatureClaim claim, IKeySource keys, CancellationToken cancel)
    {
        Verified? signer = null;
        Refused? refused = null;
        foreach (var signature in claim.Signatures)
        {
            switch (await AskAsync(signature, keys, cancel))
            {
                case Refused { Code: SignatureCodes.Invalid } wrong:
                    return wrong;
                case Refused other:
                    refused ??= other;
                    break;
                case Verified verified:
                    signer ??= verified;
                    break;
            }
        }
        return (Verdict?)signer ?? refused!;
    }

    static async Task<Verdict> AskAsync(ISignature signature, IKeySource keys, CancellationToken cancel)
    {
        var lookup = await keys.FindAsync(signature.KeyId, refresh: false, cancel);
        var verdict = Judge(signature, lookup);
        if (lookup is not KeyLookup.Found { Fresh: false } cached || verdict is not Refused { Code: SignatureCodes.Invalid })
            return verdict;
        var again = await keys.FindAsync(signature.KeyId, refresh: true, cancel);
        return again is KeyLookup.Found found && ReferenceEquals(found.Key, cached.Key) ? verdict : Judge(signature, again);
    }

    static Verdict Judge(ISignature signature, KeyLookup lookup) => lookup switch
    {
        KeyLookup.Found found when !KeyIds.Owns(found.Owner, signature.KeyId) =>
            Refused.Unauthorized(SignatureCodes.OriginMismatch),
        KeyLookup.Found found when signature.IsSignedBy(found.Key) => new Verified(signature.KeyId, found.Owner),
        KeyLookup.Found => Refused.Unauthorized(SignatureCodes.Invalid),
        KeyLookup.Missing missing => Refused.Unauthorized(missing.Code),
        KeyLookup.Unavailable unavailable => new Refused(unavailable.Code, 503),
        KeyLookup.Blocked => new Refused(SignatureCodes.PeerBlocked, 403),
        _ => Refused.Unauthorized(SignatureCodes.KeyGone),
    };

    static Refused? Shape(SignedRequest request)
    {
        if (request.RawTarget is not ['/', ..])
            return Refused.Malformed(SignatureCodes.TargetMalformed);
        if (Array.Exists(Single, name => request.Headers[name].Skip(1).Any()))
            return Refused.Malformed(SignatureCodes.HeaderRepeated);
        if (request.Header("host") is null or "")
            return Refused.Malformed(SignatureCodes.HostMissing);
        if (request.Headers.Contains("date") && DateOf(request) is null)
            return Refused.Malformed(SignatureCodes.DateMalformed);
        return Array.Exists(Single, name => request.Header(name) is { Length: > Limits.SignatureHeader })
            ? Refused.Malformed(SignatureCodes.Malformed)
            : null;
    }

    /// <summary>
    /// The `Date` header in the one form that RFC 9110 lets be sent; null when absent or otherwise. The name of the day
    /// is not compared with the day: peers do not either.
    /// </summary>
    internal static DateTimeOffset? DateOf(SignedRequest request) =>
        request.Header("date")?.Split(", ") is [{ Length: 3 }, var day]
        && DateTimeOffset.TryParseExact(
            day, "dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;
}
