using System.Diagnostics;
using System.Globalization;
using Federated.Instance.Delivery;
using Federated.Instance.Inbox;
using Federated.Tests.Fuzz;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Bench;

/// <summary>A hundred thousand cases for each reader and for the inbox, from the generators of the tests: how long, the slowest, and how memory grows. Runs only when it is named.</summary>
static class FuzzBench
{
    public const string Name = "fuzz";
    public const string What = "made-up input for each reader, and made-up requests to the inbox, 100,000 each";
    const int Cases = 100_000;
    const int Batch = 10_000;
    const int AtOnce = 16;

    public static async Task RunAsync(Report report)
    {
        var first = Random.Shared.Next();
        report.Say($"seeds from {first.ToString(CultureInfo.InvariantCulture)}");
        foreach (var (name, one) in Parsers.All)
        {
            var (started, slowest) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
            for (var i = 0; i < Cases; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                await one(unchecked(first + i) & int.MaxValue);
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(begun).Ticks));
            }
            report.Say(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {Stopwatch.GetElapsedTime(started).TotalSeconds,5:F0} s, the slowest {slowest.TotalMilliseconds:F0} ms, {Environment.WorkingSet >> 20} MB"));
        }
        await InboxAsync(report, first);
    }

    static async Task InboxAsync(Report report, int first)
    {
        await using var hub = await BenchHub.StartAsync();
        var services = hub.Get<IServiceProvider>();
        var (inbox, delivery) = (ActivatorUtilities.CreateInstance<InboxWorker>(services), ActivatorUtilities.CreateInstance<DeliveryWorker>(services));
        await inbox.StartAsync(CancellationToken.None);
        await delivery.StartAsync(CancellationToken.None);
        await using var wild = await WildInbox.OnAsync(services, hub.Http);
        for (var done = 0; done < Cases; done += Batch)
        {
            var started = Stopwatch.GetTimestamp();
            await BenchHub.ForEachAsync([.. Enumerable.Range(done, Batch)], AtOnce, i => wild.SendAsync(unchecked(first + i) & int.MaxValue));
            await wild.SettleAsync();
            report.Say(string.Create(CultureInfo.InvariantCulture, $"inbox {done + Batch,12} {Stopwatch.GetElapsedTime(started).TotalSeconds,5:F0} s, {Environment.WorkingSet >> 20} MB"));
        }
        report.Say($"answers: {string.Join(", ", wild.Answers.Select(a => $"{a.Key.ToString(CultureInfo.InvariantCulture)}: {a.Value.ToString(CultureInfo.InvariantCulture)}"))}");
        await inbox.StopAsync(CancellationToken.None);
        await delivery.StopAsync(CancellationToken.None);
    }
}
