using System.Net.Http.Headers;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Ids;

namespace Federated.Bench;

/// <summary>
/// A page of 20 of the home timeline of people who follow 500, through the API of apps, from the request to the first byte of the answer and to its
/// end; floor: the two bare queries by index. Among 100,000 and among a million posts.
/// </summary>
sealed class HomeApiBench(HomeWorld world, IReadOnlyList<string> tokens)
{
    public const string Name = "home-api";
    public const string What = "20 posts of a home timeline by the API of apps, until the first byte / ids and posts by index";
    const int Follows = 500;
    const int InFlight = 4;

    /// <summary>Many accounts, so that none asks more often than the hub lets it.</summary>
    const int Sessions = 200;

    public static async Task RunAsync(Report report)
    {
        await using var hub = await BenchHub.StartAsync();
        var world = await HomeWorld.FillAsync(hub, Follows);
        await world.GrowAsync(100_000, days: 1);
        var app = (await hub.Get<Granting>().RegisterAsync(new App { Name = "bench", RedirectUris = [App.OutOfBand], Scopes = ["read"] }, CancellationToken.None)).App;
        var tokens = new List<string>();
        for (var i = 0; i < Sessions; i++)
            tokens.Add(await TokenAsync(hub, app, world.FirstReader + i));
        var bench = new HomeApiBench(world, tokens);
        var small = await bench.MeasureAsync();
        report.Case("100,000 posts", small);
        await world.GrowAsync(900_000, days: 9);
        var large = await bench.MeasureAsync();
        report.Case("1,000,000 posts", large);
        report.Growth("100,000", small, "1,000,000 posts", large);
    }

    static Task<string> TokenAsync(BenchHub hub, App app, long account) => hub.Database.TransactAsync(
        async tx => await TokenStore.AddAsync(tx, hub.Get<IdMaker>(), new Allowed { AppId = app.Id, AccountId = account, Scopes = ["read"] }, CancellationToken.None) ?? throw new InvalidOperationException("no token"), CancellationToken.None);

    Task<Result> MeasureAsync() => Result.MeasureAsync(
        Environment.ProcessId,
        new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 1_200)], InFlight, _ => world.BareAsync())),
        new Side(() => BenchHub.ForEachAsync([.. Enumerable.Range(0, 400)], InFlight, n => AskAsync(tokens[n % Sessions]))));

    async Task AskAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/timelines/home?limit=20");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await world.Hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var first = new byte[2];
        if (!answer.IsSuccessStatusCode || await body.ReadAtLeastAsync(first, 2, throwOnEndOfStream: false) < 2 || first[1] != '{')
            throw new InvalidOperationException($"{answer.StatusCode} was answered.");
    }
}
