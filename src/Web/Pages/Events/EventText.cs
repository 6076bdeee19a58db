using System.Globalization;
using System.Text.Encodings.Web;
using Federated.Instance.Events;
using Federated.Instance.Text;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;
using NodaTime;

namespace Federated.Web.Pages.Events;

/// <summary>When events are, in the language of who reads.</summary>
static class EventText
{
    extension(Localizer l)
    {
        /// <summary>"Saturday, 15 November 2036, 14:00 – 17:00 (Europe/Paris)", in a `time` element that machines read.</summary>
        public IHtmlContent Span(EventTimes times)
        {
            var machine = times.Start.ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return new HtmlString($"<time datetime=\"{machine}\">{HtmlEncoder.Default.Encode(l.SpanText(times))}</time>");
        }

        /// <summary>As <see cref="Span"/>, as text.</summary>
        public string SpanText(EventTimes times)
        {
            var (start, zone) = (times.LocalStart, ZoneName(times));
            if (times is not { DisplayEnd: true, LocalEnd: { } end } || end == start)
                return l["federated-time-full", l.LongDay(start.Date), l.Clock(start), zone];
            if (end.Date == start.Date)
                return l["federated-time-full", l.LongDay(start.Date), l["federated-event-when-range", l.Clock(start), l.Clock(end)], zone];
            return l["federated-event-when-range",
                l["federated-event-day-time", l.LongDay(start.Date), l.Clock(start)], l["federated-time-full", l.LongDay(end.Date), l.Clock(end), zone]];
        }

        /// <summary>The same in the zone of who reads, or null when that says nothing new.</summary>
        public IHtmlContent? SpanForReader(EventCard card) => card.TimesIn(l.Zone.Id) is { } own ? l.Span(own) : null;

        public string LongDay(LocalDate day) => day.ToDateTimeUnspecified().ToString("D", l.Language.Culture);

        string Clock(LocalDateTime time) => time.ToDateTimeUnspecified().ToString("t", l.Language.Culture);
    }

    /// <summary>Zones without a place are known by their distance from UTC.</summary>
    static string ZoneName(EventTimes times)
    {
        if (!times.Zone.StartsWith("Etc/", StringComparison.Ordinal))
            return times.Zone.Replace('_', ' ');
        var offset = Zones.Find(times.Zone)!.GetUtcOffset(times.Start);
        return offset == Offset.Zero ? "UTC" : "UTC" + offset.ToString("+H", CultureInfo.InvariantCulture);
    }
}
