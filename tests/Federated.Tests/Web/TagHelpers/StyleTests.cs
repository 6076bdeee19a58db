using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Federated.Tests.Web.TagHelpers;

public sealed partial class StyleTests
{
    static readonly string Site = File.ReadAllText(Sheet("site.css"));

    [Theory]
    [InlineData("ltr")]
    [InlineData("rtl")]
    public void The_style_of_a_page_is_at_most_20_KB(string direction)
    {
        var bytes = new[] { $"lib/codex.{direction}.css", "lib/tokens-dark.css", "site.css" }.Sum(name => Compressed(Sheet(name)));

        Assert.InRange(bytes, 1, 20 * 1024);
    }

    [Fact]
    public void Our_style_uses_tokens_that_exist()
    {
        var known = Token().Matches(File.ReadAllText(Sheet("lib/codex.ltr.css"))).Select(m => m.Groups["name"].Value).ToHashSet();

        Assert.Empty(Use().Matches(Site).Select(m => m.Groups["name"].Value).Except(known));
    }

    [Fact]
    public void Our_style_names_no_colour_of_its_own() => Assert.DoesNotMatch("#[0-9a-f]{3,8}\\b|rgba?\\(", Site);

    [Fact]
    public void Our_style_works_in_both_directions() =>
        Assert.DoesNotMatch("(margin|padding|border)-(left|right|top|bottom)|[{;\\s](left|right|top|bottom|width|height|min-width|max-width)\\s*:|text-align:\\s*(left|right)|float:", Site.Replace("(min-width:", "", StringComparison.Ordinal));

    [Fact]
    public void A_handle_is_never_reversed() => Assert.Matches("[.]handle \\{[^}]*direction: ltr; unicode-bidi: isolate;", Site);

    [Fact]
    public void The_licence_of_Codex_stands_beside_it() => Assert.Contains("GNU GENERAL PUBLIC LICENSE", File.ReadAllText(Sheet("lib/codex.LICENSE.txt")), StringComparison.Ordinal);

    [Fact]
    public void The_lock_file_names_no_registry() => Assert.DoesNotContain("resolved", File.ReadAllText(Repository.Path("src", "Web", "package-lock.json")), StringComparison.Ordinal);

    static string Sheet(string name) => Repository.Path("src", "Web", "wwwroot", name);

    static long Compressed(string path)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(path));
        return target.Length;
    }

    [GeneratedRegex("(?<name>--[\\w-]+):", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex("var\\((?<name>--[\\w-]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Use();
}
