using System.Globalization;
using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Hashtags: which words are one, and which two are the same (wire-microblog 11).</summary>
public static class Hashtags
{
    /// <summary>
    /// The key under which a tag is stored and compared: without "#", NFKC, case folded (simple folding, and ß and İ in full).
    /// Null when the word is no hashtag.
    /// </summary>
    public static string? Normalize(string? tag)
    {
        if (tag is not { Length: > 0 and <= Limits.HashtagLength * 2 })
            return null;
        var key = Fold(Characters.Line(tag).TrimStart('#', '＃'));
        return key.Length <= Limits.HashtagLength && Length(key) == key.Length && key.Length > 0 ? key : null;
    }

    /// <summary>UTF-16 units of the hashtag (without its "#") at the start of a text; 0 when there is none.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var (end, word, notDigits) = (0, 0, false);
        while (end < text.Length && Rune.DecodeFromUtf16(text[end..], out var rune, out var units) == System.Buffers.OperationStatus.Done)
        {
            if (!IsWord(rune) && (!IsSeparator(rune) || end == 0))
                break;
            end += units;
            if (!IsWord(rune))
                continue;
            word = end;
            notDigits |= Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber && rune.Value != '_';
        }
        return notDigits && word <= Limits.HashtagLength ? word : 0;
    }

    static string Fold(string tag)
    {
        if (!tag.IsNormalized(NormalizationForm.FormKC))
            tag = tag.Normalize(NormalizationForm.FormKC);
        return tag.Replace("ẞ", "ss", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal)
            .Replace("İ", "i\u0307", StringComparison.Ordinal)
            .ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
    }

    static bool IsSeparator(Rune rune) => rune.Value is '·' or '・' or '\u200C';

    static bool IsWord(Rune rune) => Rune.IsLetter(rune) || rune.Value == '_' || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
