using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Groups;

/// <summary>What Lemmy, NodeBB, PieFed, Discourse and other hubs send about groups, and what becomes of it.</summary>
public sealed class PeerSamplesTests : IAsyncLifetime
{
    TestHub _hub = null!;

    public async Task InitializeAsync() => _hub = await TestHub.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    const string TopicSql = """
        select p.title || '|' || p.content || '|' || coalesce(p.language, '') || '|' || a.name || '|' || g.name || '|' || p.visibility
        from post p join actor a on a.id = p.author_id join topic t on t.post_id = p.id join actor g on g.id = t.group_id
        where p.uri = @uri and p.kind = 'topic'
        """;

    Task UntilKnownAsync(string uri) => _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });

    Task<string?> TopicAsync(string uri) => _hub.AskAsync<string>(TopicSql, new { uri });

    Task<long> CountAsync(string sql, string uri) => _hub.AskAsync<long>(sql, new { uri });

    [Fact]
    public async Task Lemmys_pages_and_comments_become_topics_and_replies()
    {
        await using var lemmy = await PeerGroup.StartAsync(_hub, "lemmy");
        var member = await lemmy.JoinAsync();
        var (page, comment) = (lemmy.At("/post/7"), lemmy.At("/comment/8"));

        await lemmy.DeliverAsync("announce-create-page");
        await UntilKnownAsync(page);
        await lemmy.DeliverAsync("announce-create-note");
        await lemmy.DeliverAsync("announce-like");
        await _hub.UntilAsync("select likes_count = 1 and replies_count = 1 from post where uri = @uri", new { uri = page });

        Assert.Equal("Quels jardins photographier ?|<p>Des <em>idées</em> pour le printemps ?</p>|fr|amina|gardens|public", (await TopicAsync(page))!.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal("https://commons.example.org/gardens", await _hub.AskAsync<string>("select t.url from post_attachment t join post p on p.id = t.post_id where p.uri = @uri", new { uri = page }));
        await _hub.UntilAsync("select exists (select 1 from home h join post p on p.id = h.post_id where p.uri = @uri and h.account_id = @Id)", new { uri = page, member.Id });
        Assert.Equal(1, await CountAsync("select count(*) from post r join post p on p.id = r.thread_id and p.group_id = r.group_id where p.uri = @uri and r.id <> p.id", page));

        await lemmy.DeliverAsync("announce-page-id");
        await _hub.UntilAsync("select boosts_count = 1 from post where uri = @uri", new { uri = page });
        Assert.Equal(1, await CountAsync("select count(*) from post where uri = @uri", page));
        await lemmy.DeliverAsync("announce-delete");
        await _hub.UntilAsync("select deleted_at is not null and content = '' from post where uri = @uri", new { uri = comment });
    }

    [Fact]
    public async Task Lemmys_moderators_lock_and_pin_through_their_group_alone()
    {
        await using var lemmy = await PeerGroup.StartAsync(_hub, "lemmy");
        await lemmy.JoinAsync();
        await lemmy.DeliverAsync("announce-create-page");
        await UntilKnownAsync(lemmy.At("/post/7"));
        Task UntilAsync(string what) => _hub.UntilAsync($"select {what} from topic t join post p on p.id = t.post_id where p.uri = @uri", new { uri = lemmy.At("/post/7") });

        await lemmy.DeliverAsync("announce-lock");
        await UntilAsync("t.locked");
        await lemmy.DeliverAsync("announce-create-note");
        await _hub.UntilAsync("select exists (select 1 from inbox_item where reason = 'topic-locked')");
        await lemmy.DeliverAsync("announce-undo-lock");
        await UntilAsync("not t.locked");
        await lemmy.DeliverAsync("announce-add-featured");
        await UntilAsync("t.pinned");

        await lemmy.DeliverAsync("announce-lock", text => text.Replace("/0005", "/0099", StringComparison.Ordinal)
            .Replace($"\"type\": \"Lock\",\n    \"actor\": \"{lemmy.At("/u/amina")}\"", "\"type\": \"Lock\",\n    \"actor\": \"http://localhost:1/u/eve\"", StringComparison.Ordinal));
        await _hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)");
        await UntilAsync("not t.locked");
    }

    [Fact]
    public async Task A_page_sent_to_a_group_here_becomes_its_topic_and_is_passed_on_untouched()
    {
        var ada = await _hub.PersonAsync("ada");
        var group = (await _hub.DoAsync(tx => _hub.Get<Founding>().FoundAsync(tx, ada, new GroupDraft { Name = "translation", Title = "Translation" }, default))).Value!;
        await using var lemmy = await PeerGroup.StartAsync(_hub, "lemmy");
        await using var mastodon = await FakePeer.StartAsync("mastodon");
        await using var piefed = await FakePeer.StartAsync("piefed");
        foreach (var follower in new[] { mastodon.Actor("cy"), piefed.Actor("dee") })
        {
            await follower.DeliverAsync(_hub, follower.Activity("Follow", group.Uri));
            await follower.Peer.UntilReceivedAsync("Accept");
        }
        await _hub.UntilAsync("select count(software) = 2 from peer where host in (@m, @p)", new { m = mastodon.Host, p = piefed.Host });

        await lemmy.DeliverAsync("create-page-to-hub", path: "/actors/translation/inbox");

        var wrapped = await piefed.UntilReceivedAsync("Announce", like: a => a.GetProperty("object").ValueKind == System.Text.Json.JsonValueKind.Object);
        var boost = await mastodon.UntilReceivedAsync("Announce");
        Assert.Equal("A word for 'stub'|<p>How do you say it?</p>|en|amina|translation|public", (await TopicAsync(lemmy.At("/post/9")))!.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(lemmy.At("/post/9"), boost.GetProperty("object").GetString());
        using var sent = System.Text.Json.JsonDocument.Parse(lemmy.Text("create-page-to-hub"));
        Assert.Equal(sent.RootElement.GetRawText(), wrapped.GetProperty("object").GetRawText());
    }

    [Fact]
    public async Task Nodebbs_three_activities_make_one_topic()
    {
        await using var nodebb = await PeerGroup.StartAsync(_hub, "nodebb");
        await nodebb.JoinAsync();
        var uri = nodebb.At("/post/21");

        await nodebb.DeliverAsync("create-article");
        await nodebb.DeliverAsync("announce-article");
        await nodebb.DeliverAsync("announce-create");
        await UntilKnownAsync(uri);
        await nodebb.DeliverAsync("announce-create-reply");

        await _hub.UntilAsync("select replies_count = 1 from post where uri = @uri", new { uri });
        Assert.Equal("Which colours?|<p>A first try with <strong>three</strong> colours.</p>||amina|lab|public", (await TopicAsync(uri))!.Replace("\n", "", StringComparison.Ordinal).Replace(" dir=\"auto\"", "", StringComparison.Ordinal));
        Assert.Equal("colour", await _hub.AskAsync<string>("select t.tag from post_tag t join post p on p.id = t.post_id where p.uri = @uri", new { uri }));
        Assert.Equal(1, await CountAsync("select count(*) from topic t join post p on p.id = t.post_id where p.uri = @uri", uri));
    }

    [Fact]
    public async Task Piefeds_batch_is_taken_apart_in_order()
    {
        await using var piefed = await PeerGroup.StartAsync(_hub, "piefed");
        await piefed.JoinAsync();

        await piefed.DeliverAsync("announce-batch");

        await _hub.UntilAsync("select likes_count = 1 and replies_count = 1 from post where uri = @uri", new { uri = piefed.At("/post/31") });
        await _hub.UntilAsync("select likes_count = 1 from post where uri = @uri", new { uri = piefed.At("/comment/32") });
        await _hub.UntilAsync("select not exists (select 1 from inbox_item)");
    }

    [Theory]
    [InlineData(Federated.Federation.Limits.AnnounceItems, true)]
    [InlineData(Federated.Federation.Limits.AnnounceItems + 1, false)]
    public async Task A_batch_is_read_up_to_its_limit(int place, bool read)
    {
        await using var piefed = await PeerGroup.StartAsync(_hub, "piefed");
        await piefed.JoinAsync();
        var unknown = string.Concat(Enumerable.Repeat("{\"type\":\"Dislike\",\"actor\":\"" + piefed.At("/u/bo") + "\",\"object\":\"http://localhost:1/x\"},", place - 1));

        await piefed.DeliverAsync("announce-batch", text => text.Replace("\"object\": [", "\"object\": [" + unknown, StringComparison.Ordinal));

        await _hub.UntilAsync("select not exists (select 1 from inbox_item)");
        Assert.Equal(read, await _hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = piefed.At("/post/31") }));
    }

    [Fact]
    public async Task A_collection_in_a_batch_does_not_multiply()
    {
        await using var piefed = await PeerGroup.StartAsync(_hub, "piefed");
        await piefed.JoinAsync();

        await piefed.DeliverAsync("announce-batch", text => text.Replace("\"object\": [", "\"object\": [{\"type\":\"Collection\",\"items\":[", StringComparison.Ordinal)
            .Replace("\n  ]\n}", "\n  ]}, {\"type\":\"Dislike\",\"actor\":\"http://localhost:1/x\",\"object\":\"http://localhost:1/y\"}]\n}", StringComparison.Ordinal));

        await _hub.UntilAsync("select not exists (select 1 from inbox_item where reason is null)");
        Assert.False(await _hub.AskAsync<bool>("select exists (select 1 from post)"));
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from inbox_item"));
    }

    [Fact]
    public async Task Discourses_note_with_a_name_and_actors_in_full_is_a_topic()
    {
        await using var discourse = await PeerGroup.StartAsync(_hub, "discourse");
        await discourse.JoinAsync();
        var uri = discourse.At("/ap/object/11aa");

        await discourse.DeliverAsync("announce-create-note");

        await UntilKnownAsync(uri);
        Assert.Equal("Meeting notes|<p>What we decided on Friday.</p>||amina|announcements|public", await TopicAsync(uri));
        Assert.Equal(discourse.At("/ap/collection/77cc"), await _hub.AskAsync<string>("select context_uri from post where uri = @uri", new { uri }));
    }

    [Fact]
    public async Task Another_hubs_topics_keep_their_language_and_their_circle()
    {
        await using var peer = await PeerGroup.StartAsync(_hub, "federated", "peer.example.org");
        await peer.JoinAsync();

        await peer.DeliverAsync("announce-create-topic");
        await peer.DeliverAsync("create-members-topic");

        await UntilKnownAsync(peer.At("/objects/501"));
        await UntilKnownAsync(peer.At("/objects/502"));
        Assert.Equal("Welches Glossar?|<p>Zwei Kandidaten.</p>|de|amina|lexemes|public", await TopicAsync(peer.At("/objects/501")));
        Assert.Equal("Unter uns|<p>Zwei Kandidaten.</p>|de|amina|lexemes|members", await TopicAsync(peer.At("/objects/502")));
    }

    [Fact]
    public async Task A_mention_of_a_group_opens_a_topic()
    {
        var ada = await _hub.PersonAsync("ada");
        var group = (await _hub.DoAsync(tx => _hub.Get<Founding>().FoundAsync(tx, ada, new GroupDraft { Name = "learners", Title = "Learners" }, default))).Value!;
        await using var mastodon = await FakePeer.StartAsync("mastodon");
        var bo = mastodon.Actor("bo");
        var note = bo.Note("n1", "<p>@learners How do I upload a film?</p>", $$"""
            "tag":[{"type":"Mention","href":"{{group.Uri}}","name":"@learners"}]
            """).Replace("\"cc\":[", $"\"cc\":[\"{group.Uri}\",", StringComparison.Ordinal);

        await bo.DeliverAsync(_hub, bo.Activity("Create", note));

        await UntilKnownAsync($"{mastodon.Base}/n1");
        Assert.Equal("@learners How do I upload a film?|<p>@learners How do I upload a film?</p>||bo|learners|public", await TopicAsync($"{mastodon.Base}/n1"));
        Assert.Equal(Visibility.Public, await _hub.AskAsync<string>("select visibility from post where uri = @uri", new { uri = $"{mastodon.Base}/n1" }));
        Assert.Equal(PostKind.Topic, await _hub.AskAsync<string>("select kind from post where uri = @uri", new { uri = $"{mastodon.Base}/n1" }));
    }

    [Fact]
    public async Task An_inner_activity_of_a_third_host_is_fetched_there_or_dropped()
    {
        await using var lemmy = await PeerGroup.StartAsync(_hub, "lemmy");
        await lemmy.JoinAsync();
        await using var third = await FakePeer.StartAsync();
        var eve = third.Actor("eve");
        third.Documents["/real"] = """{"@context":"https://www.w3.org/ns/activitystreams",""" + eve.Note("real", "as written").TrimStart()[1..];
        Task AnnounceAsync(string inner, string id) => lemmy.DeliverAsync("announce-page-id", text => text
            .Replace("announce/0004", $"announce/{id}", StringComparison.Ordinal).Replace($"\"object\": \"{lemmy.At("/post/7")}\"", $"\"object\": {inner}", StringComparison.Ordinal));

        await AnnounceAsync(eve.Activity("Create", eve.Note("real", "forged on the way")), "t1");
        await AnnounceAsync(eve.Activity("Create", eve.Note("invented", "never written")), "t2");
        await UntilKnownAsync($"{third.Base}/real");
        await AnnounceAsync(eve.Activity("Like", $"{third.Base}/real"), "t3");
        await AnnounceAsync(eve.Activity("Delete", $"{third.Base}/real"), "t4");
        await _hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)");

        Assert.Equal("as written", await _hub.AskAsync<string>("select content from post where uri = @uri", new { uri = $"{third.Base}/real" }));
        Assert.Equal(0, await CountAsync("select likes_count from post where uri = @uri", $"{third.Base}/real"));
        Assert.False(await _hub.AskAsync<bool>("select exists (select 1 from post where uri = @uri)", new { uri = $"{third.Base}/invented" }));
    }

    [Fact]
    public async Task Nobody_elsewhere_moderates_a_group_here()
    {
        var ada = await _hub.PersonAsync("ada");
        var group = (await _hub.DoAsync(tx => _hub.Get<Founding>().FoundAsync(tx, ada, new GroupDraft { Name = "ours", Title = "Ours" }, default))).Value!;
        var topic = (await _hub.DoAsync(tx => _hub.Get<Federated.Instance.Topics.Discussing>().StartAsync(
            tx, ada, group, new Federated.Instance.Topics.TopicDraft { Title = "x", Text = "y" }, default))).Value!;
        await using var peer = await FakePeer.StartAsync("lemmy");
        var eve = peer.Actor("eve");

        foreach (var type in new[] { "Lock", "Add", "Delete" })
            await eve.DeliverAsync(_hub, eve.Activity(type, topic.Uri, extra: $"\"target\":\"{group.Featured}\",\"summary\":\"mine now\""));

        await _hub.UntilAsync("select count(*) = 3 from inbox_item where state = 'refused' and actor_uri = @Uri", new { eve.Uri });
        Assert.True(await _hub.AskAsync<bool>("select not t.locked and not t.pinned and p.deleted_at is null from topic t join post p on p.id = t.post_id where p.id = @Id", new { topic.Id }));
    }
}
