using System.Net.Http.Headers;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Bench;

/// <summary>1,000 public notes, asked for without a signature; every answer is checked for its id.</summary>
static class ObjectBench
{
    const int Objects = 1_000;
    const int InFlight = 64;

    public static async Task<Result> RunAsync(BenchHub hub)
    {
        var uris = await SeedAsync(hub);
        return await Result.MeasureAsync(
            () => BenchHub.ForEachAsync(uris, InFlight, async _ => await hub.Http.GetStringAsync("/livez")),
            () => BenchHub.ForEachAsync(uris, InFlight, async uri =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, uri);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/activity+json"));
                using var answer = await hub.Http.SendAsync(request);
                if (!(await answer.Content.ReadAsStringAsync()).Contains($"\"id\":\"{uri}\"", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{answer.StatusCode} at {uri}");
            }));
    }

    static async Task<List<string>> SeedAsync(BenchHub hub)
    {
        var ada = await hub.Database.TransactAsync(tx => hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Person, "ada", "Ada", CancellationToken.None), CancellationToken.None);
        var uris = new List<string>();
        await hub.Database.TransactAsync(async tx =>
        {
            for (var i = 0; i < Objects; i++)
                uris.Add((await hub.Get<Posting>().WriteAsync(
                    tx, new Draft { Author = ada!, Writer = ada!, Source = $"Note {i} with **some** text.", Visibility = Visibility.Public }, CancellationToken.None)).Value!.Uri);
        }, CancellationToken.None);
        return uris;
    }
}
