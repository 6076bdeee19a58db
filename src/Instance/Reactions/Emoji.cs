using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Federation.Vocabulary;

namespace Federated.Instance.Reactions;

/// <summary>The emoji of a reaction: one Unicode emoji, or the shortcode of a custom one. Whatever else stands there is no emoji.</summary>
public static partial class Emoji
{
    /// <summary>Of an EmojiReact, or of a Like as Misskey sends it. Null for a plain like.</summary>
    public static string? Of(As activity) => Read(activity.Text("content") ?? activity.Text("_misskey_reaction"));

    public static string? Read(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length is 0 or > Limits.Emoji)
            return null;
        if (Shortcode.Match(text) is { Success: true } custom)
            return $":{custom.Groups["name"].Value}:";
        return StringInfo.GetNextTextElementLength(text) == text.Length && text.EnumerateRunes().Any(IsPicture) && !text.EnumerateRunes().Any(Rune.IsLetter) ? text : null;
    }

    /// <summary>A symbol, or the frame around a digit.</summary>
    static bool IsPicture(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.EnclosingMark;

    // Misskey names the server behind an @.
    [GeneratedRegex(@"^:(?<name>[A-Za-z0-9_+-]+)(@[A-Za-z0-9.:-]+)?:$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shortcode { get; }
}
