using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Tests.Web.TagHelpers;
using Federated.Web.Localization;

namespace Federated.Tests.Web.Localization;

/// <summary>Holds the message files together: with each other and with the code that uses them.</summary>
public sealed partial class MessageFileTests
{
    static readonly Dictionary<string, string> English = Read("en");
    static readonly Lazy<(HashSet<string> Keys, HashSet<string> Prefixes)> Used = new(InCode);

    public static TheoryData<string> Translations =>
        new(Directory.EnumerateFiles(Repository.Path("i18n"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => f is not ("en" or "qqq")));

    [Fact]
    public void Every_message_is_documented_and_nothing_else() => Assert.Equal(English.Keys.Order(), Read("qqq").Keys.Order());

    [Fact]
    public void Documentation_says_something() => Assert.DoesNotContain(Read("qqq"), m => m.Value.Length < 10);

    [Fact]
    public void Keys_are_named_by_area() => Assert.All(English.Keys, key => Assert.Matches("^federated-[a-z]+(-[a-z0-9]+)+$", key));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_no_message_of_its_own(string language) => Assert.Empty(Read(language).Keys.Except(English.Keys));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_uses_the_parameters_of_the_original(string language) => Assert.All(
        Read(language), message => Assert.Equal((message.Key, Parameters(English[message.Key])), (message.Key, Parameters(message.Value))));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_no_more_plural_forms_than_its_language(string language)
    {
        var forms = Enumerable.Range(0, 200).Append(1_000_000).Select(n => (decimal)n).Append(1.5m)
            .Max(n => PluralRules.FormOf(Languages.Chain(language), n)) + 1;

        Assert.All(Read(language), m => Assert.All(Plurals(MessageParser.Parse(m.Value)), p => Assert.InRange(p.Forms.Count, 1, forms)));
    }

    [Fact]
    public void Documentation_speaks_of_every_parameter()
    {
        var documented = Read("qqq");
        Assert.All(English, message => Assert.Equal("", string.Join(' ', Numbers(message.Value).Where(p => !documented[message.Key].Contains(p, StringComparison.Ordinal)).Select(p => $"{message.Key} {p}"))));
    }

    [Fact]
    public void Every_message_that_the_code_names_exists()
    {
        Assert.Empty(Used.Value.Keys.Except(English.Keys));
        Assert.All(Used.Value.Prefixes, prefix => Assert.Contains(English.Keys, key => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_message_is_used() => Assert.All(
        English.Keys,
        key => Assert.True(Used.Value.Keys.Contains(key) || Used.Value.Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)), key));

    [Fact]
    public void Icons_that_pages_name_exist()
    {
        var named = Sources().SelectMany(file => IconName().Matches(File.ReadAllText(file))).Select(m => m.Groups["name"].Value);

        Assert.Empty(named.Except(Federated.Web.TagHelpers.Icons.Names));
    }

    static Dictionary<string, string> Read(string language)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.Path("i18n", $"{language}.json")));
        return json.RootElement.EnumerateObject().Where(m => !m.Name.StartsWith('@')).ToDictionary(m => m.Name, m => m.Value.GetString()!);
    }

    static (HashSet<string>, HashSet<string>) InCode()
    {
        var named = Sources().SelectMany(file => KeyInCode().Matches(File.ReadAllText(file))).ToLookup(
            match => match.Groups["open"].Success, match => match.Groups["key"].Value);
        return ([.. named[false]], [.. named[true]]);
    }

    static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Repository.Path("src"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml")
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"));

    static string Parameters(string message) => string.Join(' ', Numbers(message).Order());

    static IEnumerable<string> Numbers(string message) => Parameter().Matches(message).Select(m => m.Value).Distinct();

    static IEnumerable<PluralPart> Plurals(Message message) => message.Parts.OfType<PluralPart>();

    [GeneratedRegex("\"(?<key>federated-[a-z]+-[a-z0-9-]*)(\"|(?<open>\\{))", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyInCode();

    [GeneratedRegex("(<cdx-icon name|[^-]icon)=\"(?<name>[a-z-]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IconName();

    [GeneratedRegex("\\$[1-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
