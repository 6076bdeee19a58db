using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;
using NpgsqlTypes;

namespace Federated.Bench;

/// <summary>
/// Of 100 stored activities 60 are notes by people followed here, 20 likes, 15 boosts of local notes, 5 follows: until the worker has decided all.
/// Floor: the bare rows of the same, one transaction per hundred. In an empty hub and in one with 200,000 posts.
/// </summary>
sealed class InboxProcessBench
{
    public const string Name = "inbox-process";
    public const string What = "stored activities decided by the worker / the same rows inserted, a hundred per transaction";
    const int Batch = 1_000;
    const int Claim = 100;
    const int Notes = 1_000;
    const int Posts = 200_000;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly BenchHub _hub;
    readonly Sink _sink;
    readonly Strangers _strangers;
    Actor _ada = null!;
    Actor _bo = null!;
    (long First, long Step) _notes;
    int _made;
    int _posts;

    InboxProcessBench(BenchHub hub, Sink sink)
    {
        (_hub, _sink) = (hub, sink);
        _strangers = new Strangers(hosts: 200, count: 1_000, sink.Port);
    }

    public static async Task RunAsync(Report report)
    {
        await using var sink = await Sink.StartAsync();
        await using var hub = await BenchHub.ServeAsync("worker");
        var bench = new InboxProcessBench(hub, sink);
        await bench.SeedAsync();
        var small = await bench.MeasureAsync();
        report.Case("empty hub", small);
        await Seed.PostsAsync(hub, Posts, bench._strangers.FirstId, bench._strangers.Count, days: 9);
        bench._posts += Posts;
        await Seed.AnalyzeAsync(hub);
        var large = await bench.MeasureAsync();
        report.Case("200,000 posts", large);
        report.Growth("none", small, "200,000 posts", large);
    }

    async Task SeedAsync()
    {
        await Seed.StrangersAsync(_hub, _strangers, keys: false);
        (_ada, _bo) = (await Seed.WriterAsync(_hub, "ada"), await Seed.WriterAsync(_hub, "bo"));
        const int Readers = 100;
        await Seed.FollowsAsync(_hub, await Seed.PeopleAsync(_hub, Readers), Readers, _strangers.FirstId, _strangers.Count, each: 50);
        _notes = await Seed.PostsAsync(_hub, Notes, _ada.Id, authors: 1);
        _posts = Notes;
        await Seed.AnalyzeAsync(_hub);
    }

    async Task<Result> MeasureAsync()
    {
        var result = await Result.MeasureAsync(_hub.ProcessId, new Side(FloorAsync), new Side(ByTheWorkerAsync), pairs: 3);
        var hundreds = _made / Claim;
        await _hub.ExpectAsync(_posts + (60 * hundreds), "select count(*) from post");
        await _hub.ExpectAsync(20 * hundreds, "select count(*) from post_like");
        await _hub.ExpectAsync(15 * hundreds, "select count(*) from boost");
        await _hub.ExpectAsync(5 * hundreds, "select count(*) from follow where followee_id = any(@ours)", new { ours = new[] { _ada.Id, _bo.Id } });
        await _hub.ExpectAsync(0, "select count(*) from inbox_item");
        return result;
    }

