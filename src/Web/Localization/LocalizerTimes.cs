using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using NodaTime;

namespace Federated.Web.Localization;

/// <summary>Times as people read them, each in a <c>time</c> element that machines read.</summary>
public static class LocalizerTimes
{
    extension(Localizer l)
    {
        /// <summary>"3 hours ago", "in 2 days"; the date when it is more than a week away. The full time is in the tooltip.</summary>
        public IHtmlContent Ago(DateTimeOffset at)
        {
            var title = l.FullTime(at, l.Zone);
            return Time(at, l.RelativeTime(at), title);
        }

        /// <summary>
        /// Day, time and zone: "Friday, 1 May 2026, 16:00 (Europe/Paris)". The zone is an IANA name, for an event its own; without
        /// one it is the zone of who reads.
        /// </summary>
        public IHtmlContent When(DateTimeOffset at, string? zone = null) =>
            Time(at, l.FullTime(at, DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "") ?? l.Zone));

        /// <summary>The day in the zone of who reads.</summary>
        public IHtmlContent Day(DateTimeOffset at) => Time(at, l.LongDay(l.Local(at, l.Zone)));

        /// <summary>As <see cref="Ago"/>, as text.</summary>
        public string RelativeTime(DateTimeOffset at)
        {
            var passed = l.Clock.GetUtcNow() - at;
            var (unit, count) = Math.Abs(passed.TotalMinutes) switch
            {
                < 1 => ("now", 0),
                < 60 and var minutes => ("minutes", (int)minutes),
                < 60 * 24 and var minutes => ("hours", (int)(minutes / 60)),
                < 60 * 24 * 7 and var minutes => ("days", (int)(minutes / 60 / 24)),
                _ => ("day", 0),
            };
            return (unit, passed > TimeSpan.Zero) switch
            {
                ("now", _) => l["federated-time-now"],
                ("day", _) => l.LongDay(l.Local(at, l.Zone)),
                ("minutes", true) => l["federated-time-minutes-ago", count],
                ("hours", true) => l["federated-time-hours-ago", count],
                ("days", true) => l["federated-time-days-ago", count],
                ("minutes", false) => l["federated-time-in-minutes", count],
                ("hours", false) => l["federated-time-in-hours", count],
                _ => l["federated-time-in-days", count],
            };
        }

        /// <summary>As <see cref="When"/>, as text.</summary>
        public string FullTime(DateTimeOffset at, DateTimeZone zone)
        {
            var local = l.Local(at, zone);
            var (day, time) = (local.ToString("D", l.Language.Culture), local.ToString("t", l.Language.Culture));
            return l["federated-time-full", day, time, zone.Id.Replace('_', ' ')];
        }

        DateTime Local(DateTimeOffset at, DateTimeZone zone) => Instant.FromDateTimeOffset(at).InZone(zone).ToDateTimeUnspecified();

        public string LongDay(DateOnly day) => l.LongDay(day.ToDateTime(TimeOnly.MinValue));

        string LongDay(DateTime local) => local.ToString(DayPattern(l.Language.Culture), l.Language.Culture);
    }

    /// <summary>The culture's long date without the day of the week.</summary>
    static string DayPattern(CultureInfo culture) =>
        culture.DateTimeFormat.GetAllDateTimePatterns('D').FirstOrDefault(pattern => !pattern.Contains("ddd", StringComparison.Ordinal))
        ?? culture.DateTimeFormat.LongDatePattern;

    static HtmlString Time(DateTimeOffset at, string text, string? title = null)
    {
        var machine = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var tooltip = title is null ? "" : $" title=\"{HtmlEncoder.Default.Encode(title)}\"";
        return new($"<time datetime=\"{machine}\"{tooltip}>{HtmlEncoder.Default.Encode(text)}</time>");
    }
}
