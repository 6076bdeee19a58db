using System.Text.Json.Serialization;

namespace Federated.Web.ClientApi.Entities;

/// <summary>A person, a group or a calendar, in the words of Mastodon's API. What is never null there is never null here.</summary>
record AccountJson
{
    public required string Id { get; init; }
    public required string Username { get; init; }

    /// <summary>`name` of people here, `name@domain` of others.</summary>
    public required string Acct { get; init; }
    public required string Url { get; init; }
    public required string Uri { get; init; }
    public required string DisplayName { get; init; }

    /// <summary>HTML.</summary>
    public required string Note { get; init; }
    public required string Avatar { get; init; }
    public required string AvatarStatic { get; init; }
    public required string Header { get; init; }
    public required string HeaderStatic { get; init; }
    public required bool Locked { get; init; }
    public required bool Bot { get; init; }
    public required bool Group { get; init; }
    public required bool Discoverable { get; init; }
    public required bool Indexable { get; init; }
    public required bool Noindex { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateOnly? LastStatusAt { get; init; }
    public required int StatusesCount { get; init; }
    public required int FollowersCount { get; init; }
    public required int FollowingCount { get; init; }
    public bool HideCollections { get; init; }
    public IReadOnlyList<FieldJson> Fields { get; init; } = [];
    public required IReadOnlyList<EmojiJson> Emojis { get; init; }
    public IReadOnlyList<RoleJson> Roles { get; init; } = [];
    public AccountJson? Moved { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Limited { get; init; }
}

/// <summary>Oneself, with what only oneself may know.</summary>
sealed record CredentialAccountJson : AccountJson
{
    public required SourceJson Source { get; init; }
    public required RoleJson Role { get; init; }
}

/// <summary>What somebody typed, and what new posts are by themselves.</summary>
sealed record SourceJson
{
    public required string Privacy { get; init; }
    public required bool Sensitive { get; init; }
    public required string Language { get; init; }
    public required string Note { get; init; }
    public IReadOnlyList<FieldJson> Fields { get; init; } = [];
    public required int FollowRequestsCount { get; init; }
    public required bool Discoverable { get; init; }
    public required bool Indexable { get; init; }
}

/// <summary>A line of a profile.</summary>
sealed record FieldJson(string Name, string Value, DateTimeOffset? VerifiedAt = null);

/// <summary>What somebody may do on this hub. Permissions are not told.</summary>
sealed record RoleJson(string Id, string Name, string Permissions = "0", string Color = "", bool Highlighted = false);

/// <summary>A picture that stands for a shortcode.</summary>
sealed record EmojiJson(string Shortcode, string Url, string StaticUrl, bool VisibleInPicker = false, string? Category = null);

/// <summary>What is between the one who asks and somebody else.</summary>
sealed record RelationshipJson
{
    public required string Id { get; init; }
    public required bool Following { get; init; }
    public required bool ShowingReblogs { get; init; }
    public bool Notifying { get; init; }
    public IReadOnlyList<string> Languages { get; init; } = [];
    public required bool FollowedBy { get; init; }
    public required bool Blocking { get; init; }
    public required bool BlockedBy { get; init; }
    public required bool Muting { get; init; }
    public required bool MutingNotifications { get; init; }
    public required bool Requested { get; init; }
    public required bool RequestedBy { get; init; }
    public required bool DomainBlocking { get; init; }
    public bool Endorsed { get; init; }
    public required string Note { get; init; }
}

/// <summary>Whom one knows among the followers of somebody.</summary>
sealed record FamiliarFollowersJson(string Id, IReadOnlyList<AccountJson> Accounts);
