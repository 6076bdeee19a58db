namespace Federated.Instance.Follows;

/// <summary>The words of `block.kind`.</summary>
public enum BlockKind
{
    /// <summary>Nothing goes between the two any more.</summary>
    Block,

    /// <summary>One does not see the other, who does not learn of it.</summary>
    Mute,

    /// <summary>One sees nobody of that server.</summary>
    Host,
}

/// <summary>What somebody does not want to see, or have to do with.</summary>
public sealed record Block
{
    public long ById { get; init; }
    public BlockKind Kind { get; init; }
    public long? ActorId { get; init; }
    public string? Host { get; init; }

    /// <summary>The id of the Block activity.</summary>
    public string? Uri { get; init; }
}
