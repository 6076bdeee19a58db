using Federated.Federation;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Tests.Instance.Text;

public sealed class DateLineTests
{
    const string Place = "Bibliothèque Exemple, Lyon";

    static EventTimes Times(LocalDateTime? end) => EventTimes.From(new(2026, 11, 14, 14, 0), end, "Europe/Paris").Value!;

    static readonly EventTimes Afternoon = Times(new LocalDateTime(2026, 11, 14, 17, 0));

    [Theory]
    [InlineData("en", "Sat 14 Nov 2026, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon")]
    [InlineData("fr", "sam. 14 nov. 2026, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon")]
    [InlineData("en-US", "Sat, Nov 14, 2026, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon")]
    [InlineData("tlh", "2026-11-14, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon")]
    [InlineData(null, "2026-11-14, 14:00-17:00 (Europe/Paris), Bibliothèque Exemple, Lyon")]
    public void The_line_speaks_the_language_of_the_event(string? language, string line) => Assert.Equal(line, DateLine.For(Afternoon, Place, language));

    [Theory]
    [InlineData("fa")]
    [InlineData("ar-SA")]
    [InlineData("th")]
    [InlineData("ja")]
    [InlineData("zh-Hant")]
    [InlineData("he")]
    [InlineData("am")]
    [InlineData("be-tarask")]
    public void Years_are_counted_as_the_world_counts(string language)
    {
        var line = DateLine.For(Afternoon, null, language);

        Assert.Contains("2026", line, StringComparison.Ordinal);
        Assert.Contains("14:00-17:00 (Europe/Paris)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_has_a_line() => Assert.All(
        System.Globalization.CultureInfo.GetCultures(System.Globalization.CultureTypes.NeutralCultures).Where(c => c.Name.Length > 0),
        culture => Assert.Contains("2026", DateLine.For(Afternoon, null, culture.Name), StringComparison.Ordinal));

    [Fact]
    public void Without_an_end_only_the_start_is_told() =>
        Assert.Equal("Sat 14 Nov 2026, 14:00 (Europe/Paris)", DateLine.For(Times(null), " ", "en"));

    [Fact]
    public void Several_days_name_both_dates() => Assert.Equal(
        "Sat 14 Nov 2026, 14:00 - Sun 15 Nov 2026, 17:00 (Europe/Paris), Lyon", DateLine.For(Times(new LocalDateTime(2026, 11, 15, 17, 0)), "Lyon", "en"));

    [Fact]
    public void The_summary_holds_line_and_lead_as_html() => Assert.Equal(
        "<p>Sat 14 Nov 2026, 14:00-17:00 (Europe/Paris), A &amp; B</p><p>Learn &lt;together&gt;.</p>",
        DateLine.Summary(Afternoon, "A & B", "en", " Learn\n<together>. "));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public void The_summary_keeps_to_its_length(int over)
    {
        var line = DateLine.Summary(Afternoon, "Lyon", "en", null);
        var summary = DateLine.Summary(Afternoon, "Lyon", "en", new string('x', Limits.EventSummary - line.Length - 7 + over));

        Assert.Equal(Limits.EventSummary, summary.Length);
        Assert.Equal(over > 0, summary.EndsWith("…</p>", StringComparison.Ordinal));
        HtmlOracle.AssertSafe(summary);
    }

    [Theory]
    [InlineData("&")]
    [InlineData("👩‍🚀")]
    public void A_cut_summary_is_whole_html(string character)
    {
        for (var before = 0; before < 12; before++)
        {
            var summary = DateLine.Summary(Afternoon, new string('y', before) + string.Concat(Enumerable.Repeat(character, 400)), "en", "lead");

            Assert.True(summary.Length <= Limits.EventSummary);
            HtmlOracle.AssertSafe(summary);
        }
    }

    [Theory]
    [InlineData("fr", "[Annulé] Atelier")]
    [InlineData("de-AT", "[Abgesagt] Atelier")]
    [InlineData("zh-Hant", "[已取消] Atelier")]
    [InlineData("tlh", "[Cancelled] Atelier")]
    [InlineData(null, "[Cancelled] Atelier")]
    public void A_cancelled_title_says_so_once(string? language, string title)
    {
        Assert.Equal(title, EventWords.CancelledTitle("Atelier", language));
        Assert.Equal(title, EventWords.CancelledTitle(title, language));
    }

    [Fact]
    public void A_cancelled_title_keeps_to_its_length()
    {
        var room = Limits.EventTitleMax - "[Cancelled] ".Length;

        Assert.Equal(Limits.EventTitleMax, EventWords.CancelledTitle(new string('x', room), "en").Length);
        Assert.EndsWith("x…", EventWords.CancelledTitle(new string('x', room + 1), "en"), StringComparison.Ordinal);
    }
}
