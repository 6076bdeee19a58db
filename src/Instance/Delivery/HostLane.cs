using Federated.Federation;

namespace Federated.Instance.Delivery;

/// <summary>What is on its way to one host: a queue, and how many requests it takes at once (additive up, halved when it struggles).</summary>
sealed class HostLane
{
    const int StartInFlight = 2;

    /// <summary>Rows claimed ahead for a host that takes them.</summary>
    public const int MostWaiting = 4 * Limits.InFlightPerHost;

    public Queue<DeliveryRow> Waiting { get; } = [];
    public int InFlight { get; set; }
    public int Limit { get; private set; } = StartInFlight;
    public int Failures { get; private set; }

    /// <summary>Rows it may still get: for a host that struggles only what is tried at once.</summary>
    public int Room => Math.Max(0, (Failures > 0 ? Limit - InFlight : MostWaiting) - Waiting.Count);

    /// <summary>Whether to leave it out of the next claim.</summary>
    public bool Busy => Failures > 0 ? Room == 0 : Waiting.Count > MostWaiting / 2;

    public bool Idle => InFlight == 0 && Waiting.Count == 0;
    public bool HasRoom => InFlight < Limit && Waiting.Count > 0;

    public void Succeeded()
    {
        Failures = 0;
        Limit = Math.Min(Limits.InFlightPerHost, Limit + 1);
    }

    public void Struggled()
    {
        Failures++;
        Limit = Math.Max(1, Limit / 2);
    }
}
