using Federated.Federation;

namespace Federated.Instance.Delivery;

/// <summary>What is on its way to one host: a queue, and how many requests it takes at once (additive up, halved when it struggles).</summary>
sealed class HostLane
{
    const int StartInFlight = 2;

    /// <summary>Rows claimed ahead for a host that takes them.</summary>
    public const int MostWaiting = 4 * Limits.InFlightPerHost;

    /// <summary>Rows claimed of a host with nothing on its way: few, as it may be away.</summary>
    public const int MostAtFirst = 2 * StartInFlight;

    public Queue<DeliveryRow> Waiting { get; } = [];
    public int InFlight { get; set; }
    public int Limit { get; private set; } = StartInFlight;
    public int Failures { get; private set; }

    /// <summary>Rows it may get in the next claim: for a host that struggles only what is tried at once, for another none before half of them are sent.</summary>
    public int Room => Failures > 0 ? Math.Max(0, Limit - InFlight - Waiting.Count) : Waiting.Count > MostWaiting / 2 ? 0 : MostWaiting - Waiting.Count;

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
