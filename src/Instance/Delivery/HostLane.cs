using Federated.Federation;

namespace Federated.Instance.Delivery;

/// <summary>What is on its way to one host: a queue, and how many requests it takes at once (additive up, halved when it struggles).</summary>
sealed class HostLane
{
    const int StartInFlight = 2;

    public Queue<DeliveryRow> Waiting { get; } = [];
    public int InFlight { get; set; }
    public int Limit { get; private set; } = StartInFlight;
    public int Failures { get; private set; }

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