    async Task<int> ByTheWorkerAsync()
    {
        var first = _made;
        _made += Batch;
        var bodies = Enumerable.Range(first, Batch).Select(n => (Sender: SenderOf(n), Verb: VerbOf(n), Body: BodyOf(n))).ToList();
        await using (var connection = await _hub.Database.Source.OpenConnectionAsync())
        await using (var copy = await connection.BeginBinaryImportAsync("copy inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at) from stdin (format binary)"))
        {
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 0; i < bodies.Count; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(BitConverter.GetBytes(first + i), NpgsqlDbType.Bytea);
                await copy.WriteAsync(_strangers.Host(bodies[i].Sender), NpgsqlDbType.Text);
                await copy.WriteAsync(_strangers.Uri(bodies[i].Sender), NpgsqlDbType.Text);
                await copy.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"urn:activity:{first + i}"), NpgsqlDbType.Text);
                await copy.WriteAsync(bodies[i].Verb, NpgsqlDbType.Text);
                await copy.WriteAsync(bodies[i].Body, NpgsqlDbType.Bytea);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
            }
            await copy.CompleteAsync();
        }
        await _hub.Database.TransactAsync(tx =>
        {
            tx.Notify(InboxQueue.Channel);
            return Task.CompletedTask;
        }, CancellationToken.None);
        await _hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting')", Patience);
        return Batch;
    }

    /// <summary>Every reaction is one that was not there: each person reacts to another note each time round.</summary>
    int SenderOf(int n)
    {
        if (VerbOf(n) != "Follow")
            return (n + (n / _strangers.Count)) % _strangers.Count;
        // Floor and worker have every other batch, and somebody else to be followed.
        var follow = (n / Claim * 5) + (n % Claim) - 95;
        return (follow / 100 * 50) + (follow % 50);
    }

    static string VerbOf(int n) => (n % Claim) switch
    {
        < 60 => "Create",
        < 80 => "Like",
        < 95 => "Announce",
        _ => "Follow",
    };

    long NoteOf(int n) => _notes.First + ((n / _strangers.Count * 31) + n) % Notes * _notes.Step;

    byte[] BodyOf(int n) => VerbOf(n) switch
    {
        "Create" => _strangers.Note(SenderOf(n), n),
        "Follow" => _strangers.Short(SenderOf(n), "Follow", "follows", n, _ada.Uri),
        var verb => _strangers.Short(SenderOf(n), verb, verb, n, _hub.Address.Object(NoteOf(n))),
    };

    const string BareSql = """
        with notes as (
            insert into post (id, uri, kind, local, author_id, thread_id, content, language, visibility, page_url, published_at, received_at)
            select id, 'urn:note:' || id, 'note', false, actor, id, @content, 'en', 'public', 'urn:note:' || id, @now, @now
            from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[]) i (id, verb, actor) where verb = 'Create'
        ), likes as (
            insert into post_like (post_id, actor_id, uri, created_at)
            select about, actor, 'urn:like:' || id, @now from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[], @abouts::bigint[]) i (id, verb, actor, about) where verb = 'Like'
        ), boosts as (
            insert into boost (id, post_id, actor_id, uri, visibility, published_at)
            select id, about, actor, 'urn:boost:' || id, 'public', @now from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[], @abouts::bigint[]) i (id, verb, actor, about) where verb = 'Announce'
        ), homes as (
            insert into home (account_id, id, post_id, boost_id)
            select f.follower_id, i.id, case verb when 'Create' then id else about end, case verb when 'Announce' then id end
            from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[], @abouts::bigint[]) i (id, verb, actor, about)
            join follow f on f.followee_id = i.actor where verb in ('Create', 'Announce')
            on conflict do nothing
        ), notices as (
            insert into notification (id, account_id, kind, actor_id, post_id, created_at)
            select id, @account, case verb when 'Like' then 'like' when 'Announce' then 'boost' else 'follow' end, actor, nullif(about, 0), @now
            from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[], @abouts::bigint[]) i (id, verb, actor, about) where verb <> 'Create'
        )
        insert into follow (follower_id, followee_id, state, uri, created_at, accepted_at)
        select actor, @account, 'accepted', 'urn:follow:' || id, @now, @now from unnest(@ids::bigint[], @verbs::text[], @actors::bigint[]) i (id, verb, actor) where verb = 'Follow'
        """;

    async Task<int> FloorAsync()
    {
        var content = $"<p>{new string('x', 1_600)}</p>";
        for (var first = _made; first < _made + Batch; first += Claim)
        {
            var numbers = Enumerable.Range(first, Claim).ToList();
            await _hub.Database.TransactAsync(tx => tx.ExecAsync(BareSql, new
            {
                ids = numbers.Select(_ => _hub.Get<IdMaker>().Next()).ToArray(),
                verbs = numbers.Select(VerbOf).ToArray(),
                actors = numbers.Select(n => _strangers.FirstId + SenderOf(n)).ToArray(),
                abouts = numbers.Select(n => VerbOf(n) is "Like" or "Announce" ? NoteOf(n) : 0).ToArray(),
                account = _bo.Id, content, now = tx.Now,
            }, CancellationToken.None), CancellationToken.None);
        }
        _made += Batch;
        return Batch;
    }
}
