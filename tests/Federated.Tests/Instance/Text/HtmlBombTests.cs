using System.Diagnostics;
using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Tests.Instance.Text;

public sealed class HtmlBombTests
{
    static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Repeated =>
    [
        "<", "<a", "</", "<!", "<!--", "<?", "<![CDATA[", "&", "&#", "&#x1;", "&CounterClockwiseContourIntegra", "<a b=\"", "<script>", "<script><!--",
        "<b>", "<b><p>", "<p>", "<p>x", "<div>", "<div>x", "<a href=https://a.b>", "<a href=https://a.b><div>", "<ul><li>", "<table>", "<table>x",
        "<table><tr><td>", "<table><b>x", "<svg>", "<math><mi>", "<template>", "<ruby><rt>", "<select>", "<form><div>", "<button><p>", "<nobr>",
        "<h1><h2>", "<blockquote>x", "<pre>\n", "</p>x", "<br>", "<img src=https://a.b alt=c>", "e\u0301", "\u0301", "\u2067x", "\u2067<b>x", "\uD83D",
    ];

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Bombs_are_cleaned_in_little_time_and_memory(string piece)
    {
        var bomb = string.Concat(Enumerable.Repeat(piece, Limits.RemoteContent / piece.Length));
        foreach (var profile in Enum.GetValues<TextProfile>())
        {
            var cleaned = Measured(() => HtmlCleaner.Clean(bomb, profile));

            Assert.Equal(cleaned, HtmlCleaner.Clean(cleaned, profile));
            HtmlOracle.AssertSafe(HtmlCleaner.Clean(bomb[..4_000], profile), profile);
        }
        Measured(() => PlainText.From(bomb, 500));
    }

    [Fact]
    public void Distinct_formatting_does_not_multiply()
    {
        var bomb = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"<b lang={(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}><p>"));

        Assert.True(Measured(() => HtmlCleaner.Clean(bomb)).Length <= Limits.RemoteContent);
    }

    [Fact]
    public void Many_attributes_cost_little() =>
        Assert.Equal("<p>x</p>", Measured(() => HtmlCleaner.Clean("<p " + string.Concat(Enumerable.Range(0, 8_000).Select(i => $"a{i} ")) + ">x")));

    [Fact]
    public void Fifty_thousand_levels_do_not_end_the_process()
    {
        var deep = string.Concat(Enumerable.Repeat("<b>", 50_000)) + "x";

        Assert.DoesNotContain("x", HtmlCleaner.Clean(deep), StringComparison.Ordinal);
        Assert.Equal("x", PlainText.From(deep, 10));
    }

    static string Measured(Func<string> clean)
    {
        var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        var result = clean();
        Assert.True(clock.Elapsed < Enough, $"{clock.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024 * 1024, "memory");
        return result;
    }
}
