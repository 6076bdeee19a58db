using System.Diagnostics;
using System.Globalization;

namespace Federated.Bench;

/// <summary>Rates of a workload and of its floor, measured alternately in one run, so that noise of the machine cancels.</summary>
public sealed record Result(IReadOnlyList<(double Floor, double Work)> Pairs, double CpuMicroseconds)
{
    public const int Count = 5;

    public double Ratio => Median(Pairs.Select(p => p.Work / p.Floor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"ratio {Ratio:F2} ({Pairs.Min(p => p.Work / p.Floor):F2}-{Pairs.Max(p => p.Work / p.Floor):F2}), {Median(Pairs.Select(p => p.Work)):F0}/s of {Median(Pairs.Select(p => p.Floor)):F0}/s, {CpuMicroseconds:F0} CPU-us per operation, {Environment.WorkingSet / 1024 / 1024} MB");

    /// <summary>Runs floor and workload five times in turn; each gives its operations per second.</summary>
    public static async Task<Result> MeasureAsync(Func<Task<int>> floor, Func<Task<int>> work)
    {
        await RateAsync(floor);
        await RateAsync(work);
        var pairs = new List<(double, double)>();
        var cpu = TimeSpan.Zero;
        var operations = 0;
        for (var i = 0; i < Count; i++)
        {
            var (floorRate, _) = await RateAsync(floor);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var (workRate, count) = await RateAsync(work);
            cpu += Process.GetCurrentProcess().TotalProcessorTime - before;
            operations += count;
            pairs.Add((floorRate, workRate));
        }
        return new Result(pairs, cpu.TotalMicroseconds / operations);
    }

    static async Task<(double Rate, int Count)> RateAsync(Func<Task<int>> run)
    {
        var started = Stopwatch.GetTimestamp();
        var count = await run();
        return (count / Stopwatch.GetElapsedTime(started).TotalSeconds, count);
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
