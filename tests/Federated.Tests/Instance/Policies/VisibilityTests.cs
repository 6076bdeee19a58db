using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Timelines;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Policies;

/// <summary>The one visibility rule against its written matrix (docs/visibility.md), and against its twin in every combination.</summary>
public sealed class VisibilityTests(VisibilityWorld world) : IClassFixture<VisibilityWorld>
{
    public static TheoryData<string, string, bool> Cells(int table)
    {
        var cells = new TheoryData<string, string, bool>();
        foreach (var row in Matrix.Tables[table])
            foreach (var (visibility, seen) in row.Cells)
                cells.Add(row.Name, visibility, seen);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells), 0)]
    public async Task The_rule_says_what_the_matrix_says(string viewer, string visibility, bool seen)
    {
        await using var db = await world.Hub.Database.OpenAsync(CancellationToken.None);

        var found = await PostStore.VisibleAsync(db, world.Posts[visibility].Id, world.Viewers[viewer], CancellationToken.None);

        Assert.Equal(seen, found is not null);
    }

    [Theory]
    [MemberData(nameof(Cells), 1)]
    public async Task Lists_show_what_the_matrix_says(string list, string visibility, bool shown)
    {
        await using var db = await world.Hub.Database.OpenAsync(CancellationToken.None);
        var anybody = Viewer.Anonymous;
        var entries = list switch
        {
            "home of a follower here" => await Timeline.HomeAsync(db, world.Viewers["follower here"], new(50), CancellationToken.None),
            "this hub, anonymous" => await Timeline.LocalAsync(db, anybody, new(50), CancellationToken.None),
            "this hub, signed in" => await Timeline.LocalAsync(db, world.Viewers["signed in here"], new(50), CancellationToken.None),
            "profile, anonymous" => await Timeline.ProfileAsync(db, world.Ada.Id, new(Replies: true), anybody, new(50), CancellationToken.None),
            "outbox, unsigned" => await OutboxAsync(),
            _ => throw new ArgumentException(list),
        };

        Assert.Equal(shown, entries.Any(e => e.PostId == world.Posts[visibility].Id));
    }

    [Theory]
    [MemberData(nameof(Cells), 0)]
    public async Task Objects_and_their_collections_answer_as_the_matrix_says(string viewer, string visibility, bool seen)
    {
        if (viewer != "anonymous")
            return;
        foreach (var path in new[] { "", "/replies", "/context", "/likes", "/shares" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, world.Posts[visibility].Uri + path) { Headers = { { "Accept", "application/activity+json" } } };
            using var answer = await world.Hub.Http.SendAsync(request);
            Assert.Equal(seen ? 200 : 404, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_rule_and_its_twin_agree_in_every_combination()
    {
        foreach (var visibility in Visibility.All.Append(Visibility.Waiting))
            await world.Hub.DoAsync(async tx =>
            {
                for (var bits = 0; bits < 192; bits++)
                    await AgreeAsync(tx, visibility, bits, barred: bits >> 6 == 1, blocked: bits >> 6 == 2);
                tx.RollBack();
            });
    }

    async Task AgreeAsync(Tx tx, string visibility, int bits, bool barred, bool blocked)
    {
        var post = world.Posts[Visibility.Direct];
        bool author = (bits & 1) > 0, writer = (bits & 2) > 0, follows = (bits & 4) > 0, member = (bits & 8) > 0, named = (bits & 16) > 0, deleted = (bits & 32) > 0;
        await world.ArrangeAsync(tx, post.Id, visibility, author, writer, follows, member, named, deleted, barred, blocked);

        foreach (var viewer in new[] { Viewer.Anonymous, Viewer.SignedIn(world.Reader.Id), new Viewer(world.Reader.Id, Local: false) })
        {
            var bySql = await PostStore.VisibleAsync(tx, post.Id, viewer, CancellationToken.None) is not null;
            var byTwin = Visibility.MaySee(
                visibility, deleted, barred, author ? world.Reader.Id : world.Ada.Id, writer ? world.Reader.Id : null, viewer,
                new Visibility.Relation(author ? false : follows, member, named, !author && viewer.ActorId != 0 && blocked));

            Assert.True(bySql == byTwin, $"{visibility} {viewer} author {author} writer {writer} follows {follows} member {member} named {named} deleted {deleted} barred {barred} blocked {blocked}: {bySql}");
        }
    }

    async Task<IReadOnlyList<PostEntry>> OutboxAsync()
    {
        var body = await world.Hub.Http.GetStringAsync($"/actors/{world.Ada.Name}/outbox?before={long.MaxValue}");
        return [.. world.Posts.Values.Where(p => body.Contains($"\"{p.Uri}\"", StringComparison.Ordinal)).Select(p => new PostEntry { Id = p.Id, PostId = p.Id })];
    }
}

/// <summary>The tables of docs/visibility.md.</summary>
static class Matrix
{
    public sealed record Row(string Name, IReadOnlyList<(string Visibility, bool Seen)> Cells);

    public static IReadOnlyList<IReadOnlyList<Row>> Tables { get; } = Read();

    static List<IReadOnlyList<Row>> Read()
    {
        var tables = new List<IReadOnlyList<Row>>();
        string[]? head = null;
        List<Row> rows = [];
        foreach (var line in File.ReadLines(Path.Combine(Architecture.Checkout.Root, "docs/visibility.md")).Append(""))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries)[..];
            if (!line.StartsWith('|'))
            {
                if (rows.Count > 0)
                    tables.Add(rows);
                (head, rows) = (null, []);
            }
            else if (head is null)
                head = cells;
            else if (!cells[1].StartsWith("---", StringComparison.Ordinal))
                rows.Add(new Row(cells[1], [.. Enumerable.Range(2, 6).Select(i => (head[i].Replace('-', '_'), cells[i] == "yes"))]));
        }
        return tables;
    }
}

