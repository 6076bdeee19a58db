using System.Reflection;
using System.Text.RegularExpressions;

namespace Federated.Tests.Architecture;

/// <summary>Web sees Instance sees Federation, and each floor of Instance sees only those below.</summary>
public sealed partial class ProjectRules
{
    static readonly string[] Ground = ["Config", "Storage", "Text", "Ids"];
    static readonly string[] Shared = ["Actors", "Posts", "Inbox", "Delivery", "Notifications", "Policies", "Mail", "Transfers"];

    static readonly Assembly Federation = typeof(Federated.Federation.Limits).Assembly;
    static readonly Assembly Instance = typeof(Federated.Instance.Setup).Assembly;

    [Fact]
    public void Federation_knows_only_the_base_library() => Checkout.AssertNone(
        References(Federation).Where(name => !IsBaseLibrary(name) && name != "Microsoft.Extensions.Logging.Abstractions"));

    [Fact]
    public void Instance_knows_no_web_framework() => Checkout.AssertNone(
        References(Instance).Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));

    [Fact]
    public void Projects_refer_downwards() => Checkout.AssertNone(
        from project in Checkout.Files("src", "*.csproj")
        from reference in ProjectReference().Matches(project.Text).Select(m => m.Groups["name"].Value)
        where (Path.GetFileNameWithoutExtension(project.Path), reference) is not (("Web", "Instance") or ("Instance", "Federation"))
        select $"{project.Path} refers to {reference}");

    [Fact]
    public void Web_has_no_SQL() => Checkout.AssertNone(
        from source in Checkout.CSharp("src/Web")
        from Match match in Sql().Matches(source.Text)
        select $"{source.Path}: {match.Value}");

    [Fact]
    public void Web_leaves_Npgsql_and_Dapper_to_Instance() => Checkout.AssertNone(
        from source in Checkout.CSharp("src/Web")
        where !source.Path.StartsWith("src/Web/Hosting/", StringComparison.Ordinal)
        from Match match in DataAccess().Matches(source.Text)
        select $"{source.Path}: {match.Value}");

    [Fact]
    public void Instance_calls_down_and_never_a_sibling_feature() => Checkout.AssertNone(
        from source in Checkout.CSharp("src/Instance")
        where source.Feature.Length > 0
        from Match match in InstanceNamespace().Matches(source.Text)
        let seen = match.Groups["feature"].Value
        where seen != source.Feature && !MaySee(source.Feature, seen)
        select $"{source.Path} sees {seen}");

    [Fact]
    public void Only_Setup_sees_every_feature() => Checkout.AssertNone(
        from source in Checkout.CSharp("src/Instance")
        where source.Feature.Length == 0 && source.Name != "Setup.cs" && InstanceNamespace().IsMatch(source.Text)
        select $"{source.Path} is at the root and sees a feature");

    [Fact]
    public void Namespaces_are_folders() => Checkout.AssertNone(
        from source in Checkout.CSharp("src").Concat(Checkout.CSharp("tests/Federated.Tests"))
        let declared = Namespace().Match(source.Text) is { Success: true } m ? m.Groups["name"].Value : null
        let folders = Path.GetDirectoryName(source.Path)!.Split('/')
        let expected = folders[0] == "src" ? $"Federated.{string.Join('.', folders[1..])}" : string.Join('.', folders[1..])
        where declared is not null && declared != expected
        select $"{source.Path} declares {declared}");

    static bool MaySee(string feature, string seen) =>
        Ground.Contains(feature) ? Ground.Contains(seen)
        : Ground.Contains(seen) || Shared.Contains(seen);

    static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    static bool IsBaseLibrary(string name) =>
        name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/(?<name>\w+)\.csproj""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"""\s*(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+table|alter\s+table)\s.*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(using (Npgsql|Dapper)|Npgsql\w*\.|Npgsql(Connection|Command|Exception)\b)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DataAccess();

    [GeneratedRegex(@"\bFederated\.Instance\.(?<feature>\w+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex InstanceNamespace();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Namespace();
}
