using Federated.Web.Localization;

namespace Federated.Tests.Web.Localization;

public sealed class LocalizerTimesTests
{
    [Theory]
    [InlineData(-20, "just now")]
    [InlineData(20, "just now")]
    [InlineData(-60, "1 minute ago")]
    [InlineData(-59 * 60, "59 minutes ago")]
    [InlineData(-3600, "1 hour ago")]
    [InlineData(-86399, "23 hours ago")]
    [InlineData(-86400, "1 day ago")]
    [InlineData(-6 * 86400, "6 days ago")]
    [InlineData(90, "in 1 minute")]
    [InlineData(7200, "in 2 hours")]
    [InlineData(3 * 86400, "in 3 days")]
    [InlineData(-8 * 86400, "April 23, 2026")]
    public void A_time_is_told_from_now(int seconds, string expected) =>
        Assert.Equal(expected, TestLocalizer.In("en").RelativeTime(TestLocalizer.Now.AddSeconds(seconds)));

    [Fact]
    public void Arabic_has_a_form_for_two() =>
        Assert.Equal("قبل ساعتين", TestLocalizer.In("ar").RelativeTime(TestLocalizer.Now.AddHours(-2)));

    [Fact]
    public void A_full_time_names_its_zone()
    {
        var html = TestLocalizer.In("fr").When(TestLocalizer.Now, "Europe/Paris").ToString();

        Assert.StartsWith("<time datetime=\"2026-05-01T12:00:00Z\">vendredi 1 mai 2026", html, StringComparison.Ordinal);
        Assert.Contains("14:00 (Europe/Paris)</time>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_zone_gives_the_zone_of_who_reads() =>
        Assert.Contains("21:00 (Asia/Tokyo)", TestLocalizer.In("de", "Asia/Tokyo").When(TestLocalizer.Now, "Mars/Base").ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_day_is_the_day_of_who_reads() =>
        Assert.Contains(">2. Mai 2026<", TestLocalizer.In("de", "Asia/Tokyo").Day(TestLocalizer.Now.AddHours(6)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_relative_time_has_the_full_one_as_its_tooltip()
    {
        var html = TestLocalizer.In("en").Ago(TestLocalizer.Now.AddHours(-3)).ToString();

        Assert.StartsWith("<time datetime=\"2026-05-01T09:00:00Z\" title=\"Friday, May 1, 2026, ", html, StringComparison.Ordinal);
        Assert.EndsWith(">3 hours ago</time>", html, StringComparison.Ordinal);
    }
}
