using Federated.Federation;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Tests.Instance.Text;

public sealed class EventTimesTests
{
    static readonly LocalDateTime Start = new(2026, 11, 14, 14, 0);

    [Fact]
    public void Wall_time_and_zone_make_instants()
    {
        var times = EventTimes.From(Start, Start.PlusHours(3), "Europe/Paris").Value!;

        Assert.Equal(Instant.FromUtc(2026, 11, 14, 13, 0), times.Start);
        Assert.Equal(Instant.FromUtc(2026, 11, 14, 16, 0), times.End);
        Assert.True(times.DisplayEnd);
        Assert.Equal(times, times.Recomputed());
    }

    [Fact]
    public void Without_an_end_three_hours_count_and_none_is_shown()
    {
        var times = EventTimes.From(Start, null, "Europe/Paris").Value!;

        Assert.Equal(times.Start + Duration.FromHours(3), times.End);
        Assert.False(times.DisplayEnd);
        Assert.Null(times.LocalEnd);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_code()
    {
        Assert.Equal("zone-unknown", Refusal(Start, null, "Mars/Olympus"));
        Assert.Equal("end-before-start", Refusal(Start, Start.PlusMinutes(-1), "Europe/Paris"));
        Assert.Equal("time-out-of-range", Refusal(new(1066, 10, 14, 9, 0), null, "Europe/London"));
        Assert.Null(Refusal(Start, Start, "Europe/Paris"));
    }

    [Fact]
    public void An_event_has_a_longest_duration()
    {
        var longest = Start + Period.FromDays(Limits.EventLength.Days);

        Assert.Null(Refusal(Start, longest, "Etc/UTC"));
        Assert.Equal("event-too-long", Refusal(Start, longest.PlusMinutes(1), "Etc/UTC"));
    }

    [Fact]
    public void From_the_wire_everything_usable_is_used()
    {
        var start = Instant.FromUtc(2026, 11, 14, 13, 0);

        Assert.Equal(new LocalDateTime(2026, 11, 14, 14, 0), EventTimes.From(start, null, "Europe/Paris")!.LocalStart);
        Assert.Equal("Etc/UTC", EventTimes.From(start, null, "Nowhere")!.Zone);
        Assert.False(EventTimes.From(start, start - Duration.FromHours(1), "Europe/Paris")!.DisplayEnd);
        Assert.Equal(start + Duration.FromHours(3), EventTimes.From(start, start + Duration.FromDays(36_500), "Europe/Paris")!.End);
        Assert.Null(EventTimes.From(Instant.FromUtc(9999, 12, 31, 23, 59), null, "Etc/UTC"));
    }

    [Fact]
    public void An_end_that_is_not_shown_still_counts()
    {
        var start = Instant.FromUtc(2026, 11, 14, 13, 0);
        var times = EventTimes.From(start, start + Duration.FromHours(1), "Europe/Paris", displayEnd: false)!;

        Assert.Equal((start + Duration.FromHours(1), false, null), (times.End, times.DisplayEnd, times.LocalEnd));
    }

    static string? Refusal(LocalDateTime start, LocalDateTime? end, string zone) => EventTimes.From(start, end, zone).Code;
}
