using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Federated.Instance.Storage;

/// <summary>One step of the schema, <c>NNNN_words</c>, run once and never changed afterwards.</summary>
public sealed partial record Migration(string Name, string Sql)
{
    const string Folder = ".Storage.Migrations.";

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The hub's schema, in order: the files of Storage/Migrations.</summary>
    public static IReadOnlyList<Migration> All { get; } = Embedded(typeof(Migration).Assembly);

    static Migration[] Embedded(Assembly assembly) =>
    [
        .. from resource in assembly.GetManifestResourceNames()
           let match = FileName().Match(resource)
           where match.Success && resource.Contains(Folder, StringComparison.Ordinal)
           orderby match.Groups["name"].Value
           select new Migration(match.Groups["name"].Value, Read(assembly, resource)),
    ];

    static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.(?<name>\d{4}_[a-z0-9_]+)\.sql$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
