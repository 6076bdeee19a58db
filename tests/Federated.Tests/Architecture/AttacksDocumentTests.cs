using System.Text.RegularExpressions;

namespace Federated.Tests.Architecture;

/// <summary>docs/attacks.md names the tests of each attack; they are there.</summary>
public sealed partial class AttacksDocumentTests
{
    static readonly Dictionary<string, HashSet<string>> Tests = typeof(AttacksDocumentTests).Assembly.GetTypes()
        .Where(t => t.Name.EndsWith("Tests", StringComparison.Ordinal))
        .GroupBy(t => t.Name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.SelectMany(t => t.GetMethods()).Where(m => m.IsDefined(typeof(FactAttribute), inherit: true)).Select(m => m.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void Every_test_that_it_names_exists() => Checkout.AssertNone(
        from line in File.ReadLines(Path.Combine(Checkout.Root, "docs", "attacks.md"))
        from Match named in Name().Matches(line)
        let tests = Tests.GetValueOrDefault(named.Groups["class"].Value)
        where tests is null || tests.Count == 0 || (named.Groups["test"].Value is not "*" and var test && !tests.Contains(test))
        select $"there is no {named.Value}");

    [Fact]
    public void Every_row_names_a_test() => Checkout.AssertNone(
        from line in File.ReadLines(Path.Combine(Checkout.Root, "docs", "attacks.md"))
        where line.StartsWith("| AT-", StringComparison.Ordinal) && !Name().IsMatch(line)
        select line);

    [GeneratedRegex(@"\b(?<class>\w+Tests)\.(?<test>\*|\w+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Name();
}
