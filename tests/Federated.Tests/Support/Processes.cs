using System.Globalization;

namespace Federated.Tests.Support;

/// <summary>What runs on this machine.</summary>
static class Processes
{
    /// <summary>The ids of those that work in a folder or below it.</summary>
    public static IEnumerable<int> In(string folder) =>
        from process in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out _) && WorksIn(process, folder)
        select int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture);

    static bool WorksIn(string process, string folder)
    {
        try
        {
            return Directory.ResolveLinkTarget($"{process}/cwd", returnFinalTarget: false)?.FullName is { } works
                && (works == folder || works.StartsWith(folder + "/", StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
