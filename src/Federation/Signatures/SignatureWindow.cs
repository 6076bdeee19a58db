namespace Federated.Federation.Signatures;

/// <summary>The time in which a signature counts (V5, R8).</summary>
static class SignatureWindow
{
    internal static readonly TimeSpan UnlessSaid = TimeSpan.FromMinutes(5);

    internal static Refused? Check(DateTimeOffset created, DateTimeOffset? expires, DateTimeOffset now)
    {
        if (created > now + Limits.ClockSkew)
            return Refused.Unauthorized(SignatureCodes.Future);
        var end = expires ?? created + UnlessSaid;
        if (end - created > Limits.SignatureLife)
            return Refused.Unauthorized(SignatureCodes.Lifetime);
        return end < created || now > end + Limits.ClockSkew ? Refused.Unauthorized(SignatureCodes.Expired) : null;
    }

    /// <summary>Seconds since 1970 as an instant; null where no calendar reaches.</summary>
    internal static DateTimeOffset? Instant(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
