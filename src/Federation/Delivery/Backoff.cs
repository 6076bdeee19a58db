namespace Federated.Federation.Delivery;

/// <summary>How long to wait after a failure. Pure: chance comes in as a number.</summary>
public static class Backoff
{
    const double Jitter = 0.25;

    static readonly TimeSpan[] InboxPauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
    ];

    /// <summary>
    /// The pause before a delivery is tried again: n^4 + 15 s, give or take 25 %, and never sooner than the host asked for,
    /// up to a day (wire-microblog.md E5). The whole schedule spans about two days.
    /// </summary>
    /// <param name="failures">Tries that have failed, 1 or more.</param>
    /// <param name="random">A number in [0, 1).</param>
    /// <param name="retryAfter">What the host asked for.</param>
    /// <param name="tries">Tries in all; <see cref="DeliveryRetry.Tries"/>.</param>
    /// <returns>The pause; null when no try is left.</returns>
    public static TimeSpan? Delivery(int failures, double random, TimeSpan? retryAfter = null, int tries = Limits.DeliveryTries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        if (failures >= tries)
            return null;
        var pause = Jittered(TimeSpan.FromSeconds(Math.Pow(failures, 4) + 15), random);
        var asked = retryAfter is { } wish && wish < Limits.RetryAfter ? wish : retryAfter is null ? TimeSpan.Zero : Limits.RetryAfter;
        return asked > pause ? asked : pause;
    }

    /// <summary>
    /// The pause before an inbound activity is worked on again: from five seconds to six hours, give or take 25 %,
    /// <see cref="Limits.InboxTries"/> tries in about nine hours, so that a peer's short outage costs nothing.
    /// </summary>
    /// <param name="failures">Tries that have failed, 1 or more.</param>
    /// <param name="random">A number in [0, 1).</param>
    /// <returns>The pause; null when no try is left.</returns>
    public static TimeSpan? Inbox(int failures, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        return failures >= Limits.InboxTries ? null : Jittered(InboxPauses[failures - 1], random);
    }

    static TimeSpan Jittered(TimeSpan pause, double random) => pause * (1 - Jitter + (2 * Jitter * random));
}
