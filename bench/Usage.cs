using System.Globalization;

namespace Federated.Bench;

/// <summary>What a process and all that descend from it use of the machine, as /proc tells.</summary>
static class Usage
{
    const double MicrosecondsPerTick = 10_000;

    /// <summary>A process and all that descend from it, itself first.</summary>
    public static List<int> Family(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(p => int.TryParse(Path.GetFileName(p), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Parent: Field(id, "status", "PPid:"))).ToList();
        var family = new List<int> { root };
        for (var i = 0; i < family.Count; i++)
            family.AddRange(parents.Where(p => p.Parent == family[i]).Select(p => p.Id));
        return family;
    }

    /// <summary>CPU time of a family so far, those of its members that ended included.</summary>
    public static double CpuMicroseconds(int root) => Family(root).Sum(Ticks) * MicrosecondsPerTick;

    public static double ResidentMegabytes(int id) => Field(id, "status", "VmRSS:") / 1024.0;

    public static double PeakMegabytes(int id) => Field(id, "status", "VmHWM:") / 1024.0;

    /// <summary>Its share of what processes hold together.</summary>
    public static double ProportionalMegabytes(int id) => Field(id, "smaps_rollup", "Pss:") / 1024.0;

    public static int Threads(int id) => Field(id, "status", "Threads:");

    public static int Sockets(int id) => Try([], () => Directory.GetFiles($"{Of(id)}/fd"))
        .Count(f => Try(false, () => File.ResolveLinkTarget(f, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) is true));

    /// <summary>The peak is counted from now on.</summary>
    public static void ResetPeak(int id) => File.WriteAllText($"{Of(id)}/clear_refs", "5");

    /// <summary>User and system time, and those of children that were waited for: fields 14 to 17, counted after the name in brackets.</summary>
    static long Ticks(int id)
    {
        var stat = Try("", () => File.ReadAllText($"{Of(id)}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Skip(11).Take(4).Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
    }

    static int Field(int id, string file, string name) => Try(0, () => File.ReadLines($"{Of(id)}/{file}")
        .Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Select(l => int.Parse(l[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).FirstOrDefault());

    static string Of(int id) => $"/proc/{id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A process may end while it is looked at.</summary>
    static T Try<T>(T otherwise, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }
}