/// <summary>A hub with ada, a post of hers in each visibility, and everybody who may ask.</summary>
public sealed class VisibilityWorld : IAsyncLifetime
{
    Actor _group = null!;

    public TestHub Hub { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Reader { get; private set; } = null!;
    public Dictionary<string, Post> Posts { get; } = [];
    public Dictionary<string, Viewer> Viewers { get; } = new() { ["anonymous"] = Viewer.Anonymous };

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        Ada = await Hub.PersonAsync("ada");
        Reader = await Hub.PersonAsync("reader");
        _group = await Hub.DoAsync(async tx => (await Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "talk", "Talk", CancellationToken.None))!);
        Viewers["author"] = Viewer.SignedIn(Ada.Id);
        Viewers["signed in here"] = Viewer.SignedIn((await Hub.PersonAsync("plain")).Id);
        var named = new List<long>();
        foreach (var (kind, local) in new[] { ("follower here", true), ("pending follower here", true), ("group member here", true), ("named here", true), ("blocked follower here", true), ("remote blocked follower", false),
            ("remote stranger", false), ("remote follower", false), ("remote group member", false), ("remote named", false), ("remote hub actor", false) })
        {
            var actor = local ? await Hub.PersonAsync(kind.Replace(' ', '_')) : await Hub.DoAsync(tx => RemoteAsync(tx, kind));
            Viewers[kind] = Viewer.Of(actor);
            if (kind.Contains("follower", StringComparison.Ordinal))
                await Hub.DoAsync(tx => FollowAsync(tx, actor.Id, Ada.Id, kind.StartsWith("pending", StringComparison.Ordinal) ? "pending" : "accepted"));
            if (kind.Contains("blocked", StringComparison.Ordinal))
                await Hub.DoAsync(tx => BlockStore.SetAsync(tx, Ada.Id, actor.Id, BlockKind.Block, $"urn:{kind}", CancellationToken.None));
            if (kind.Contains("member", StringComparison.Ordinal))
                await Hub.DoAsync(tx => FollowAsync(tx, actor.Id, _group.Id, "accepted"));
            if (kind.Contains("named", StringComparison.Ordinal))
                named.Add(actor.Id);
        }
        foreach (var visibility in Visibility.All)
        {
            var written = await Hub.DoAsync(tx => Hub.Get<Posting>().WriteAsync(
                tx, new Draft { Author = Ada, Writer = Ada, Source = visibility, Visibility = visibility, Group = _group }, CancellationToken.None));
            Posts[visibility] = written.Value!;
            await Hub.DoAsync(tx => PostStore.AddMentionsAsync(tx, written.Value!.Id, named, silent: false, CancellationToken.None));
        }
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    public async Task ArrangeAsync(Tx tx, long postId, string visibility, bool author, bool writer, bool follows, bool member, bool named, bool deleted, bool barred, bool blocked)
    {
        await BlockStore.DropAsync(tx, Ada.Id, Reader.Id, BlockKind.Block, CancellationToken.None);
        if (blocked)
            await BlockStore.SetAsync(tx, Ada.Id, Reader.Id, BlockKind.Block, "urn:block", CancellationToken.None);
        await tx.ExecAsync(
            "update post set visibility = @visibility, author_id = @author, writer_id = @writer, deleted_at = case when @deleted then now() end where id = @postId",
            new { postId, visibility, author = author ? Reader.Id : Ada.Id, writer = writer ? Reader.Id : (long?)null, deleted }, CancellationToken.None);
        await tx.ExecAsync("update actor set standing = @standing where id = any(@ids) and standing <> @standing",
            new { ids = new[] { Ada.Id, Reader.Id }, standing = barred ? "blocked" : "normal" }, CancellationToken.None);
        await tx.ExecAsync("delete from post_mention where post_id = @postId", new { postId }, CancellationToken.None);
        await tx.ExecAsync("delete from follow where follower_id = @Id", new { Reader.Id }, CancellationToken.None);
        if (follows)
            await FollowAsync(tx, Reader.Id, Ada.Id, "accepted");
        if (member)
            await FollowAsync(tx, Reader.Id, _group.Id, "accepted");
        if (named)
            await PostStore.AddMentionsAsync(tx, postId, [Reader.Id], silent: false, CancellationToken.None);
    }

    async Task<Actor> RemoteAsync(Tx tx, string kind)
    {
        var uri = $"https://far.example.org/{kind.Replace(' ', '_')}";
        return (await ActorStore.UpsertRemoteAsync(tx, new Actor
        {
            Id = Hub.Get<Federated.Instance.Ids.IdMaker>().Next(),
            Uri = uri, Kind = kind.EndsWith("hub actor", StringComparison.Ordinal) ? ActorKind.Application : ActorKind.Person,
            Host = "far.example.org", Domain = "far.example.org", Name = kind.Replace(' ', '_'), Inbox = uri, CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
        }, CancellationToken.None))!;
    }

    static Task FollowAsync(Tx tx, long follower, long followee, string state) => tx.ExecAsync(
        "insert into follow (follower_id, followee_id, state, uri, created_at) values (@follower, @followee, @state, @follower || '>' || @followee, now())",
        new { follower, followee, state }, CancellationToken.None);
}
