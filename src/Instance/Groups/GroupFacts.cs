using Federated.Instance.Actors;
using Federated.Instance.Policies;

namespace Federated.Instance.Groups;

/// <summary>What somebody wants a new group to be.</summary>
public sealed record GroupDraft
{
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public string Description { get; init; } = "";

    public string Language { get; init; } = "en";
}

/// <summary>A group as its page shows it: who decides there, and what the one who looks is in it.</summary>
public sealed record GroupFacts
{
    public required Actor Group { get; init; }
    public IReadOnlyList<Actor> Moderators { get; init; } = [];
    public GroupRole Viewer { get; init; } = new();
}

/// <summary>Which groups a list shows.</summary>
public enum GroupScope
{
    Here,

    /// <summary>Those that somebody here follows, or that have topics here.</summary>
    Elsewhere,

    /// <summary>Those that the viewer is in or waits to be let into.</summary>
    Mine,
}

/// <summary>Where the next page of the list of groups begins: after this title and id.</summary>
public sealed record GroupCursor(string Title, long Id)
{
    public static readonly GroupCursor Start = new("", 0);

    public static GroupCursor After(Actor group) => new(group.Title, group.Id);
}
