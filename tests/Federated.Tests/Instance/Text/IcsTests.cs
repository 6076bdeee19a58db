using System.Text;
using Federated.Instance.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Federated.Tests.Instance.Text;

public sealed class IcsTests
{
    static readonly IcsEvent Atelier = new(
        "https://hub.example.org/objects/1", "Atelier; débutants, bienvenus",
        EventTimes.From(new LocalDateTime(2026, 11, 14, 14, 0), new LocalDateTime(2026, 11, 14, 17, 0), "Europe/Paris").Value!,
        Instant.FromUtc(2026, 9, 1, 8, 0))
    {
        Created = Instant.FromUtc(2026, 8, 1, 8, 0),
        Description = "One\nTwo \\ three",
        Location = "Bibliothèque Exemple, Lyon",
        Geo = (45.75, 4.85),
        Url = "https://hub.example.org/events/1",
        Status = IcsStatus.Confirmed,
        Sequence = 2,
        OrganizerName = "Ada \"the\" first",
        OrganizerUrl = "https://hub.example.org/actors/events",
        Categories = ["edit,athon", "Wiki"],
        Language = "fr",
        Series = "https://hub.example.org/objects/series",
    };

    static string[] Lines(params IcsEvent[] events) => IcsLines.Unfold(Ics.Write(events, "Our events")).Split("\r\n");

    [Fact]
    public void An_entry_has_all_that_is_known_of_the_event()
    {
        var lines = Lines(Atelier);

        foreach (var line in new[]
        {
            "VERSION:2.0", "PRODID:-//Federated//Hub//EN", "X-WR-CALNAME:Our events", "UID:https://hub.example.org/objects/1", "DTSTAMP:20260901T080000Z",
            "CREATED:20260801T080000Z", "LAST-MODIFIED:20260901T080000Z", "SEQUENCE:2", "STATUS:CONFIRMED", "DTSTART;TZID=Europe/Paris:20261114T140000",
            "DTEND;TZID=Europe/Paris:20261114T170000", "SUMMARY;LANGUAGE=fr:Atelier\\; débutants\\, bienvenus", "DESCRIPTION;LANGUAGE=fr:One\\nTwo \\\\ three",
            "LOCATION;LANGUAGE=fr:Bibliothèque Exemple\\, Lyon", "GEO:45.75;4.85", "URL:https://hub.example.org/events/1",
            "ORGANIZER;CN=\"Ada ^'the^' first\":https://hub.example.org/actors/events", "CATEGORIES:edit\\,athon,Wiki", "RELATED-TO:https://hub.example.org/objects/series",
        })
            Assert.Contains(line, lines);
        Assert.Equal(["BEGIN:VCALENDAR", "END:VCALENDAR", ""], [lines[0], .. lines[^2..]]);
    }

    [Fact]
    public void A_zone_comes_with_its_changes_around_the_events()
    {
        var text = string.Join('\n', Lines(Atelier));

        Assert.Contains("BEGIN:VTIMEZONE\nTZID:Europe/Paris\n", text, StringComparison.Ordinal);
        Assert.Contains("BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nEND:STANDARD\n", text, StringComparison.Ordinal);
        Assert.Contains("BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nEND:DAYLIGHT\n", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("BEGIN:VTIMEZONE", StringComparison.Ordinal) < text.IndexOf("BEGIN:VEVENT", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_zone_is_written_once_and_utc_not_at_all()
    {
        var utc = Atelier with { Times = EventTimes.From(new LocalDateTime(2026, 11, 14, 14, 0), null, "Etc/UTC").Value! };
        var lines = Lines(Atelier, Atelier, utc);

        Assert.Single(lines, "BEGIN:VTIMEZONE");
        Assert.Contains("DTSTART:20261114T140000Z", lines);
        Assert.Contains("DTEND:20261114T170000Z", lines);
    }

    [Theory]
    [InlineData("Asia/Kolkata", "TZOFFSETTO:+0530")]
    [InlineData("America/St_Johns", "TZOFFSETTO:-0330")]
    [InlineData("Africa/Abidjan", "TZOFFSETTO:+0000")]
    public void Any_zone_can_be_written(string zone, string line) =>
        Assert.Contains(line, Lines(Atelier with { Times = EventTimes.From(new LocalDateTime(2026, 1, 1, 9, 0), null, zone).Value! }));

    [Fact]
    public void An_event_without_duration_has_no_end()
    {
        var start = new LocalDateTime(2026, 11, 14, 14, 0);

        Assert.DoesNotContain(Lines(Atelier with { Times = EventTimes.From(start, start, "Etc/UTC").Value! }), l => l.StartsWith("DTEND", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancelled_event_says_so() => Assert.Contains("STATUS:CANCELLED", Lines(Atelier with { Status = IcsStatus.Cancelled }));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://a.example\r\nATTACH:file:///etc/passwd")]
    public void Addresses_of_other_schemes_and_lines_are_left_out(string url) =>
        Assert.DoesNotContain(Lines(Atelier with { Url = url, OrganizerUrl = url }), l => l.StartsWith("ATTACH", StringComparison.Ordinal) || l.Contains("file:", StringComparison.Ordinal) && l.StartsWith("URL:file", StringComparison.Ordinal) || l.Contains("javascript", StringComparison.Ordinal));

    [Fact]
    public void Text_cannot_start_a_line_of_its_own() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
        Gen.Elements("a", "\r\n", "\n", "\r", "\u2028", "\u0085", "BEGIN:VALARM", "END:VEVENT", ";", ",", "\\", "\"", ":", "^", "\0", "\u001b", "é", "😀").ArrayOf()
            .Select(string.Concat).ToArbitrary(),
        text =>
        {
            var lines = Lines(Atelier with { Uid = text, Title = text, Description = text, Location = text, OrganizerName = text, Categories = [text], Series = text });
            Assert.Single(lines, "BEGIN:VEVENT");
            Assert.Single(lines, "END:VEVENT");
            Assert.DoesNotContain("BEGIN:VALARM", lines);
            Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        }));

    [Fact]
    public void The_line_that_the_standard_folds_unfolds_to_itself()
    {
        // RFC 5545, 3.1
        Assert.Equal(
            "DESCRIPTION:This is a long description that exists on a long line.",
            IcsLines.Unfold("DESCRIPTION:This is a lo\r\n ng description\r\n  that exists on a long line."));
    }

    [Fact]
    public void The_text_that_the_standard_escapes_is_escaped_so()
    {
        // RFC 5545, 3.3.11
        Assert.Equal(
            @"Project XYZ Final Review\nConference Room - 3B\nCome Prepared.",
            IcsLines.Escape("Project XYZ Final Review\nConference Room - 3B\nCome Prepared."));
        Assert.Equal(@"a\;b\,c\\d", IcsLines.Escape(@"a;b,c\d"));
    }

    [Theory]
    [InlineData(75, 1)]
    [InlineData(76, 2)]
    [InlineData(149, 2)]
    [InlineData(150, 3)]
    public void Lines_are_folded_at_75_octets(int length, int lines) =>
        Assert.Equal(lines, IcsLines.Fold(new string('a', length)).Split("\r\n").Length);

    [Fact]
    public void Folding_never_breaks_a_character_and_can_be_undone() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
        Gen.Elements("a", "é", "日", "😀", " ", "\t", ";", "word ").ArrayOf().Resize(300).Select(string.Concat).ToArbitrary(),
        line =>
        {
            var folded = IcsLines.Fold(line);
            Assert.Equal(line, IcsLines.Unfold(folded));
            Assert.All(folded.Split("\r\n"), part =>
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(part), 0, 75);
                Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(part)));
            });
        }));
}
