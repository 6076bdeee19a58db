using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Fetching;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;

namespace Federated.Bench;

/// <summary>Creates of 2 KB by 1,000 known actors on 200 hosts, 64 in flight; what was answered 202 is counted in the database.</summary>
static class InboxBench
{
    const int Hosts = 200;
    const int ActorsPerHost = 5;
    const int Batch = 3_000;
    const int InFlight = 64;
    static int _made;

    sealed record Signed(byte[] Body, string Actor, string Host, string Date, string Digest, string Signature);

    public static async Task<Result> RunAsync(BenchHub hub)
    {
        var keys = await SeedAsync(hub);
        var batches = new Queue<List<Signed>>(Enumerable.Range(0, 2 * (Result.Count + 1)).Select(_ => Make(hub, keys)));
        var result = await Result.MeasureAsync(
            () => BenchHub.ForEachAsync(batches.Dequeue(), InFlight, r => InProcessAsync(hub, r)),
            () => BenchHub.ForEachAsync(batches.Dequeue(), InFlight, r => OverHttpAsync(hub, r)));
        await using var db = await hub.Database.OpenAsync(CancellationToken.None);
        var stored = await db.ValueAsync<long>("select count(*) from inbox_item", null, CancellationToken.None);
        return stored == _made ? result : throw new InvalidOperationException($"{_made} were sent and {stored} are stored.");
    }

    /// <summary>1,000 remote actors; all share one of twenty keys, as making keys is slow and checking them is what counts.</summary>
    static async Task<List<SigningKey>> SeedAsync(BenchHub hub)
    {
        var shared = Enumerable.Range(0, 20).Select(_ => SigningKey.Create("shared").ToPkcs8()).ToList();
        var keys = new List<SigningKey>();
        await hub.Database.TransactAsync(async tx =>
        {
            for (var h = 0; h < Hosts; h++)
                for (var a = 0; a < ActorsPerHost; a++)
                {
                    var uri = string.Create(CultureInfo.InvariantCulture, $"http://h{h}.localhost:9/users/a{a}");
                    var host = string.Create(CultureInfo.InvariantCulture, $"h{h}.localhost:9");
                    var key = SigningKey.FromPkcs8($"{uri}#main-key", shared[keys.Count % shared.Count]);
                    var actor = await ActorStore.UpsertRemoteAsync(tx, new Actor
                    {
                        Id = hub.Get<IdMaker>().Next(), Uri = uri, Host = host, Domain = host, Name = string.Create(CultureInfo.InvariantCulture, $"a{a}"),
                        Inbox = $"{uri}/inbox", CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
                    }, CancellationToken.None);
                    await KeyStore.ReplaceRemoteAsync(tx, actor!.Id, [new RemoteKey(key.KeyId, key.PublicPem, null)], true, CancellationToken.None);
                    keys.Add(key);
                }
        }, CancellationToken.None);
        return keys;
    }

    static List<Signed> Make(BenchHub hub, List<SigningKey> keys)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var made = new Signed[Batch];
        Parallel.For(0, Batch, i =>
        {
            var key = keys[i % keys.Count];
            var actor = key.KeyId.Split('#')[0];
            var n = Interlocked.Increment(ref _made);
            var host = new Uri(actor).Authority;
            var body = Encoding.UTF8.GetBytes($$"""
                {"@context":"https://www.w3.org/ns/activitystreams","id":"http://{{host}}/activities/{{n}}","type":"Create","actor":"{{actor}}",
                 "to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{actor}}/followers"],
                 "object":{"id":"http://{{host}}/notes/{{n}}","type":"Note","attributedTo":"{{actor}}","to":["https://www.w3.org/ns/activitystreams#Public"],
                 "content":"<p>{{new string('x', 1500)}}</p>"} }
                """);
            var digest = Digests.Of(body);
            var signature = CavageSignature.Signer(key)(new UnsignedRequest("POST", "http", hub.Address.Host, "/inbox", date, digest, "application/activity+json")).Single().Value;
            made[i] = new Signed(body, actor, host, date, digest, signature);
        });
        return [.. made];
    }

    static async Task OverHttpAsync(BenchHub hub, Signed signed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inbox") { Content = new ByteArrayContent(signed.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
        request.Headers.TryAddWithoutValidation("Date", signed.Date);
        request.Headers.TryAddWithoutValidation("Digest", signed.Digest);
        request.Headers.TryAddWithoutValidation("Signature", signed.Signature);
        using var answer = await hub.Http.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The unavoidable: verify, parse, and store durably in shared commits.</summary>
    static async Task InProcessAsync(BenchHub hub, Signed signed)
    {
        var request = new SignedRequest("POST", "/inbox", "http", hub.Address.Host,
        [
            KeyValuePair.Create("Host", hub.Address.Host), KeyValuePair.Create("Date", signed.Date), KeyValuePair.Create("Digest", signed.Digest),
            KeyValuePair.Create("Content-Type", "application/activity+json"), KeyValuePair.Create("Signature", signed.Signature),
        ], signed.Body);
        if (Verifier.Read(request, TimeProvider.System.GetUtcNow()) is not SignatureClaim claim
            || await Verifier.VerifyAsync(claim, hub.Get<IKeySource>(), CancellationToken.None) is not Verified)
            throw new InvalidOperationException("Not verified.");
        var activity = AsReader.Read(signed.Body).Document;
        await hub.Get<InboxQueue>().AcceptAsync(new Inbound
        {
            Key = SHA256.HashData(Encoding.UTF8.GetBytes(activity.Id!)), Host = signed.Host, ActorUri = signed.Actor, ActivityUri = activity.Id!, Type = activity.Type!,
            Body = signed.Body,
        }, CancellationToken.None);
    }
}
