using System.Globalization;
using System.Security.Claims;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Federated.Bench;

/// <summary>
/// A page of 20 of what 1,000 people, who follow 200 each, see first, as the hub reads it: entries and cards; floor: the two bare queries by index.
/// Among 100,000 and among a million posts. And the whole page over HTTP.
/// </summary>
sealed class HomeBench
{
    public const string Name = "home";
    public const string What = "20 posts of a home timeline with all that is shown of them / ids and posts by index";
    const int Follows = 200;
    const int InFlight = 4;
    const int Sessions = 20;

    readonly BenchHub _hub;
    readonly HomeWorld _world;

    HomeBench(HomeWorld world) => (_hub, _world) = (world.Hub, world);

    public static async Task RunAsync(Report report)
    {
        await using var hub = await BenchHub.StartAsync();
        var bench = new HomeBench(await HomeWorld.FillAsync(hub, Follows));
        var small = await bench.MeasureAsync(100_000, days: 1);
        report.Case("100,000 posts", small);
        var large = await bench.MeasureAsync(900_000, days: 9);
        report.Case("1,000,000 posts", large);
        report.Growth("100,000", small, "1,000,000 posts", large);
        await bench.PageAsync(report);
    }

    async Task<Result> MeasureAsync(int more, int days)
    {
        await _world.GrowAsync(more, days);
        return await Result.MeasureAsync(
            Environment.ProcessId,
            new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 1_200)], InFlight, _ => _world.BareAsync())),
            new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 300)], InFlight, _ => ReadAsync())));
    }

    async Task ReadAsync()
    {
        var viewer = Viewer.SignedIn(_world.Anybody);
        await using var db = await _hub.Database.OpenAsync(CancellationToken.None);
        var entries = await Timeline.HomeAsync(db, viewer, new(Limits.PageItems), CancellationToken.None);
        var cards = await PostCards.LoadAsync(db, entries, viewer, CancellationToken.None);
        if (cards.Count != Limits.PageItems || cards.Any(c => c.Author.Id == viewer.ActorId || !c.Post.Content.StartsWith("<p>Post ", StringComparison.Ordinal)))
            throw new InvalidOperationException($"{cards.Count} posts are shown.");
    }

    async Task PageAsync(Report report)
    {
        var cookies = new List<string>();
        for (var i = 0; i < Sessions; i++)
            cookies.Add(await CookieAsync(_world.FirstReader + i));
        var bytes = 0;
        async Task GetAsync(string cookie)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            using var answer = await _hub.Http.SendAsync(request);
            var html = await answer.Content.ReadAsStringAsync();
            bytes = html.Length;
            if (!answer.IsSuccessStatusCode || !html.Contains("says something that takes some words", StringComparison.Ordinal))
                throw new InvalidOperationException($"{answer.StatusCode} was answered.");
        }
        var page = new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 80)], InFlight, n => GetAsync(cookies[n % Sessions])));
        var result = await Result.MeasureAsync(Environment.ProcessId, new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 80)], InFlight, _ => ReadAsync())), page, pairs: 3);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{"the page over HTTP:",-34} {result.Rate:F0}/s of {bytes / 1024} KB, {result.CpuMicroseconds:F0} CPU-us each, {result.Ratio:F2} of reading alone"));
    }

    async Task<string> CookieAsync(long reader)
    {
        var token = await _hub.Database.TransactAsync(tx => SessionStore.StartAsync(tx, reader, SignInMethod.Link, "", CancellationToken.None), CancellationToken.None) ?? throw new InvalidOperationException("no session");
        var options = _hub.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(HubSignIn.Scheme);
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(BrowserSession.TokenClaim, token)], HubSignIn.Scheme));
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(new AuthenticationTicket(user, HubSignIn.Scheme))}";
    }
}
