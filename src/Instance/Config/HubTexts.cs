using Federated.Instance.Storage;

namespace Federated.Instance.Config;

/// <summary>Texts that those who run the hub have written in place of ours: Markdown in the table of settings.</summary>
public static class HubTexts
{
    public const string Rules = "rules";
    public const string Privacy = "privacy";
    public const string Terms = "terms";

    const string ReadSql = "select value from setting where key = @key";

    /// <summary>Null while ours stands.</summary>
    public static async Task<string?> ReadAsync(Db db, string key, CancellationToken ct) =>
        await db.OneAsync<string>(ReadSql, new { key }, ct) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
