using System.Globalization;
using System.Text.RegularExpressions;

namespace Federated.Instance.Storage;

/// <summary>The folder with initdb and postgres of one version.</summary>
sealed partial record PostgresBinaries(string Folder, int Version)
{
    public const int Oldest = 15;

    public string InitDb => Path.Combine(Folder, "initdb");
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The newest one installed, or the one of the version that a cluster was made with.</summary>
    public static async Task<PostgresBinaries> FindAsync(int? clusterVersion, IReadOnlyList<string>? folders, CancellationToken ct)
    {
        List<PostgresBinaries> found = [];
        foreach (var folder in (folders ?? [.. SystemFolders()]).Select(RealFolder).OfType<string>().Distinct())
            if (await VersionAsync(folder, ct) is { } version && version >= Oldest)
                found.Add(new PostgresBinaries(folder, version));
        var best = clusterVersion is { } wanted ? found.Find(b => b.Version == wanted) : found.MaxBy(b => b.Version);
        if (best is not null)
            return best;
        throw new StorageException(clusterVersion is not null && found.Count > 0
            ? $"The embedded database was made by PostgreSQL {clusterVersion} and only {string.Join(", ", found.Select(b => b.Version))} is installed: install postgresql-{clusterVersion}, or take a backup there and restore it here."
            : $"PostgreSQL {clusterVersion ?? Oldest}{(clusterVersion is null ? " or newer" : "")} is not installed: install it (Debian and Ubuntu: apt-get install postgresql), or set Database:ConnectionString.");
    }

    static IEnumerable<string> SystemFolders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        foreach (var (root, pattern, below) in new[] { ("/usr/lib/postgresql", "*", "bin"), ("/usr", "pgsql-*", "bin"), ("/usr/libexec", "postgresql*", "") })
            if (Directory.Exists(root))
                foreach (var version in Directory.EnumerateDirectories(root, pattern))
                    yield return Path.Combine(version, below);
    }

    // Links lead from PATH into the folder where the server finds the rest of itself.
    static string? RealFolder(string folder)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres))
            return null;
        var real = Path.GetDirectoryName(File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres)!;
        return File.Exists(Path.Combine(real, "initdb")) ? real : null;
    }

    static async Task<int?> VersionAsync(string folder, CancellationToken ct)
    {
        var (_, output) = await ExternalProgram.RunAsync([Path.Combine(folder, "postgres"), "--version"], ct);
        return Major().Match(output) is { Success: true } match ? int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^postgres \(PostgreSQL\) (?<major>\d{1,3})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Major();
}
