namespace Federated.Instance.Actors;

/// <summary>The words of `actor.kind`. A calendar is a Group on the wire that authors events; a group is one that people talk in.</summary>
public static class ActorKind
{
    public const string Person = "person";
    public const string Group = "group";
    public const string Calendar = "calendar";
    public const string Application = "application";
    public const string Organization = "organization";
    public const string Service = "service";
}

/// <summary>Someone who acts: local (no host) or remote.</summary>
public sealed record Actor
{
    public long Id { get; init; }
    public string Uri { get; init; } = "";
    public string Kind { get; init; } = ActorKind.Person;
    public string? Host { get; init; }
    public string? Domain { get; init; }
    public string Name { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string Summary { get; init; } = "";
    public string? SummarySource { get; init; }
    public string? Language { get; init; }
    public string? PageUrl { get; init; }
    public string? IconUrl { get; init; }
    public string? HeaderUrl { get; init; }
    public string Inbox { get; init; } = "";
    public string? SharedInbox { get; init; }
    public string? Outbox { get; init; }
    public string? Followers { get; init; }
    public string? Following { get; init; }
    public string? Featured { get; init; }
    public string? Moderators { get; init; }
    public string? Upcoming { get; init; }
    public bool ManualApproval { get; init; }
    public bool Discoverable { get; init; }
    public bool Indexable { get; init; }
    public string[] Aliases { get; init; } = [];
    public string? MovedTo { get; init; }

    /// <summary>Where it moved by a Move that was checked, and when it last did.</summary>
    public long? MovedToId { get; init; }
    public DateTimeOffset? MovedAt { get; init; }
    public int FollowersCount { get; init; }
    public int FollowingCount { get; init; }
    public int PostsCount { get; init; }
    public DateTimeOffset? LastPostAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? FetchedAt { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When somebody here paused the account; null when they did not, or came back.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The rule for its server; always normal for local ones.</summary>
    public string Standing { get; init; } = Policies.Standing.Normal;

    public bool Paused => PausedAt is not null;
    public bool Local => Host is null;
    public bool Active => DeletedAt is null && SuspendedAt is null && Standing is not (Policies.Standing.Held or Policies.Standing.Blocked);

    /// <summary>Groups, calendars, applications and services receive at their own inbox (wire-events-groups D8).</summary>
    public bool Server => Kind is not ActorKind.Person and not ActorKind.Organization;

    public string Title => DisplayName.Length > 0 ? DisplayName : Name;

    /// <summary>`@name` for local actors, `@name@host` for others.</summary>
    public string Handle => Local ? $"@{Name}" : $"@{Name}@{Domain}";

    /// <summary>The page of this actor on this hub, as a path.</summary>
    public string Path => Kind == ActorKind.Group ? $"/groups/{Handle[1..]}" : $"/{Handle}";
}
