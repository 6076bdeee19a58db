using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Federated.Web.Localization;

/// <summary>The languages of the movement: the name of each in itself, its direction, and where to look for a message it lacks.</summary>
public static partial class Languages
{
    /// <summary>What is written where nothing else is.</summary>
    public const string English = "en";

    sealed record Entry(string? Autonym, bool Rtl, IReadOnlyList<string>? Fallback);

    static readonly FrozenDictionary<string, Entry> Known = Load();
    static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Chains = new(StringComparer.Ordinal);

    // Codes that ISO withdrew or that name the same language.
    static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["iw"] = "he", ["in"] = "id", ["ji"] = "yi", ["jw"] = "jv", ["mo"] = "ro", ["no"] = "nb",
    }.ToFrozenDictionary();

    /// <summary>The languages whose own names are known, in the order of these names.</summary>
    public static IReadOnlyList<string> Named { get; } =
        [.. Known.Where(e => e.Value.Autonym is not null).OrderBy(e => e.Value.Autonym, StringComparer.InvariantCultureIgnoreCase).Select(e => e.Key)];

    /// <summary>The language's own name, or its code where nobody told us.</summary>
    public static string Autonym(string code) => Chain(code).Select(Find).FirstOrDefault(e => e?.Autonym is not null)?.Autonym ?? code;

    public static bool IsRightToLeft(string code) => Chain(code).Select(Find).FirstOrDefault(e => e?.Autonym is not null)?.Rtl ?? false;

    /// <summary>The code itself and then its fallbacks, nearest first; English is there only if it is among them.</summary>
    public static IReadOnlyList<string> Chain(string code) =>
        Known.ContainsKey(code) || Chains.Count < 1_000 ? Chains.GetOrAdd(code, Expand) : Expand(code);

    /// <summary>A language tag of any case, with hyphens or underscores, as we write it: <c>pt-br</c>. Null when it is not one.</summary>
    public static string? Normalize(string? tag)
    {
        var code = tag?.Trim().Replace('_', '-').ToLowerInvariant();
        if (code is null or { Length: > 35 } || !TagPattern().IsMatch(code))
            return null;
        var primary = code.Split('-')[0];
        return Aliases.TryGetValue(primary, out var known) ? known + code[primary.Length..] : code;
    }

    static Entry? Find(string code) => Known.GetValueOrDefault(code);

    static List<string> Expand(string code)
    {
        List<string> chain = [];
        for (var tag = code; tag.Length > 0; tag = tag[..Math.Max(tag.LastIndexOf('-'), 0)])
            Follow(tag, chain);
        return chain;
    }

    static void Follow(string code, List<string> chain)
    {
        if (chain.Contains(code))
            return;
        chain.Add(code);
        foreach (var next in Find(code)?.Fallback ?? [])
            Follow(next, chain);
    }

    static FrozenDictionary<string, Entry> Load()
    {
        using var stream = typeof(Languages).Assembly.GetManifestResourceStream("languages.json")!;
        var entries = JsonSerializer.Deserialize<Dictionary<string, Entry>>(stream, JsonSerializerOptions.Web)!;
        return entries.ToFrozenDictionary();
    }

    [GeneratedRegex("^[a-z]{2,8}(-[a-z0-9]{1,8})*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TagPattern();
}
