using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Localization;

namespace Federated.Web.ClientApi;

/// <summary>What is asked of people here, rule by rule: the hub's own text, or ours.</summary>
static class HubRules
{
    static readonly string[] Ours = ["respect", "faith", "harassment", "privacy", "warnings", "sources", "spam", "help"];

    /// <summary>Of a text of the hub's own: each point of its lists, or else each paragraph.</summary>
    public static async Task<IReadOnlyList<RuleJson>> ListAsync(Db db, Localizer l, CancellationToken ct)
    {
        var texts = await HubTexts.ReadAsync(db, HubTexts.Rules, ct) is { } own ? Points(own) : Ours.Select(name => l[$"federated-rules-{name}"]);
        return [.. texts.Select((text, i) => new RuleJson(Call.Text(i + 1), text, ""))];
    }

    static List<string> Points(string markdown)
    {
        var lines = markdown.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();
        var points = lines.Select(Point).OfType<string>().ToList();
        return points.Count > 0 ? points : lines;
    }

    static string? Point(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && (line[..end] is "-" or "*" or "+" || (line[end - 1] is '.' or ')' && line[..(end - 1)].All(char.IsAsciiDigit))) ? line[(end + 1)..].Trim() : null;
    }
}
