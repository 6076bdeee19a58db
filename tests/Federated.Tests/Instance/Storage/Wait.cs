using System.Diagnostics;

namespace Federated.Tests.Instance.Storage;

static class Wait
{
    /// <summary>Waits for a condition, and fails when it does not come true in time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s.");
            await Task.Delay(20);
        }
    }

    public static Task UntilAsync(Func<bool> condition, int seconds = 60) => UntilAsync(() => Task.FromResult(condition()), seconds);
}
