using System.Collections.Frozen;

namespace Federated.Instance.Accounts.Apps;

/// <summary>What an app may do for somebody, in the words of Mastodon: `read` holds `read:statuses`, and so on.</summary>
public static class Scopes
{
    /// <summary>What is meant when an app does not say.</summary>
    public const string Default = "read";

    static readonly string[] Reads =
        ["accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes", "notifications", "search", "statuses"];

    static readonly string[] Writes =
        ["accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media", "mutes", "notifications", "reports", "statuses"];

    static readonly string[] AdminParts = ["accounts", "reports", "domain_allows", "domain_blocks", "ip_blocks", "email_domain_blocks", "canonical_email_blocks"];

    /// <summary>All that can be asked for, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "profile", "read", .. Reads.Select(r => $"read:{r}"), "write", .. Writes.Select(w => $"write:{w}"), "follow", "push",
        "admin:read", .. AdminParts.Select(a => $"admin:read:{a}"), "admin:write", .. AdminParts.Select(a => $"admin:write:{a}"),
    ];

    static readonly FrozenSet<string> Known = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What `follow`, the word of old clients, stands for.</summary>
    static readonly FrozenSet<string> Follow = FrozenSet.Create(StringComparer.Ordinal, "read:follows", "write:follows", "read:blocks", "write:blocks", "read:mutes", "write:mutes");

    /// <summary>Scopes as they stand in a parameter, each once; null when one of them is unknown.</summary>
    public static IReadOnlyList<string>? Parse(string? text)
    {
        var words = (text ?? "").Split([' ', '+'], StringSplitOptions.RemoveEmptyEntries);
        string[] scopes = words is [] ? [Default] : [.. words.Distinct(StringComparer.Ordinal)];
        return scopes.All(Known.Contains) ? scopes : null;
    }

    /// <summary>Whether what was granted holds this one: itself, or what it is a part of.</summary>
    public static bool Hold(IEnumerable<string> granted, string scope) =>
        granted.Any(g => g == scope || scope.StartsWith($"{g}:", StringComparison.Ordinal) || (g == "follow" && Follow.Contains(scope)));

    public static bool HoldAll(IReadOnlyCollection<string> granted, IEnumerable<string> scopes) => scopes.All(s => Hold(granted, s));
}
