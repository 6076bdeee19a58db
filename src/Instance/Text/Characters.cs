using System.Buffers;
using System.Globalization;
using System.Text;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Makes text from anywhere safe to keep and to show: no controls, no overrides of direction, no endless stacks of marks.</summary>
public static class Characters
{
    /// <summary>Isolates and embeddings that may be open at once.</summary>
    internal const int BidiDepth = 8;

    const char Joiner = '\u200D', NonJoiner = '\u200C';
    const int BlackFlag = 0x1F3F4;

    /// <summary>Characters that are never changed: most of what is written in Latin script.</summary>
    static readonly SearchValues<char> Plain = SearchValues.Create([
        '\t', '\n', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), .. Enumerable.Range(0xA0, 0x300 - 0xA0).Select(c => (char)c)]);

    /// <summary>Running text: keeps line feeds and tabs, balances isolates and embeddings in each line, drops overrides.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var cleaned = new StringBuilder(text.Length);
        var open = new Stack<char>();
        var marks = 0;
        var flag = false;
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            var kept = IsNewline(rune) ? new Rune('\n') : rune;
            if (IsDropped(kept) || (IsTag(kept) && !flag) || (IsMark(kept) && marks == Limits.CombiningRun))
                continue;
            if (IsBidi(kept))
            {
                Balance(cleaned, open, (char)kept.Value);
                continue;
            }
            if (kept.Value == '\n')
                CloseAll(cleaned, open);
            marks = IsMark(kept) ? marks + 1 : 0;
            flag = kept.Value == BlackFlag || IsTag(kept);
            cleaned.Append(kept);
        }
        CloseAll(cleaned, open);
        return cleaned.ToString();
    }

    /// <summary>One line, for names and titles: runs of white space become one space, nothing invisible is left.</summary>
    public static string Line(string text)
    {
        // What is taken out can bring marks and joiners together that did not stand together.
        for (var line = LineOnce(text); ; text = line, line = LineOnce(text))
            if (line == text)
                return line;
    }

    static string LineOnce(string text)
    {
        var line = new StringBuilder(text.Length);
        var previous = new Rune(' ');
        var runes = Clean(text).EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = Rune.IsWhiteSpace(runes[i]) || runes[i].Value == 0x2800 ? new Rune(' ') : runes[i];
            if (rune.Value == ' ' ? previous.Value == ' ' : IsInvisible(rune) && !Joins(previous, rune, runes.ElementAtOrDefault(i + 1)))
                continue;
            line.Append(rune);
            previous = rune;
        }
        return line.ToString().TrimEnd(' ');
    }

    /// <summary>At most so many UTF-16 units, cut between text elements.</summary>
    public static string Cut(string text, int units)
    {
        if (text.Length <= units)
            return text;
        var end = 0;
        while (end < text.Length && end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= units)
            end = next;
        if (end == 0)
            end = units > 0 && char.IsHighSurrogate(text[units - 1]) ? units - 1 : units;
        return text[..end];
    }

    /// <summary>As <see cref="Cut"/>, and an ellipsis shows that something is missing.</summary>
    public static string Shorten(string text, int units) =>
        text.Length <= units ? text : Cut(text, Math.Max(0, units - 1)).TrimEnd() + (units > 0 ? "…" : "");

    /// <summary>Length in text elements, as people count.</summary>
    public static int Length(string text) => new StringInfo(text).LengthInTextElements;

    static void Balance(StringBuilder cleaned, Stack<char> open, char control)
    {
        switch (control)
        {
            case '\u202A' or '\u202B' or '\u2066' or '\u2067' or '\u2068' when open.Count < BidiDepth:
                cleaned.Append(control);
                open.Push(control < '\u2066' ? '\u202C' : '\u2069');
                break;
            case '\u202C' when open.TryPeek(out var top) && top == control:
                cleaned.Append(open.Pop());
                break;
            case '\u2069' when open.Contains(control):
                while (open.Peek() != control)
                    cleaned.Append(open.Pop());
                cleaned.Append(open.Pop());
                break;
        }
    }

    static void CloseAll(StringBuilder cleaned, Stack<char> open)
    {
        while (open.TryPop(out var closer))
            cleaned.Append(closer);
    }

    static bool IsNewline(Rune rune) => rune.Value is '\r' or '\n' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029;

    static bool IsBidi(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    static bool IsTag(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE007F;

    static bool IsJoiner(Rune rune) => rune.Value is Joiner or NonJoiner;

    static bool IsMark(Rune rune) => IsJoiner(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // Controls, noncharacters, byte order mark, interlinear annotation, deprecated format characters, overrides.
    static bool IsDropped(Rune rune) => rune.Value is not ('\n' or '\t')
        && (Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE
            || rune.Value is (>= 0xFDD0 and <= 0xFDEF) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB)
                or (>= 0x206A and <= 0x206F) or 0x202D or 0x202E);

    // Most format characters; not the Arabic, Syriac and Kaithi signs of that category, which are drawn, nor the tags of flags.
    static bool IsInvisible(Rune rune) => rune.Value switch
    {
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 => true,
        (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && !IsTag(rune),
    };

    // Joiners shape Arabic, Indic and emoji; between letters of Latin, Greek or Cyrillic they only hide a difference.
    static bool Joins(Rune before, Rune rune, Rune after) =>
        IsJoiner(rune) && before.Value >= 0x590 && after.Value >= 0x590 && !Rune.IsWhiteSpace(after) && !IsInvisible(after);
}
