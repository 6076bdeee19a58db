using Federated.Instance.Accounts.Identities;

namespace Federated.Instance.Accounts.SignUps;

/// <summary>Who may have an account by themselves. An invitation opens every mode but the first, and spares the approval.</summary>
public enum SignUpMode
{
    /// <summary>Nobody: those who run the hub make accounts.</summary>
    Closed,

    /// <summary>Whoever has an invitation.</summary>
    Invite,

    /// <summary>Whoever moderators agree to.</summary>
    Approval,

    /// <summary>Everybody with an e-mail address.</summary>
    Open,
}

/// <summary>What somebody writes to get an account.</summary>
public sealed record Application
{
    public string Name { get; init; } = "";
    public string Email { get; init; } = "";
    public string? Language { get; init; }

    /// <summary>Why, for the moderators.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The code of an invitation.</summary>
    public string? Invite { get; init; }

    /// <summary>Whom a provider says that they are; then there is no password, and an address only where it vouches for one.</summary>
    public ExternalIdentity? Identity { get; init; }
}

/// <summary>Somebody who asked for an account and has none yet.</summary>
public sealed record SignUp
{
    public long Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Null for who came by a provider that knows none.</summary>
    public string? Email { get; init; }

    /// <summary>Null for who came by a provider.</summary>
    public string? PasswordHash { get; init; }
    public string? Issuer { get; init; }
    public string? Subject { get; init; }
    public string? IdentityName { get; init; }

    /// <summary>Whom a provider says that they are.</summary>
    public ExternalIdentity? Identity => Issuer is null ? null : new() { Issuer = Issuer, Subject = Subject!, Name = IdentityName! };
    public string? Language { get; init; }
    public string Reason { get; init; } = "";
    public long? InviteId { get; init; }
    public bool Approval { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
}

/// <summary>An invitation as those see it who look after them.</summary>
public sealed record Invite
{
    public long Id { get; init; }
    public string? ByName { get; init; }
    public string Note { get; init; } = "";
    public int Uses { get; init; }
    public int Most { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
