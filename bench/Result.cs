using System.Diagnostics;
using System.Globalization;

namespace Federated.Bench;

/// <summary>One way to do something: what is made ready before it, untimed, and the work, which gives how many operations it did.</summary>
public sealed record Side(Func<Task<int>> Work)
{
    public Func<Task>? Before { get; init; }
}

/// <summary>
/// Rates of a workload and of its floor, measured alternately in one run so that noise of the machine cancels; what an operation costs the hub
/// and its database in CPU time, which hardly changes with what else runs; and the hub's memory.
/// </summary>
public sealed record Result(IReadOnlyList<(double Floor, double Work)> Pairs, double CpuMicroseconds, double PeakMegabytes, double GrownMegabytes)
{
    const int Usual = 5;

    public double Ratio => Median(Pairs.Select(p => p.Work / p.Floor));

    public double Rate => Median(Pairs.Select(p => p.Work));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"ratio {Ratio:F2} ({Pairs.Min(p => p.Work / p.Floor):F2}-{Pairs.Max(p => p.Work / p.Floor):F2}), {Rate:F0}/s of {Median(Pairs.Select(p => p.Floor)):F0}/s, {CpuMicroseconds:F0} CPU-us each, peak {PeakMegabytes:F0} MB ({GrownMegabytes:+0;-0;0})");

    /// <summary>Runs floor and workload in turn, after some rounds to warm up, as a hub compiles while it begins to run.</summary>
    /// <param name="process">The hub, whose CPU time and memory are read while the workload runs.</param>
    /// <param name="floor">The unavoidable steps.</param>
    /// <param name="work">What the hub does.</param>
    /// <param name="pairs">How often.</param>
    public static async Task<Result> MeasureAsync(int process, Side floor, Side work, int pairs = Usual)
    {
        for (var i = 0; i < pairs / 2; i++)
        {
            await RateAsync(floor);
            await RateAsync(work);
        }
        var rates = new List<(double, double)>();
        var (cpu, operations, before) = (0.0, 0, Usage.ResidentMegabytes(process));
        Usage.ResetPeak(process);
        for (var i = 0; i < pairs; i++)
        {
            var f = await RateAsync(floor);
            var w = await RateAsync(work, process);
            (cpu, operations) = (cpu + w.Cpu, operations + w.Count);
            rates.Add((f.Rate, w.Rate));
        }
        return new Result(rates, cpu / operations, Usage.PeakMegabytes(process), Usage.ResidentMegabytes(process) - before);
    }

    static async Task<(double Rate, int Count, double Cpu)> RateAsync(Side side, int? process = null)
    {
        if (side.Before is { } prepare)
            await prepare();
        var cpu = process is { } before ? Usage.CpuMicroseconds(before) : 0;
        var started = Stopwatch.GetTimestamp();
        var count = await side.Work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (count / seconds, count, process is { } after ? Usage.CpuMicroseconds(after) - cpu : 0);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

/// <summary>What a benchmark says, line by line, under its name.</summary>
public sealed class Report
{
    readonly string _name;
    readonly TextWriter _screen;

    public Report(string name, string what, TextWriter screen)
    {
        (_name, _screen) = (name, screen);
        _screen.WriteLine($"{_name,-14} {what}");
    }

    public void Say(string line) => _screen.WriteLine($"{"",-14} {line}");

    public void Case(string @case, Result result) => Say($"{@case + ":",-34} {result}");

    /// <summary>How the cost of one operation grows from one size to a larger one.</summary>
    public void Growth(string from, Result small, string to, Result large) => Say(string.Create(CultureInfo.InvariantCulture,
        $"{$"from {from} to {to}:",-34} each costs {large.CpuMicroseconds / small.CpuMicroseconds:F2} times the CPU time, {small.Rate / large.Rate:F2} times the time (floor {Floor(small) / Floor(large):F2})"));

    static double Floor(Result result) => Result.Median(result.Pairs.Select(p => p.Floor));
}
