namespace Federated.Instance.Accounts.Identities;

/// <summary>Whom a provider says that somebody is. Issuer and subject are who it is; the name is for people to read.</summary>
public sealed record ExternalIdentity
{
    public string Issuer { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>Null unless the provider has seen that the person reads it. It never leads to an account.</summary>
    public string? Email { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}
