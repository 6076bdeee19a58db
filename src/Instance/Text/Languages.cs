using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Federated.Instance.Text;

/// <summary>Language tags (BCP 47), read with tolerance, with the codes that Wikimedia projects use.</summary>
public static class Languages
{
    static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["als"] = "gsw", ["bat-smg"] = "sgs", ["be-x-old"] = "be-tarask", ["eml"] = "egl",
        ["fiu-vro"] = "vro", ["in"] = "id", ["iw"] = "he", ["ji"] = "yi", ["jw"] = "jv", ["mo"] = "ro", ["no-nyn"] = "nn",
        ["nrm"] = "nrf", ["roa-rup"] = "rup", ["simple"] = "en", ["zh-classical"] = "lzh", ["zh-cmn"] = "zh", ["zh-min-nan"] = "nan",
        ["zh-wuu"] = "wuu", ["zh-yue"] = "yue",
        ["alb"] = "sq", ["arm"] = "hy", ["baq"] = "eu", ["bur"] = "my", ["chi"] = "zh", ["cze"] = "cs", ["dut"] = "nl", ["fre"] = "fr",
        ["geo"] = "ka", ["ger"] = "de", ["gre"] = "el", ["ice"] = "is", ["mac"] = "mk", ["may"] = "ms", ["per"] = "fa", ["rum"] = "ro",
        ["slo"] = "sk", ["tib"] = "bo", ["wel"] = "cy",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> RightToLeftScripts = FrozenSet.Create(StringComparer.Ordinal,
        "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi");

    static readonly FrozenSet<string> RightToLeftLanguages = FrozenSet.Create(StringComparer.Ordinal,
        "acm", "aeb", "ajp", "apc", "aqj", "ar", "arc", "arq", "ars", "ary", "arz", "ayl", "azb", "bal", "bcc", "bgn", "bqi", "ckb", "dv",
        "fa", "fay", "glk", "haz", "he", "khw", "kby", "lki", "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps", "sd", "sdh", "skr", "syc",
        "syr", "ug", "ur", "ydd", "yi");

    // Asking the framework for a culture keeps it for ever, so only known ones are asked for.
    static readonly Lazy<FrozenDictionary<string, CultureInfo>> Known = new(() =>
        CultureInfo.GetCultures(CultureTypes.AllCultures).Where(c => c.Name.Length > 0)
            .ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase));

    static readonly Lazy<FrozenDictionary<string, string>> ShortCodes = new(() =>
        Known.Value.Values.Where(c => c.Name.Length == 2).GroupBy(c => c.ThreeLetterISOLanguageName, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.First().Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>"FR_fr" becomes "fr-FR"; null for nonsense and for the tags that name no language.</summary>
    public static string? Normalize(string? tag)
    {
        var trimmed = tag?.Trim().Replace('_', '-');
        if (trimmed is not { Length: >= 2 and <= 35 })
            return null;
        var parts = (Renamed.GetValueOrDefault(trimmed) ?? trimmed).Split('-');
        var language = parts[0].ToLowerInvariant();
        if (!IsLetters(language, 2, 3) || language is "und" or "mul" or "zxx" or "mis")
            return null;
        language = ShortCodes.Value.GetValueOrDefault(language) ?? Renamed.GetValueOrDefault(language) ?? language;
        var normal = new StringBuilder(language);
        var stage = 0;
        foreach (var part in parts.Skip(1))
            if (part.Length == 1)
                break;
            else if (Subtag(part, ref stage) is { } subtag)
                normal.Append('-').Append(subtag);
            else
                return null;
        return Renamed.TryGetValue(normal.ToString(), out var renamed) ? Normalize(renamed) : normal.ToString();
    }

    /// <summary>Written from right to left, by the tag's script, else by the language's usual one.</summary>
    public static bool IsRightToLeft(string? tag)
    {
        var parts = Normalize(tag)?.Split('-') ?? [];
        var script = parts.Skip(1).FirstOrDefault(part => part.Length == 4 && char.IsAsciiLetterUpper(part[0]));
        return script is not null ? RightToLeftScripts.Contains(script) : parts is [var language, ..] && RightToLeftLanguages.Contains(language);
    }

    /// <summary>"rtl", "ltr", or "auto" when the language is not known: the value of HTML's `dir`.</summary>
    public static string Direction(string? tag) => Normalize(tag) is null ? "auto" : IsRightToLeft(tag) ? "rtl" : "ltr";

    /// <summary>What the language calls itself ("français"); the tag when that is not known.</summary>
    public static string NativeName(string tag) => Culture(tag)?.NativeName ?? tag;

    /// <summary>The culture of a tag or of the nearest wider one; null when neither is known.</summary>
    public static CultureInfo? Culture(string? tag)
    {
        for (var name = Normalize(tag); name is { Length: > 0 }; name = name[..Math.Max(0, name.LastIndexOf('-'))])
            if (Known.Value.GetValueOrDefault(name) is { } culture)
                return culture;
        return null;
    }

    // Order of BCP 47: extended language 1, script 2, region 3, variants 4.
    static string? Subtag(string part, ref int stage)
    {
        var (reached, written) = part switch
        {
            _ when IsLetters(part, 3, 3) && stage < 1 => (1, part.ToLowerInvariant()),
            _ when IsLetters(part, 4, 4) && stage < 2 => (2, char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()),
            _ when IsLetters(part, 2, 2) && stage < 3 => (3, part.ToUpperInvariant()),
            _ when part.Length == 3 && part.All(char.IsAsciiDigit) && stage < 3 => (3, part),
            _ when part.Length is >= 4 and <= 8 && part.All(char.IsAsciiLetterOrDigit) && (part.Length > 4 || char.IsAsciiDigit(part[0])) =>
                (4, part.ToLowerInvariant()),
            _ => (0, null),
        };
        stage = Math.Max(stage, reached);
        return written;
    }

    static bool IsLetters(string text, int least, int most) =>
        text.Length >= least && text.Length <= most && text.All(char.IsAsciiLetter);
}
