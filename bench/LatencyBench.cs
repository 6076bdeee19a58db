using System.Diagnostics;
using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Federated.Instance.Topics;
using Federated.Web.Demo;
using NodaTime;

namespace Federated.Bench;

/// <summary>How long it takes until what is done on one hub of the demo shows on the others, for every kind of thing.</summary>
sealed class LatencyBench(DemoHub a, DemoHub b, DemoHub c, DemoContent people, IReadOnlyList<Actor> organizers)
{
    public const string Name = "latency";
    public const string What = "what is done on one hub of the demo until the last of the others shows it, 50 of each kind";
    const int Rounds = 50;
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, List<TimeSpan>> _times = new(StringComparer.Ordinal);

    public static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        try
        {
            await using var a = await DemoHub.StartAsync("a", "Alpha", ["en"], 18081, folder, CancellationToken.None);
            await using var b = await DemoHub.StartAsync("b", "Beta", ["en"], 18082, folder, CancellationToken.None);
            await using var c = await DemoHub.StartAsync("c", "Gamma", ["en"], 18083, folder, CancellationToken.None);
            var people = new DemoContent(a, b, c);
            await people.MeetAsync(CancellationToken.None);
            var bench = new LatencyBench(a, b, c, people, await OrganizersAsync(a));
            for (var round = 0; round < Rounds; round++)
                await bench.RoundAsync(round);
            bench.Tell(report);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As many as it takes, as one may publish only so many events a day.</summary>
    static async Task<IReadOnlyList<Actor>> OrganizersAsync(DemoHub hub)
    {
        var organizers = new List<Actor>();
        for (var i = 0; i <= Rounds / Limits.EventsPerDay; i++)
            organizers.Add(await hub.PersonAsync(string.Create(CultureInfo.InvariantCulture, $"organizer{i}"), "Organizer", Role.Member, CancellationToken.None));
        return organizers;
    }

    async Task RoundAsync(int round)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"note {round}");
        var note = await WriteAsync("note", a, people.Ada, new Draft { Author = people.Ada, Writer = people.Ada, Source = text, Visibility = Visibility.Public }, b, c);
        var atB = await b.ArrivedAsync(note.Uri, CancellationToken.None);
        var atC = await c.ArrivedAsync(note.Uri, CancellationToken.None);
        await WriteAsync("reply", c, people.Amina, Answer(people.Amina, atC), a, b);
        await TimeAsync("like", b, tx => b.Get<Reacting>().LikeAsync(tx, people.Bo, atB, CancellationToken.None), Shows(a, LikedSql, note.Uri));
        await TimeAsync("boost", b, tx => b.Get<Reacting>().BoostAsync(tx, people.Bo, atB, CancellationToken.None), Shows(a, BoostedSql, note.Uri), Shows(c, BoostedSql, note.Uri));
        await TimeAsync("edit", a, tx => a.Get<Posting>().EditAsync(tx, note, new Draft { Author = people.Ada, Writer = people.Ada, Source = "changed", Visibility = Visibility.Public }, CancellationToken.None), Shows(b, EditedSql, note.Uri), Shows(c, EditedSql, note.Uri));
        await TimeAsync("delete", a, async tx =>
        {
            await a.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, note.Id, CancellationToken.None))!, people.Ada, people.Ada, CancellationToken.None);
            return (Result<Post>)note;
        }, Shows(b, DeletedSql, note.Uri), Shows(c, DeletedSql, note.Uri));

        Post topic = null!;
        await TimeAsync("topic", a, async tx =>
        {
            var started = await a.Get<Discussing>().StartAsync(tx, people.Ada, people.Group, new TopicDraft { Title = text, Text = "What do you think?", Visibility = Visibility.Public }, CancellationToken.None);
            topic = started.Value!;
            return started;
        }, (b, db => ArrivedAsync(db, topic.Uri)), (c, db => ArrivedAsync(db, topic.Uri)));
        await WriteAsync("topic reply", c, people.Amina, Answer(people.Amina, await c.ArrivedAsync(topic.Uri, CancellationToken.None)), a, b);
        await EventAsync(round, text);
    }

    async Task EventAsync(int round, string title)
    {
        var writer = organizers[round % organizers.Count];
        Post held = null!;
        await TimeAsync("event", a, async tx =>
        {
            var published = await a.Get<Organizing>().PublishAsync(tx, writer, Plan(title), CancellationToken.None);
            held = published.Value!;
            return published;
        }, (b, db => ArrivedAsync(db, held.Uri)), (c, db => ArrivedAsync(db, held.Uri)));
        await TimeAsync("event change", a, tx => a.Get<Organizing>().ChangeAsync(tx, writer, held.Id, Plan("changed"), CancellationToken.None), Shows(b, RenamedSql, held.Uri), Shows(c, RenamedSql, held.Uri));
        var atB = await b.ArrivedAsync(held.Uri, CancellationToken.None);
        await TimeAsync("rsvp", b, tx => b.Get<Attending>().AnswerAsync(tx, people.Bo, atB, RsvpAnswer.Yes, "", CancellationToken.None), Shows(a, ComesSql, held.Uri));
        var atC = await c.ArrivedAsync(held.Uri, CancellationToken.None);
        await TimeAsync("rsvp answer", c, tx => c.Get<Attending>().AnswerAsync(tx, people.Amina, atC, RsvpAnswer.Yes, "", CancellationToken.None), Shows(c, ComesSql, held.Uri));
        await TimeAsync("cancellation", a, tx => a.Get<Organizing>().CancelAsync(tx, writer, held.Id, "", CancellationToken.None), Shows(b, CancelledSql, held.Uri), Shows(c, CancelledSql, held.Uri));
    }

    const string LikedSql = "select exists (select 1 from post_like l join post p on p.id = l.post_id where p.uri = @uri)";
    const string BoostedSql = "select exists (select 1 from boost o join post p on p.id = o.post_id where p.uri = @uri)";
    const string EditedSql = "select exists (select 1 from post where uri = @uri and content like '%changed%')";
    const string DeletedSql = "select exists (select 1 from post where uri = @uri and deleted_at is not null)";
    const string RenamedSql = "select exists (select 1 from post where uri = @uri and title = 'changed')";
    const string ComesSql = "select exists (select 1 from rsvp r join post p on p.id = r.post_id where p.uri = @uri and r.state = 'accepted')";
    const string CancelledSql = "select exists (select 1 from event e join post p on p.id = e.post_id where p.uri = @uri and e.status = 'cancelled')";

    static (DemoHub Hub, Func<Db, Task<bool>> Shown) Shows(DemoHub hub, string sql, string uri) => (hub, db => db.ValueAsync<bool>(sql, new { uri }, CancellationToken.None));

    static async Task<bool> ArrivedAsync(Db db, string uri) => await PostStore.ByUriAsync(db, uri, CancellationToken.None) is not null;

    static Draft Answer(Actor writer, long to) => new() { Author = writer, Writer = writer, Source = "an answer", Visibility = Visibility.Public, ReplyToId = to };

    static EventPlan Plan(string title)
    {
        var day = LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).PlusDays(3);
        return new EventPlan { Title = title, Description = "Come.", OnlineUrl = "https://meet.example.org/1", Language = "en", Zone = "Europe/Paris", Start = day.At(new LocalTime(14, 0)), End = day.At(new LocalTime(17, 0)) };
    }

    async Task<Post> WriteAsync(string kind, DemoHub hub, Actor writer, Draft draft, params DemoHub[] others)
    {
        Post post = null!;
        await TimeAsync(kind, hub, async tx =>
        {
            var written = await hub.Get<Posting>().WriteAsync(tx, draft, CancellationToken.None);
            post = written.Value!;
            return written;
        }, [.. others.Select(o => (o, (Func<Db, Task<bool>>)(db => ArrivedAsync(db, post.Uri))))]);
        return post;
    }

    /// <summary>From the end of the request on one hub until the last of the others shows it.</summary>
    async Task TimeAsync<T>(string kind, DemoHub hub, Func<Tx, Task<Result<T>>> work, params (DemoHub Hub, Func<Db, Task<bool>> Shown)[] others)
    {
        var done = await hub.DoAsync(work, CancellationToken.None);
        if (!done.Ok)
            throw new InvalidOperationException($"{kind}: {done.Code}");
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(others.Select(o => UntilAsync(kind, o.Hub, o.Shown, started)));
        if (!_times.TryGetValue(kind, out var times))
            _times[kind] = times = [];
        times.Add(Stopwatch.GetElapsedTime(started));
    }

    static async Task UntilAsync(string kind, DemoHub hub, Func<Db, Task<bool>> shown, long started)
    {
        await using var db = await hub.Get<Database>().OpenAsync(CancellationToken.None);
        while (!await shown(db))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{kind} did not show on {hub.Address.Host}.");
            await Task.Delay(Step);
        }
    }

    void Tell(Report report)
    {
        foreach (var (kind, times) in _times)
        {
            var sorted = times.Order().ToList();
            report.Say(string.Create(CultureInfo.InvariantCulture,
                $"{kind,-13} median {sorted[sorted.Count / 2].TotalMilliseconds:F0} ms, 95 of 100 within {sorted[(sorted.Count * 95 / 100) - 1].TotalMilliseconds:F0} ms, most {sorted[^1].TotalMilliseconds:F0} ms, {times.Count(t => t <= Promise)} within {Promise.TotalSeconds:F0} s"));
        }
    }
}
