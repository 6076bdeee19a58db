namespace Federated.Federation.Vocabulary;

/// <summary>Instants as peers write them.</summary>
public static class Instants
{
    /// <summary>
    /// Reads RFC 3339 and its neighbours (wire rule J9): `T`, `t` or a space; seconds and any fraction optional; `Z`, an
    /// offset, or nothing (UTC); a bare date is its midnight; a leap second is the second before it.
    /// The answer is UTC, cut to milliseconds. Null when it is no date, or lies outside the years 1 to 9999.
    /// </summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is < 10 or > 64) return null;
        if (Digits(text, 0, 4) is not { } year || text[4] != '-' || Digits(text, 5, 2) is not { } month
            || text[7] != '-' || Digits(text, 8, 2) is not { } day) return null;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        return Clock(text[10..]) is { } time ? Sum(new DateTime(year, month, day), time) : null;
    }

    static DateTimeOffset? Sum(DateTime date, TimeSpan time)
    {
        var ticks = date.Ticks + time.Ticks;
        // The first instant of all means "before every time" to the database.
        return ticks < TimeSpan.TicksPerMillisecond || ticks > DateTime.MaxValue.Ticks
            ? null
            : new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    /// <summary>Time of day less the offset: `T18:30:05.25+02:00`.</summary>
    static TimeSpan? Clock(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return TimeSpan.Zero;
        if (text[0] is not ('T' or 't' or ' ') || Digits(text, 1, 2) is not { } hour || hour > 23
            || text.Length < 6 || text[3] != ':' || Digits(text, 4, 2) is not { } minute || minute > 59) return null;
        var time = new TimeSpan(hour, minute, 0);
        text = text[6..];
        if (text.StartsWith(":"))
        {
            if (Digits(text, 1, 2) is not { } second || second > 60) return null;
            time += TimeSpan.FromSeconds(Math.Min(second, 59));
            text = text[3..];
            if (!TakeFraction(ref text, ref time)) return null;
        }
        return Offset(text) is { } offset ? time - offset : null;
    }

    static bool TakeFraction(ref ReadOnlySpan<char> text, ref TimeSpan time)
    {
        if (!text.StartsWith(".") && !text.StartsWith(",")) return true;
        var length = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (length < 0) length = text.Length - 1;
        if (length == 0) return false;
        for (int at = 1, unit = 100; at <= length && unit > 0; at++, unit /= 10)
            time += TimeSpan.FromMilliseconds((text[at] - '0') * unit);
        text = text[(length + 1)..];
        return true;
    }

    static TimeSpan? Offset(ReadOnlySpan<char> text)
    {
        if (text is "" or "Z" or "z") return TimeSpan.Zero;
        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || Digits(text, 1, 2) is not { } hour) return null;
        if (text.Length == 6 && text[3] != ':') return null;
        var minute = text.Length == 3 ? 0 : Digits(text, text.Length - 2, 2);
        if (hour > 23 || minute is null or > 59) return null;
        var offset = new TimeSpan(hour, minute.Value, 0);
        return text[0] == '-' ? -offset : offset;
    }

    static int? Digits(ReadOnlySpan<char> text, int at, int count)
    {
        if (at + count > text.Length || text.Slice(at, count).ContainsAnyExceptInRange('0', '9')) return null;
        var number = 0;
        foreach (var digit in text.Slice(at, count)) number = number * 10 + digit - '0';
        return number;
    }
}
