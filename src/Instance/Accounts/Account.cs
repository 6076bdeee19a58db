using Federated.Instance.Policies;

namespace Federated.Instance.Accounts;

/// <summary>The way in of one local person. Whoever has no password signs in by link.</summary>
public sealed record Account
{
    public long ActorId { get; init; }
    public string Name { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string? Email { get; init; }
    public string? PasswordHash { get; set; }

    /// <summary>Changes with everything that ends the account's sessions; what was given out for another stamp is void.</summary>
    public string SecurityStamp { get; set; } = "";
    public Role Role { get; init; }
    public string? Language { get; init; }
    public string? TimeZone { get; init; }

    /// <summary>`auto`, `light` or `dark`.</summary>
    public string Theme { get; init; } = "auto";
    public DateTimeOffset CreatedAt { get; init; }
    public DateOnly? SeenOn { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When the person came by themselves; null for whom somebody let in.</summary>
    public DateTimeOffset? NewcomerAt { get; init; }

    /// <summary>When moderators suspended the person.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>When the person paused it.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public string Title => DisplayName.Length > 0 ? DisplayName : Name;

    public bool Disabled => DisabledAt is not null;

    public bool MaySignIn => DisabledAt is null && SuspendedAt is null;
}
