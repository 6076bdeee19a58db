namespace Federated.Federation.Discovery;

/// <summary>What a hub tells about itself (NodeInfo 2.0 and 2.1, FEP-f1d5, FEP-0151; wire rule W10).</summary>
public sealed record NodeInfoDocument
{
    /// <summary>`2.0` or `2.1`; set on writing.</summary>
    public string Version { get; init; } = "2.1";

    /// <summary>The program.</summary>
    public required NodeInfoSoftware Software { get; init; }

    /// <summary>`activitypub`.</summary>
    public IReadOnlyList<string> Protocols { get; } = ["activitypub"];

    /// <summary>Services that posts come from or go to.</summary>
    public NodeInfoServices Services { get; init; } = new();

    /// <summary>Whether everybody may sign up.</summary>
    public required bool OpenRegistrations { get; init; }

    /// <summary>Counts; may be rounded.</summary>
    public required NodeInfoUsage Usage { get; init; }

    /// <summary>Whatever else.</summary>
    public required NodeInfoMetadata Metadata { get; init; }
}

/// <summary>`software` of NodeInfo.</summary>
/// <param name="Name">`[a-z0-9-]+`.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Repository">Where its source is; 2.1 only.</param>
/// <param name="Homepage">Its page; 2.1 only.</param>
public sealed record NodeInfoSoftware(string Name, string Version, string? Repository = null, string? Homepage = null);

/// <summary>`services` of NodeInfo.</summary>
public sealed record NodeInfoServices
{
    /// <summary>Always written.</summary>
    public IReadOnlyList<string> Inbound { get; init; } = [];

    /// <summary>Always written.</summary>
    public IReadOnlyList<string> Outbound { get; init; } = [];
}

/// <summary>`usage` of NodeInfo.</summary>
/// <param name="Users">People.</param>
/// <param name="LocalPosts">Posts that are no replies.</param>
/// <param name="LocalComments">Replies.</param>
public sealed record NodeInfoUsage(NodeInfoUsers Users, long LocalPosts, long LocalComments);

/// <summary>`users` of NodeInfo.</summary>
/// <param name="Total">All.</param>
/// <param name="ActiveMonth">Signed in within 30 days.</param>
/// <param name="ActiveHalfyear">Signed in within 180 days.</param>
public sealed record NodeInfoUsers(long Total, long ActiveMonth, long ActiveHalfyear);

/// <summary>`metadata` of NodeInfo (`web.md` 3.1).</summary>
public sealed record NodeInfoMetadata
{
    /// <summary>Name of the hub.</summary>
    public required string NodeName { get; init; }

    /// <summary>Description of the hub; plain text.</summary>
    public string NodeDescription { get; init; } = "";

    /// <summary>The program whose client API this one speaks: clients choose their dialect by it.</summary>
    public NodeInfoUpstream Upstream { get; init; } = new("mastodon");

    /// <summary>Words for what the hub offers: `events`, `groups`.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>BCP 47 tags.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Whose hub it is.</summary>
    public NodeInfoHub? Hub { get; init; }
}

/// <summary>`upstream` in the metadata.</summary>
/// <param name="Name">Name of the program.</param>
public sealed record NodeInfoUpstream(string Name);

/// <summary>`hub` in the metadata: our own key.</summary>
/// <param name="Region">Region that the hub is for.</param>
/// <param name="Affiliate">Affiliate that runs it.</param>
public sealed record NodeInfoHub(string? Region, string? Affiliate);
