using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Faults;

/// <summary>kill -9 in the middle of traffic: what was answered 202 is there once, what was written goes out.</summary>
public sealed class KillTests
{
    const int Rounds = 3;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("hub")]
    [InlineData("database")]
    public async Task Nothing_answered_202_is_lost_by_a_kill_of_the(string victim)
    {
        await using var hub = new KilledHub();
        await using var peer = await FakePeer.StartAsync();
        await hub.StartAsync();
        var ada = await PersonAsync(hub, "ada");
        var bo = peer.Actor("bo");
        var accepted = new ConcurrentBag<string>();
        var sent = 0;

        for (var round = 0; round < Rounds; round++)
        {
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var path = string.Create(CultureInfo.InvariantCulture, $"n{Interlocked.Increment(ref sent)}");
                    if (await TryAsync(hub, bo, path, ada))
                        accepted.Add($"{peer.Base}/{path}");
                }
            })).ToArray();
            var before = accepted.Count;
            await UntilAsync(() => accepted.Count >= before + 20 + (round * 7));
            await hub.KillAsync(victim);
            await stop.CancelAsync();
            await Task.WhenAll(senders);
        }

        var uris = accepted.ToArray();
        var stored = await StoredAsync(hub, uris);
        Assert.Equal(uris.Length, uris.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(uris.Length, stored);
    }

    /// <summary>How many of these posts are stored and told of once, when the queue is empty.</summary>
    static Task<long> StoredAsync(KilledHub hub, string[] uris) => hub.InsideAsync(async services =>
    {
        var stored = 0L;
        await UntilAsync(async () =>
        {
            try
            {
                await using var db = await services.GetRequiredService<Database>().OpenAsync(CancellationToken.None);
                stored = await db.ValueAsync<long>(
                    "select count(*) from post p where p.uri = any(@uris) and 1 = (select count(*) from notification n where n.post_id = p.id)",
                    new { uris }, CancellationToken.None);
                return await db.ValueAsync<bool>("select not exists (select 1 from inbox_item where state = 'waiting')", null, CancellationToken.None)
                    && stored == uris.Length;
            }
            catch (Exception error) when (Transient.Is(error))
            {
                return false;
            }
        });
        return stored;
    });

    [Theory]
    [InlineData("hub")]
    [InlineData("database")]
    public async Task Everything_written_reaches_the_follower_through_a_kill_of_the(string victim)
    {
        const int posts = 120;
        await using var hub = new KilledHub();
        await using var peer = await FakePeer.StartAsync();
        await hub.StartAsync();
        var adaUri = await PersonAsync(hub, "ada");
        var bo = peer.Actor("bo");
        using (var follow = await bo.PostAsync(hub.Http, hub.Domain, bo.Activity("Follow", adaUri)))
            Assert.Equal(HttpStatusCode.Accepted, follow.StatusCode);
        await peer.UntilReceivedAsync("Accept");

        await hub.InsideAsync(async services =>
        {
            await using (var db = await services.GetRequiredService<Database>().OpenAsync(CancellationToken.None))
            {
                var ada = (await ActorStore.LocalByNameAsync(db, "ada", CancellationToken.None))!;
                for (var i = 0; i < posts; i++)
                {
                    var text = string.Create(CultureInfo.InvariantCulture, $"post {i}");
                    await services.GetRequiredService<Database>().TransactAsync(tx => services.GetRequiredService<Posting>().WriteAsync(
                        tx, new Draft { Author = ada, Writer = ada, Source = text, Visibility = Visibility.Public }, CancellationToken.None), CancellationToken.None);
                }
            }
            return 0;
        });
        for (var round = 0; round < 3; round++)
        {
            await hub.KillAsync(victim);
        }

        HashSet<string> Creates() => [.. peer.Received.Where(r => r.Activity.GetProperty("type").GetString() == "Create").Select(r => r.Activity.GetProperty("object").GetProperty("id").GetString()!)];
        await UntilAsync(() => Creates().Count == posts);
        Assert.Equal(
            posts,
            peer.Received.Where(r => r.Activity.GetProperty("type").GetString() == "Create").Select(r => r.Activity.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    static Task<string> PersonAsync(KilledHub hub, string name) => hub.InsideAsync(services => services.GetRequiredService<Database>().TransactAsync(async tx =>
    {
        var actor = (await services.GetRequiredService<LocalActors>().CreateAsync(tx, ActorKind.Person, name, name, CancellationToken.None))!;
        await tx.ExecAsync(
            "insert into account (actor_id, security_stamp, created_at, seen_on) values (@id, '', @now, @now::date)", new { id = actor.Id, now = tx.Now }, CancellationToken.None);
        return actor.Uri;
    }, CancellationToken.None));

    static async Task<bool> TryAsync(KilledHub hub, FakeActor bo, string path, string adaUri)
    {
        try
        {
            var note = bo.Note(path, "hello", $$"""
                "tag":[{"type":"Mention","href":"{{adaUri}}"}]
                """).Replace("\"cc\":[", $"\"cc\":[\"{adaUri}\",", StringComparison.Ordinal);
            using var answer = await bo.PostAsync(hub.Http, hub.Domain, bo.Activity("Create", note));
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            return answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It never came about.");
            await Task.Delay(20);
        }
    }
}
