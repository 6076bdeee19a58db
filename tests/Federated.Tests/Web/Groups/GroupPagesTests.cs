using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Instance.Groups;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Groups;

/// <summary>The pages of groups and topics, as visitors, members and moderators use them.</summary>
public sealed class GroupPagesTests(GroupHub world) : IClassFixture<GroupHub>
{
    TestHub Hub => world.Hub;

    static string Path(Post topic) => string.Create(CultureInfo.InvariantCulture, $"/topics/{topic.Id}");

    [Fact]
    public async Task A_visitor_finds_a_group_and_reads_its_topics()
    {
        var topic = await world.TopicAsync("<b>Markup</b> in titles");
        var visitor = new Visit(Hub);

        Assert.Contains("href=\"/groups/translation\"", (await visitor.GetAsync("/groups?q=trans")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/groups/translation\"", (await visitor.GetAsync("/groups?q=nothing")).Body, StringComparison.Ordinal);
        var group = await visitor.GetAsync("/groups/translation");
        Assert.Contains($"@translation@{Hub.Address.Host}", group.Body, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{Path(topic)}\">&lt;b&gt;Markup&lt;/b&gt; in titles</a>", group.Body, StringComparison.Ordinal);
        Assert.Contains("Two candidates.", (await visitor.GetAsync(Path(topic))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_is_sent_from_the_page_to_the_id()
    {
        var topic = await world.TopicAsync();
        var visitor = new Visit(Hub);

        Assert.Equal((HttpStatusCode.Redirect, world.Group.Uri), Of(await visitor.GetAsync("/groups/translation", "application/activity+json")));
        Assert.Equal((HttpStatusCode.Redirect, topic.Uri), Of(await visitor.GetAsync(Path(topic), "application/activity+json")));
        Assert.Equal((HttpStatusCode.Redirect, $"{Hub.Address.Base}/groups/translation"), Of(await visitor.GetAsync("/actors/translation")));
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_was_is_410()
    {
        var visitor = new Visit(Hub);
        var topic = await world.TopicAsync();
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, topic, world.Ada, world.Ada, default));

        Assert.Equal(HttpStatusCode.Gone, (await visitor.GetAsync(Path(topic))).Status);
        foreach (var path in new[] { "/groups/nowhere", "/groups/ada", "/groups/x@far.example.org", "/topics/1", "/groups?in=mine", "/groups/translation?before=-1" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await visitor.GetAsync(path)).Status));
    }

    [Fact]
    public async Task Somebody_signed_in_starts_a_group_and_is_in_it()
    {
        var visit = await Visit.ByAsync(Hub, world.Eve);

        var refused = await visit.SubmitAsync("/groups/new", ("Input.Title", "Walks"), ("Input.Name", "ada"), ("Input.Language", "en"));
        var started = await visit.SubmitAsync("/groups/new", ("Input.Title", "Photo walks"), ("Input.Name", "Walks"), ("Input.Description", "We *walk*."), ("Input.Language", "fr"));

        Assert.Contains("This name is taken", refused.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/groups/walks"), Of(started));
        var page = (await visit.GetAsync("/groups/walks")).Body;
        Assert.Contains("We <em>walk</em>.", page, StringComparison.Ordinal);
        Assert.Contains("1 member", page, StringComparison.Ordinal);
        Assert.Contains("handler=leave", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/groups/walks\"", (await visit.GetAsync("/groups?in=mine")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_and_leave_are_one_click_each()
    {
        var zoe = await Hub.PersonAsync("zoe");
        var visit = await Visit.ByAsync(Hub, zoe);
        Task<long> MembersAsync() => Hub.AskAsync<long>("select count(*) from follow where follower_id = @Id and state = 'accepted'", new { zoe.Id });

        await visit.SubmitToAsync("/groups/translation", "/groups/translation?handler=join");
        Assert.Equal(1, await MembersAsync());
        Assert.Contains("Welcome to Translation!", (await visit.GetAsync("/groups/translation")).Body, StringComparison.Ordinal);
        await visit.SubmitToAsync("/groups/translation", "/groups/translation?handler=leave");
        Assert.Equal(0, await MembersAsync());
    }

    [Fact]
    public async Task A_member_starts_a_topic_changes_it_and_answers()
    {
        var visit = await Visit.ByAsync(Hub, world.Bo);

        var started = await visit.SubmitAsync(
            "/groups/translation/new", ("Input.Title", "Which word?"), ("Input.Source", "For **stub**."), ("Input.Language", "en"), ("Input.Visibility", "members"));
        var path = started.Location!;
        Assert.Equal(Visibility.Members, await Hub.AskAsync<string>("select visibility from post where title = 'Which word?'"));
        Assert.Contains("For <strong>stub</strong>.", (await visit.GetAsync(path)).Body, StringComparison.Ordinal);

        await visit.SubmitAsync($"{path}/edit", ("Input.Title", "Which words?"), ("Input.Source", "For stub."), ("Input.Language", "en"));
        var answered = await visit.SubmitToAsync(
            path, "/compose", ("Reply", path["/topics/".Length..]), ("ReturnUrl", path), ("Input.Source", "I do not know."), ("Input.Language", "en"), ("Input.Visibility", "members"));
        Assert.StartsWith($"{path}#p-", answered.Location, StringComparison.Ordinal);
        var page = (await visit.GetAsync(path)).Body;
        Assert.Contains("Which words?", page, StringComparison.Ordinal);
        Assert.Contains("I do not know.", page, StringComparison.Ordinal);
        Assert.Contains("1 reply", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await new Visit(Hub).GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_moderator_closes_pins_and_removes()
    {
        var topic = await world.TopicAsync("Heated", by: world.Bo);
        var reply = await world.ReplyAsync(topic, by: world.Eve);
        var (visit, member) = (await Visit.ByAsync(Hub, world.Ada), await Visit.ByAsync(Hub, world.Eve));

        Assert.Equal(HttpStatusCode.SeeOther, (await visit.SubmitToAsync(Path(topic), $"{Path(topic)}?handler=lock")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.SubmitToAsync(Path(topic), $"{Path(topic)}?handler=pin")).Status);
        var page = (await member.GetAsync(Path(topic))).Body;
        Assert.Contains("closed to new replies", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/compose\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=unlock", page, StringComparison.Ordinal);
        Assert.DoesNotContain("#reply\"", page, StringComparison.Ordinal);
        Assert.Contains("Pinned", (await member.GetAsync("/groups/translation")).Body, StringComparison.Ordinal);

        var removed = await visit.SubmitAsync(string.Create(CultureInfo.InvariantCulture, $"/topics/{reply.Id}/remove"), ("Input.Reason", "Unkind"));
        Assert.Equal((HttpStatusCode.SeeOther, Path(topic)), Of(removed));
        Assert.True(await Hub.AskAsync<bool>("select deleted_at is not null from post where id = @Id", new { reply.Id }));
        Assert.Equal((HttpStatusCode.SeeOther, "/groups/translation"), Of(await visit.SubmitAsync($"{Path(topic)}/remove")));
    }

    [Fact]
    public async Task Who_does_not_moderate_is_refused_on_every_door()
    {
        var topic = await world.TopicAsync();
        var member = await Visit.ByAsync(Hub, world.Bo);

        foreach (var path in new[] { $"{Path(topic)}/remove", $"{Path(topic)}/edit", "/groups/translation/edit" })
            Assert.NotEqual(HttpStatusCode.OK, (await member.GetAsync(path)).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await member.SubmitToAsync(Path(topic), $"{Path(topic)}?handler=lock")).Status);
        Assert.False(await Hub.AskAsync<bool>("select locked from topic where post_id = @Id", new { topic.Id }));
        foreach (var path in new[] { "/groups/new", "/groups/translation/new", $"{Path(topic)}/remove" })
            Assert.StartsWith("/login", new Uri(new Uri(Hub.Address.Base), (await new Visit(Hub).GetAsync(path)).Location!).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_and_groups_are_shown_page_by_page()
    {
        var group = await world.FoundAsync("busy", "Busy");
        for (var n = 0; n <= Limits.PageItems; n++)
            await world.TopicAsync($"Topic no. {n}.", group: group);
        var visitor = new Visit(Hub);

        var first = (await visitor.GetAsync("/groups/busy")).Body;
        var older = System.Text.RegularExpressions.Regex.Match(first, "href=\"(/groups/busy[?]before=[^\"]+)\"").Groups[1].Value;
        var second = (await visitor.GetAsync(WebUtility.HtmlDecode(older))).Body;

        Assert.Contains("Topic no. 20.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Topic no. 0.", first, StringComparison.Ordinal);
        Assert.Contains("Topic no. 0.", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Topic no. 1.", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Visibility.Members)]
    [InlineData(Visibility.HubOnly)]
    public async Task A_topic_for_some_never_shows_to_others(string visibility)
    {
        var topic = await world.TopicAsync("Secret plan", visibility);
        var visitor = new Visit(Hub);

        foreach (var path in new[] { Path(topic), $"/objects/{topic.Id}", $"/objects/{topic.Id}/context", $"/objects/{topic.Id}/replies" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await visitor.GetAsync(path, path.StartsWith("/objects", StringComparison.Ordinal) ? "application/activity+json" : "text/html")).Status));
        foreach (var path in new[] { "/groups/translation", "/actors/translation/outbox", "/actors/translation/featured", "/actors/ada/outbox?before=9223372036854775807" })
            Assert.DoesNotContain("Secret plan", (await visitor.GetAsync(path, path.StartsWith("/actors", StringComparison.Ordinal) ? "application/activity+json" : "text/html")).Body, StringComparison.Ordinal);
        if (visibility == Visibility.Members)
            Assert.Equal(HttpStatusCode.NotFound, (await (await Visit.ByAsync(Hub, world.Eve)).GetAsync(Path(topic))).Status);
    }

    [Fact]
    public async Task The_only_moderator_stays()
    {
        var group = await world.FoundAsync("lonely", "Lonely");
        await world.JoinAsync(world.Bo, group);
        var (ada, bo) = (await Visit.ByAsync(Hub, world.Ada), await Visit.ByAsync(Hub, world.Bo));

        foreach (var (page, door) in new[] { ("/groups/lonely", "/groups/lonely?handler=leave"), ("/follows", "/@lonely?handler=unfollow") })
        {
            await ada.SubmitToAsync(page, door);
            Assert.Contains("the only moderator", (await ada.GetAsync("/about")).Body, StringComparison.Ordinal);
            Assert.True(await IsInAsync(group.Id, world.Ada.Id));
        }
        await bo.SubmitToAsync("/groups/lonely", "/groups/lonely?handler=leave");
        Assert.False(await IsInAsync(group.Id, world.Bo.Id));

        await Hub.DoAsync(tx => tx.ExecAsync(
            "insert into group_moderator (group_id, actor_id, granted_at) values (@group, @bo, now())", new { group = group.Id, bo = world.Bo.Id }, default));
        await ada.SubmitToAsync("/groups/lonely", "/groups/lonely?handler=leave");
        Assert.False(await IsInAsync(group.Id, world.Ada.Id));
    }

    Task<bool> IsInAsync(long group, long actor) =>
        Hub.AskAsync<bool>("select exists (select 1 from follow where followee_id = @group and follower_id = @actor)", new { group, actor });

    [Fact]
    public async Task Of_a_group_elsewhere_only_the_members_here_are_counted()
    {
        var group = await world.RemoteAsync("far.example.net", "gardens", Federated.Instance.Actors.ActorKind.Group);
        await Hub.DoAsync(tx => tx.ExecAsync(
            """
            insert into follow (follower_id, followee_id, uri, state, created_at, accepted_at) values (@bo, @group, 'https://h.example/f', 'accepted', now(), now())
            """, new { bo = world.Bo.Id, group = group.Id }, default));
        await Hub.DoAsync(tx => tx.ExecAsync("update actor set followers_count = 1 where id = @Id", new { group.Id }, default));

        foreach (var path in new[] { "/groups/gardens@far.example.net", "/groups?in=elsewhere" })
            Assert.Contains("1 member here", (await new Visit(Hub).GetAsync(path)).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("here", Regex.Match((await new Visit(Hub).GetAsync("/groups/translation")).Body, "[0-9]+ members?[^<·]*").Value, StringComparison.Ordinal);
    }

    static (HttpStatusCode, string?) Of(Visited visited) => (visited.Status, visited.Location);
}
