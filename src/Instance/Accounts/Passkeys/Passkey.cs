namespace Federated.Instance.Accounts.Passkeys;

/// <summary>A key that somebody's device holds (WebAuthn Level 3, 4): what is needed to know it again.</summary>
public sealed record Passkey
{
    public byte[] CredentialId { get; init; } = [];
    public long AccountId { get; init; }
    public byte[] PublicKey { get; init; } = [];

    /// <summary>What its person calls it.</summary>
    public string Name { get; init; } = "";
    public long SignCount { get; init; }
    public string[] Transports { get; init; } = [];
    public bool Verified { get; init; }
    public bool BackupEligible { get; init; }
    public bool BackedUp { get; init; }
    public byte[] Attestation { get; init; } = [];
    public byte[] ClientData { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }

    public string Id => Convert.ToHexStringLower(CredentialId);
}

/// <summary>A question that a device has answered, and whose account it was asked for: nobody's at sign-in.</summary>
public sealed record PasskeyChallenge
{
    public long? AccountId { get; init; }
    public string? SecurityStamp { get; init; }
    public string State { get; init; } = "";
}
