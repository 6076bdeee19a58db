using System.Text.RegularExpressions;
using Federated.Web.Hosting;

namespace Federated.Tests.Architecture;

/// <summary>What is written about the code is true of it.</summary>
public sealed partial class DocumentRules
{
    [Fact]
    public void Every_setting_is_documented_and_every_documented_setting_exists()
    {
        var documented = SettingRow().Matches(Checkout.Read("docs/operators/configuration.md")).Select(m => m.Groups["key"].Value).ToArray();

        Assert.Equal(Settings.Keys.Order(StringComparer.Ordinal), documented.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_that_the_container_copies_exist() => Checkout.AssertNone(
        from Match line in Copy().Matches(Checkout.Read("docker/Dockerfile"))
        from source in line.Groups["sources"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where !Path.Exists(Path.Combine(Checkout.Root, source))
        select $"docker/Dockerfile copies {source}, which is not there");

    [Fact]
    public void Links_between_documents_lead_somewhere() => Checkout.AssertNone(
        from document in Directory.EnumerateFiles(Checkout.Root, "*.md").Select(f => new Checkout.Source(Path.GetFileName(f), File.ReadAllText(f)))
            .Concat(Checkout.Files("docs", "*.md"))
        from Match link in Link().Matches(document.Text)
        let target = Path.Combine(Checkout.Root, Path.GetDirectoryName(document.Path)!, link.Groups["path"].Value)
        where !Path.Exists(target)
        select $"{document.Path} links to {link.Groups["path"].Value}");

    [Fact]
    public void The_build_has_one_licence() =>
        Assert.StartsWith("GNU AFFERO GENERAL PUBLIC LICENSE", Checkout.Read("LICENSE").TrimStart(), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w+(:\w+)+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"^COPY (?!--from)(?<sources>.+) \S+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Copy();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)(?<path>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();
}
