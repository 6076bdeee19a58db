using System.Collections.Concurrent;
using Federated.Federation;

namespace Federated.Web.ClientApi;

/// <summary>How much of a limit is left, and when it begins anew.</summary>
sealed record Rate(int Limit, int Remaining, DateTimeOffset Reset)
{
    public bool Exceeded => Remaining < 0;
}

/// <summary>How often one token, or one address without, asks this node: counted in windows of five minutes, of which only the current one is kept.</summary>
sealed class ClientRates(TimeProvider clock)
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    long _window;

    public Rate Take(string key)
    {
        var window = clock.GetUtcNow().UtcTicks / Window.Ticks;
        if (Interlocked.Exchange(ref _window, window) != window)
            _counts.Clear();
        var count = _counts.AddOrUpdate(key, 1, (_, n) => Math.Min(n + 1, Limits.ApiRequests + 1));
        return new(Limits.ApiRequests, Limits.ApiRequests - count, new DateTimeOffset((window + 1) * Window.Ticks, TimeSpan.Zero));
    }
}
