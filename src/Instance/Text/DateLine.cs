using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Federated.Federation;
using NodaTime;

namespace Federated.Instance.Text;

/// <summary>
/// The sentence that tells when and where an event is, in the event's language. Mastodon shows nothing else of an event
/// (wire-events-groups E12). Dates are of the Gregorian calendar and hours count to 24, so that no reader takes them for others.
/// </summary>
public static partial class DateLine
{
    const string Iso = "yyyy-MM-dd";
    static readonly ConcurrentDictionary<string, (DateTimeFormatInfo Format, string Pattern)> Formats = new(StringComparer.Ordinal);

    /// <summary>"Sat 14 Nov 2026, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon"; the date as 2026-11-14 in languages not known here.</summary>
    public static string For(EventTimes times, string? place, string? language)
    {
        var start = times.LocalStart;
        var line = $"{Date(start, language)}, {Time(start)}";
        if (times is { DisplayEnd: true, LocalEnd: { } end } && end != start)
            line += end.Date == start.Date ? $"-{Time(end)}" : $" - {Date(end, language)}, {Time(end)}";
        line += $" ({times.Zone})";
        return Names.Title(place) is { Length: > 0 } name ? $"{line}, {name}" : line;
    }

    /// <summary>The line and a plain-text lead as the HTML of `summary`, at most <see cref="Limits.EventSummary"/> long.</summary>
    public static string Summary(EventTimes times, string? place, string? language, string? lead)
    {
        var line = Paragraph(For(times, place, language), Limits.EventSummary);
        return line + Paragraph(Characters.Line(lead ?? ""), Limits.EventSummary - line.Length);
    }

    static string Paragraph(string text, int room)
    {
        const int tags = 7;
        var whole = HtmlText.Encode(text);
        if (text.Length == 0 || whole.Length <= room - tags)
            return text.Length == 0 ? "" : $"<p>{whole}</p>";
        var cut = HtmlText.CutEncoded(text, room - tags - 1);
        cut = Characters.Cut(text, cut.Length).TrimEnd();
        return cut.Length < 20 ? "" : $"<p>{HtmlText.Encode(cut)}…</p>";
    }

    static string Date(LocalDateTime date, string? language)
    {
        var (format, pattern) = Languages.Culture(language) is { } culture
            ? Formats.GetOrAdd(culture.Name, _ => Format(culture)) : (DateTimeFormatInfo.InvariantInfo, Iso);
        return date.ToDateTimeUnspecified().ToString(pattern, format);
    }

    static string Time(LocalDateTime time) => time.ToDateTimeUnspecified().ToString("HH:mm", CultureInfo.InvariantCulture);

    static (DateTimeFormatInfo, string) Format(CultureInfo culture)
    {
        var format = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        if (format.Calendar is not GregorianCalendar)
        {
            if (culture.OptionalCalendars.FirstOrDefault(c => c is GregorianCalendar) is not { } gregorian)
                return (DateTimeFormatInfo.InvariantInfo, Iso);
            format.Calendar = gregorian;
        }
        // English without a region is read everywhere: the order of most of the world.
        return (format, culture.Name == "en" ? "ddd d MMM yyyy" : Abbreviate(format.LongDatePattern));
    }

    static string Abbreviate(string pattern)
    {
        var shorter = Era().Replace(pattern.Replace("dddd", "ddd", StringComparison.Ordinal).Replace("MMMM", "MMM", StringComparison.Ordinal), "");
        return shorter.Contains("ddd", StringComparison.Ordinal) ? shorter.Trim() : "ddd, " + shorter.Trim();
    }

    // The sign of the era, outside quoted words.
    [GeneratedRegex(@"(?<=^[^']*(?:'[^']*'[^']*)*)\s*g+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Era();
}
