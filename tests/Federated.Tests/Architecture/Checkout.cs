using System.Text.RegularExpressions;

namespace Federated.Tests.Architecture;

/// <summary>The files of this checkout, as the rules about them read them.</summary>
static partial class Checkout
{
    static readonly string[] Generated = ["bin", "obj", "node_modules", "lib"];

    /// <summary>The folder of Federated.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A source file: its path from the root with slashes, and its text.</summary>
    public sealed record Source(string Path, string Text)
    {
        public string Name => System.IO.Path.GetFileName(Path);

        /// <summary>`Posts` for src/Instance/Posts/..., "" for a file at the project's root.</summary>
        public string Feature => Path.Split('/') is [_, _, var folder, _, ..] ? folder : "";

        /// <summary>Constants whose name ends with Sql, with the text of their raw literals.</summary>
        public IEnumerable<(string Name, string Sql)> SqlConstants() =>
            SqlConstant().Matches(Text).Select(m => (m.Groups["name"].Value, m.Groups["value"].Value));
    }

    /// <summary>All C# files under a folder, generated ones left out.</summary>
    public static IReadOnlyList<Source> CSharp(string folder) => Files(folder, "*.cs");

    public static IReadOnlyList<Source> Files(string folder, string pattern) =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Split('/').Intersect(Generated, StringComparer.Ordinal).Any()
           orderby path
           select new Source(path, File.ReadAllText(file)),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with one line for each breach.</summary>
    public static void AssertNone(IEnumerable<string> breaches) => Assert.True(breaches.ToArray() is [], string.Join('\n', breaches.Distinct().Prepend("")));

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Federated.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside a checkout.");
    }

    [GeneratedRegex(""" const string (?<name>\w*Sql) = (?<value>.*?);\r?\n""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex SqlConstant();
}
