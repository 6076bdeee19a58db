using Federated.Federation.Wire;
using Federated.Instance.Actors;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>What an organiser typed about an event.</summary>
public sealed record EventPlan
{
    public string Title { get; init; } = "";

    /// <summary>Markdown.</summary>
    public string Description { get; init; } = "";

    /// <summary>Wall time at the place.</summary>
    public required LocalDateTime Start { get; init; }
    public LocalDateTime? End { get; init; }
    public string Zone { get; init; } = "";
    public Place? Place { get; init; }
    public string OnlineUrl { get; init; } = "";
    public int? Capacity { get; init; }
    public JoinMode JoinMode { get; init; }
    public string ExternalUrl { get; init; } = "";
    public string Language { get; init; } = "en";
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string Category { get; init; } = "MEETING";
    public string Visibility { get; init; } = Policies.Visibility.Public;
    public Actor? Group { get; init; }
}
