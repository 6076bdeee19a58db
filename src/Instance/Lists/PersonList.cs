namespace Federated.Instance.Lists;

/// <summary>People whom somebody follows, as a timeline of its own. Nobody else learns of it.</summary>
public sealed record PersonList
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public string Title { get; init; } = "";

    /// <summary>Answers that stand in it: to anybody `followed`, to people of the `list`, or `none`.</summary>
    public string RepliesPolicy { get; init; } = "list";

    /// <summary>Its people are not shown in the home timeline besides.</summary>
    public bool Exclusive { get; init; }

    public static readonly string[] RepliesPolicies = ["followed", "list", "none"];
}
