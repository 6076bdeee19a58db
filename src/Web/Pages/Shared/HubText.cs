using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Web.Pages.Shared;

/// <summary>The texts of <see cref="HubTexts"/> as HTML.</summary>
static class HubText
{
    public static async Task<string?> HtmlAsync(Database database, HubAddress address, string key, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await HubTexts.ReadAsync(db, key, ct) is { } source
            ? Markdown.Render(source, TextProfile.Article, new Links(new Dictionary<string, MentionLink>(), $"{address.Base}/tags/")).Html
            : null;
    }
}
