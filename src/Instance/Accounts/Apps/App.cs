using Federated.Instance.Policies;

namespace Federated.Instance.Accounts.Apps;

/// <summary>A program that people can let act for them. It registers itself.</summary>
public sealed record App
{
    /// <summary>The address that stands for none: the code is shown, to be copied (RFC 8252's forerunner).</summary>
    public const string OutOfBand = "urn:ietf:wg:oauth:2.0:oob";

    public long Id { get; init; }
    public string ClientId { get; init; } = "";
    public byte[] SecretHash { get; init; } = [];
    public string Name { get; init; } = "";
    public string? Website { get; init; }
    public string[] RedirectUris { get; init; } = [];
    public string[] Scopes { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What comes with a good token: the app, and whom it acts for, with what each request needs of the account.</summary>
public sealed record Grant
{
    public long TokenId { get; init; }
    public long AppId { get; init; }
    public string[] Scopes { get; init; } = [];
    public DateOnly SeenOn { get; init; }

    /// <summary>Null: the app acts for itself.</summary>
    public long? AccountId { get; init; }
    public string? Name { get; init; }
    public Role? Role { get; init; }
    public string? Language { get; init; }
    public string? TimeZone { get; init; }
}

/// <summary>One app that somebody has let in, as they see it.</summary>
public sealed record AllowedApp
{
    public long AppId { get; init; }
    public string Name { get; init; } = "";
    public string? Website { get; init; }
    public string[] Scopes { get; init; } = [];
    public DateOnly SeenOn { get; init; }
}
