using System.Reflection;
using System.Text.RegularExpressions;

namespace Federated.Tests.Architecture;

/// <summary>Names, calls and comments that the house does not have.</summary>
public sealed partial class CodeRules
{
    static readonly string[] ForbiddenEndings = ["Service", "Services", "Manager", "Helper", "Helpers", "Util", "Utils", "Base", "Impl", "Dto", "Common", "Repository"];

    /// <summary>Terms of the specifications: RFC 9421 section 2.5, NodeInfo's member `services`, Razor.</summary>
    static readonly string[] Terms = ["SignatureBase", "NodeInfoServices"];

    /// <summary>Where any failure is caught: the loops of the workers, and the queue that answers for a whole batch.</summary>
    static readonly string[] CatchAll = ["InboxWorker.cs", "DeliveryWorker.cs", "InboxQueue.cs", "PeriodicWorker.cs"];

    static readonly Assembly[] Ours =
        [typeof(Federated.Federation.Limits).Assembly, typeof(Federated.Instance.Setup).Assembly, typeof(Federated.Web.Commands.CommandLine).Assembly];

    static IReadOnlyList<Checkout.Source> Sources => Checkout.CSharp("src");

    [Fact]
    public void No_type_has_an_empty_name() => Checkout.AssertNone(
        from assembly in Ours
        from type in assembly.GetTypes()
        where type.Namespace?.StartsWith("Federated", StringComparison.Ordinal) == true
        let name = type.Name.Split('`')[0]
        where ForbiddenEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal)) && !Terms.Contains(name) && !name.EndsWith("TagHelper", StringComparison.Ordinal)
        select $"{type.FullName} says nothing about what it is for");

    [Fact]
    public void No_folder_has_an_empty_name() => Checkout.AssertNone(
        from source in Sources
        from folder in Path.GetDirectoryName(source.Path)!.Split('/')
        where ForbiddenEndings.Contains(folder)
        select source.Path);

    [Fact]
    public void Banned_calls_stay_banned() => Checkout.AssertNone(
        from source in Sources
        from line in source.Text.Split('\n')
        where line.Contains("RS" + "0030", StringComparison.Ordinal)
        select $"{source.Path}: {line.Trim()}");

    [Fact]
    public void No_call_blocks_a_thread() => AssertAbsent(Blocking());

    [Fact]
    public void No_method_is_async_void() => AssertAbsent(AsyncVoid());

    [Fact]
    public void Regular_expressions_are_generated() => AssertAbsent(RuntimeRegex());

    [Fact]
    public void Regular_expressions_cannot_run_away() => Checkout.AssertNone(
        from source in Sources
        from Match match in GeneratedRegexUse().Matches(source.Text)
        where !match.Value.Contains("NonBacktracking", StringComparison.Ordinal) && !Milliseconds().IsMatch(match.Value)
        select $"{source.Path}: {match.Value.Trim()} has neither NonBacktracking nor a time limit");

    [Fact]
    public void No_comment_promises_work() => AssertAbsent(Promise());

    [Fact]
    public void Everything_is_caught_only_in_the_workers() => Checkout.AssertNone(
        from source in Sources
        where !CatchAll.Contains(source.Name)
        from Match match in CatchEverything().Matches(source.Text)
        select $"{source.Path}: {match.Value}");

    [Fact]
    public void Every_kind_of_log_line_has_a_number_of_its_own() => Checkout.AssertNone(
        from line in from source in Sources from Match match in LogNumber().Matches(source.Text) select (source.Path, Number: match.Groups["number"].Value)
        group line.Path by line.Number into same
        where same.Count() > 1
        select $"{same.Key}: {string.Join(", ", same)}");

    static void AssertAbsent(Regex pattern) => Checkout.AssertNone(
        from source in Sources
        from Match match in pattern.Matches(source.Text)
        select $"{source.Path}: {match.Value.Trim()}");

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(\)|Thread\.Sleep\(|\.WaitOne\(", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\basync void\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\bnew Regex\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split)\(", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RuntimeRegex();

    [GeneratedRegex(@"\[GeneratedRegex\(.*\]\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex GeneratedRegexUse();

    [GeneratedRegex(@"(, [\d_]+|matchTimeoutMilliseconds: *[\w.]+|, ""[\w-]*"", [\d_]+)\)\]", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK|XXX)\b|^\s*#region", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Promise();

    [GeneratedRegex(@"LoggerMessage\((?<number>\d+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LogNumber();

    [GeneratedRegex(@"catch( \(Exception( \w+)?\))?\s*\r?\n\s*\{(?!\s*(await )?[^}]*\bthrow;)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex CatchEverything();
}
