using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Tests.Support;
using Federated.Tests.Web.ClientApi;

namespace Federated.Tests.Web.Pages;

/// <summary>The first posts of people whom nobody knows wait for the moderators.</summary>
public sealed class NewcomerTests(PagesHub pages) : IClassFixture<PagesHub>
{
    TestHub Hub => pages.Hub;

    [Fact]
    public async Task What_waits_is_seen_by_its_writer_and_moderators_alone_and_goes_out_when_it_passes()
    {
        await using var remote = await TestHub.StartAsync("b");
        var (nia, far, api) = await NewAsync("nia");
        var rae = await remote.PersonAsync("rae");
        var found = Assert.IsType<ActorLookup.Found>(await remote.Get<RemoteActors>().ResolveAsync(nia.Uri, default)).Actor;
        await remote.DoAsync(tx => remote.Get<Following>().FollowAsync(tx, rae, found, default));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @Id and state = 'accepted')", new { nia.Id });
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, pages.Bo, nia, default));
        var bo = await ApiClient.OfAsync(Hub, pages.Bo);
        var nobody = new ApiClient(Hub, null);

        var written = await api.PostAsync("/api/v1/statuses", new { status = "@bo canarywait #canarywait", visibility = "public" });
        var id = written.Id();
        Assert.Contains("canarywait", written.GetProperty("content").GetString(), StringComparison.Ordinal);
        await api.PutAsync($"/api/v1/statuses/{id}", new { status = "@bo @cy canarywait anew #canarywait" });

        foreach (var client in new[] { bo, nobody })
        {
            foreach (var path in new[] { "", "/context", "/history", "/favourited_by", "/card" })
                Assert.Equal(404, (await client.SendAsync(HttpMethod.Get, $"/api/v1/statuses/{id}{path}")).Status);
            foreach (var path in new[]
            {
                "/api/v1/timelines/home", "/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/canarywait", "/api/v2/search?q=canarywait", "/api/v1/notifications", $"/api/v1/accounts/{nia.Id}/statuses", $"/api/v1/accounts/{nia.Id}",
            })
                Assert.DoesNotContain("canarywait", (await client.SendAsync(HttpMethod.Get, path)).Body.Replace("\"q\":\"canarywait\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        foreach (var act in new[] { "favourite", "reblog", "bookmark", "pin" })
            Assert.Equal(404, (await bo.SendAsync(HttpMethod.Post, $"/api/v1/statuses/{id}/{act}")).Status);
        foreach (var act in new[] { "reblog", "pin" })
            Assert.NotEqual(200, (await api.SendAsync(HttpMethod.Post, $"/api/v1/statuses/{id}/{act}")).Status);
        await api.SendAsync(HttpMethod.Post, $"/api/v1/statuses/{id}/favourite");
        Assert.Equal(422, (await api.SendAsync(HttpMethod.Post, "/api/v1/statuses", ApiClient.Json(new { status = "more", in_reply_to_id = id, visibility = "direct" }))).Status);
        foreach (var path in new[] { $"/posts/{id}", $"/posts/{id}/history" })
            Assert.Equal(HttpStatusCode.NotFound, (await pages.AsBo.GetAsync(path)).Status);
        foreach (var path in new[] { "/@nia", "/@nia?replies=true", "/public", "/tags/canarywait", "/search?q=%23canarywait", "/", "/notifications", "/stories" })
            Assert.DoesNotContain("canarywait anew", (await pages.AsBo.GetAsync(path)).Body + (await pages.Visitor.GetAsync(path)).Body, StringComparison.Ordinal);
        foreach (var path in new[] { $"/objects/{id}", $"/objects/{id}/replies", $"/objects/{id}/likes", $"/objects/{id}/shares", $"/objects/{id}/context" })
            Assert.Equal(HttpStatusCode.NotFound, (await DocumentAsync(path)).Status);
        foreach (var path in new[] { "/actors/nia/outbox", $"/actors/nia/outbox?before={long.MaxValue}", "/actors/nia/featured" })
            Assert.DoesNotContain($"/objects/{id}", (await DocumentAsync(path)).Body, StringComparison.Ordinal);
        Assert.Equal(0, await Hub.AskAsync<int>("select posts_count from actor where id = @Id", new { nia.Id }));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from notification where actor_id = @Id and kind <> 'follow'", new { nia.Id }));
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from activity where actor_id = @Id and type in ('Create', 'Update', 'Like', 'Announce', 'Add')", new { nia.Id }));
        Assert.Contains("Only you and the moderators", await far.ReadAsync($"/posts/{id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await far.GetAsync("/admin/first-posts")).Status);

        var mo = await ModeratorAsync("mo");
        Assert.Contains("canarywait anew", await mo.ReadAsync("/admin/first-posts"), StringComparison.Ordinal);
        var before = await Hub.AskAsync<DateTimeOffset>("select now()");
        await PassAsync(mo, id);

        await remote.UntilAsync("select exists (select 1 from post where content like '%canarywait%' and published_at >= @before - interval '1 second')", new { before });
        Assert.Contains("canarywait", (await bo.GetAsync("/api/v1/timelines/home")).ToString(), StringComparison.Ordinal);
        Assert.Equal("mention", (await bo.GetAsync("/api/v1/notifications"))[0].GetProperty("type").GetString());
        Assert.Equal(1, await Hub.AskAsync<int>("select posts_count from actor where id = @Id", new { nia.Id }));
        Assert.Single((await nobody.GetAsync($"/api/v1/statuses/{id}/history")).EnumerateArray());
        Assert.Equal(0, await remote.AskAsync<long>("select count(*) from post where content like '%canarywait%' and content not like '%anew%'"));
    }

    [Fact]
    public async Task Two_posts_pass_before_the_next_goes_out_at_once_and_none_is_changed_meanwhile()
    {
        var (tam, _, api) = await NewAsync("tam");
        var mo = await ModeratorAsync("mod2");
        for (var i = 0; i < Limits.NewcomerReviews; i++)
        {
            var id = await api.WriteAsync($"tam writes {i}");
            Assert.True(await WaitsAsync(id));
            await PassAsync(mo, id);
            Assert.False(await WaitsAsync(id));
            if (i == 0)
                Assert.Equal(422, (await api.SendAsync(HttpMethod.Put, $"/api/v1/statuses/{id}", ApiClient.Json(new { status = "something else" }))).Status);
        }
        Assert.False(await WaitsAsync(await api.WriteAsync("tam goes on")));
        Assert.Equal(Trust.Settling, await TrustAsync(tam));
        await SinceAsync(tam, Limits.NewcomerTime);
        Assert.Equal(Trust.Known, await TrustAsync(tam));
    }

    [Fact]
    public async Task Whoever_is_rejected_hears_why_changes_the_post_and_is_looked_at_again()
    {
        var (_, far, api) = await NewAsync("ula");
        var (mo, id) = (await ModeratorAsync("mod3"), await api.WriteAsync("Buy now"));

        await mo.SubmitAsync("/admin/first-posts", "/admin/first-posts?handler=reject", ("id", id), ("reason", "No adverts, please."));
        Assert.Contains("No adverts, please.", await far.ReadAsync($"/posts/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Buy now", await mo.ReadAsync("/admin/first-posts"), StringComparison.Ordinal);
        await PassAsync(mo, id);
        Assert.True(await WaitsAsync(id));

        await api.PutAsync($"/api/v1/statuses/{id}", new { status = "About rivers" });
        Assert.Contains("About rivers", await mo.ReadAsync("/admin/first-posts"), StringComparison.Ordinal);
        await api.DeleteAsync($"/api/v1/statuses/{id}");
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from waiting_post where post_id = @id", new { id = long.Parse(id, CultureInfo.InvariantCulture) }));
    }

    [Fact]
    public async Task New_people_have_few_links_and_names_and_those_who_are_verified_or_have_a_role_do_not()
    {
        var (vic, _, api) = await NewAsync("vic");
        Task<(int Status, string Body)> WriteAsync(string text) => api.SendAsync(HttpMethod.Post, "/api/v1/statuses", ApiClient.Json(new { status = text }));
        static string Links(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"https://example.org/{i}"));
        string[] many = ["ada", "bo", "cy", .. Enumerable.Range(0, Limits.NewcomerMentions - 2).Select(i => $"named{i}")];
        foreach (var name in many.Skip(3))
            await Hub.PersonAsync(name);

        Assert.Equal(200, (await WriteAsync($"{Links(Limits.NewcomerLinks)} @ada #tag")).Status);
        Assert.Equal(422, (await WriteAsync(Links(Limits.NewcomerLinks + 1))).Status);
        Assert.Equal(200, (await WriteAsync(string.Join(' ', many.Take(Limits.NewcomerMentions).Select(n => $"@{n}")))).Status);
        Assert.Equal(422, (await WriteAsync(string.Join(' ', many.Select(n => $"@{n}")))).Status);
        for (var i = 2; i < Limits.NewcomerWaiting; i++)
            Assert.Equal(200, (await WriteAsync($"number {i}")).Status);
        Assert.Contains("Enough of your posts wait", (await WriteAsync("one more")).Body, StringComparison.Ordinal);
        await Hub.DoAsync(tx => tx.ExecAsync("update account set passed_posts = @needed where actor_id = @Id", new { vic.Id, needed = Limits.NewcomerReviews }, default));
        for (var i = Limits.NewcomerWaiting; i < Limits.NewcomerPostsPerHour; i++)
            Assert.Equal(200, (await WriteAsync($"number {i}")).Status);
        Assert.Contains("much in a short time", (await WriteAsync("one more")).Body, StringComparison.Ordinal);

        await Hub.DoAsync(tx => AccountStore.VerifyAsync(tx, vic.Id, true, default));
        Assert.Equal(Trust.Known, await TrustAsync(vic));
        var id = JsonElement.Parse((await WriteAsync(Links(5))).Body).Id();
        Assert.False(await WaitsAsync(id));
        var (wim, _, _) = await NewAsync("wim");
        await Hub.RoleAsync(wim.Id, "editor");
        Assert.Equal(Trust.Known, await TrustAsync(wim));
        Assert.Equal(Trust.Known, await TrustAsync(pages.Ada));
    }

    [Fact]
    public async Task Posts_topics_and_events_of_the_pages_wait_too()
    {
        var (xia, far, _) = await NewAsync("xia");
        await pages.AsAda.SubmitAsync("/groups/new", ("Input.Name", "rivers"), ("Input.Title", "Rivers"), ("Input.Language", "en"));
        var mo = await ModeratorAsync("mod4");

        var post = await far.SubmitAsync("/compose", ("Input.Source", "canarypost"), ("Input.Language", "en"), ("Input.Visibility", "public"));
        Assert.Contains("canarypost", await far.ReadAsync(post.Location!), StringComparison.Ordinal);
        await far.SubmitAsync("/groups/rivers/new", ("Input.Title", "canarytopic"), ("Input.Source", "canarytopic"), ("Input.Language", "en"), ("Input.Visibility", "public"));
        await far.SubmitAsync(
            "/events/new", ("Input.Title", "canaryevent"), ("Input.Start", "2036-11-15T14:00"), ("Input.Zone", "Europe/Paris"), ("Input.Place", "City library"),
            ("Input.Description", "canaryevent"), ("Input.Language", "en"), ("Input.JoinMode", "Free"), ("Input.Visibility", "public"));
        var ids = await Hub.AskAsync<string>("select string_agg(post_id::text, ' ' order by post_id) from waiting_post where writer_id = @Id", new { xia.Id });
        Assert.Equal(3, ids!.Split(' ').Length);

        string[] lists = ["/public", "/events", "/events?q=workshop", "/groups/rivers", "/@xia", "/search?q=xia"];
        foreach (var path in lists)
            Assert.DoesNotContain("canary", (await pages.Visitor.GetAsync(path)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync($"/events/{ids.Split(' ')[2]}")).Status);
        Assert.Equal("post-waiting", (await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Events.Inviting>().InviteAsync(tx, xia, long.Parse(ids.Split(' ')[2], CultureInfo.InvariantCulture), pages.Bo, default))).Code);
        Assert.Contains("canarytopic", await far.ReadAsync($"/posts/{ids.Split(' ')[1]}"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await far.SubmitAsync($"{post.Location}/edit", ("Input.Source", "canarypost changed"), ("Input.Language", "en"))).Status);
        Assert.True(await WaitsAsync(ids.Split(' ')[0]));

        foreach (var id in ids.Split(' '))
            await PassAsync(mo, id);
        await Hub.DoAsync(tx => tx.ExecAsync("update account set passed_posts = 1 where actor_id = @Id", new { xia.Id }, default));
        var happening = long.Parse(ids.Split(' ')[2], CultureInfo.InvariantCulture);
        await far.SubmitAsync($"/events/{happening}/edit", ("Input.Title", "Another thing"), ("Input.Start", "2036-11-15T14:00"), ("Input.Zone", "Europe/Paris"), ("Input.Place", "City library"), ("Input.Language", "en"), ("Input.JoinMode", "Free"));
        Assert.True(await Hub.AskAsync<bool>("select title = 'canaryevent' from post where id = @happening", new { happening }));
        Assert.True((await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Events.Organizing>().PostponeAsync(tx, xia, happening, "", default))).Ok);
        Assert.Contains("canarytopic", await pages.Visitor.ReadAsync("/groups/rivers"), StringComparison.Ordinal);
        Assert.Contains("canaryevent", await pages.Visitor.ReadAsync("/events"), StringComparison.Ordinal);
        Assert.Contains("canarypost changed", await pages.Visitor.ReadAsync("/public"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_after_a_moderator_saw_it_does_not_pass()
    {
        var (_, _, api) = await NewAsync("zoe");
        var (mo, id) = (await ModeratorAsync("mod9"), await api.WriteAsync("harmless"));
        var seen = await SinceAsync(id);
        await api.PutAsync($"/api/v1/statuses/{id}", new { status = "Buy now" });

        await mo.SubmitAsync("/admin/first-posts", "/admin/first-posts?handler=pass", ("id", id), ("seen", seen.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

        Assert.True(await WaitsAsync(id));
        await PassAsync(mo, id);
        Assert.False(await WaitsAsync(id));
    }

    [Fact]
    public async Task New_people_found_no_groups()
    {
        var (gil, _, _) = await NewAsync("gil");

        var founded = await Hub.DoAsync(tx => Hub.Get<Federated.Instance.Groups.Founding>().FoundAsync(tx, gil, new() { Name = "bargains", Title = "Buy now" }, default));

        Assert.Equal("newcomer-group", founded.Code);
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from actor where name = 'bargains'"));
    }

    Task<DateTimeOffset> SinceAsync(string id) => Hub.AskAsync<DateTimeOffset>("select waits_since from waiting_post where post_id = @id", new { id = long.Parse(id, CultureInfo.InvariantCulture) });

    async Task PassAsync(PageBrowser moderator, string id) => await moderator.SubmitAsync(
        "/admin/first-posts", "/admin/first-posts?handler=pass", ("id", id), ("seen", (await SinceAsync(id)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Nobody_lets_their_own_post_pass()
    {
        var (yan, _, api) = await NewAsync("yan");
        var id = await api.WriteAsync("mine");
        await Hub.RoleAsync(yan.Id, "moderator");

        Assert.Equal("own-post", (await Hub.Get<Reviewing>().PassAsync(long.Parse(id, CultureInfo.InvariantCulture), await SinceAsync(id), yan.Id, default)).Code);
        Assert.True(await WaitsAsync(id));
    }

    async Task<(Actor Person, PageBrowser Browser, ApiClient Api)> NewAsync(string name)
    {
        var person = await Hub.PersonAsync(name);
        await SinceAsync(person, TimeSpan.Zero);
        return (person, await pages.SignInAsync(person), await ApiClient.OfAsync(Hub, person));
    }

    Task SinceAsync(Actor person, TimeSpan ago) =>
        Hub.DoAsync(tx => tx.ExecAsync("update account set newcomer_at = @at where actor_id = @Id", new { person.Id, at = tx.Now - ago }, default));

    async Task<PageBrowser> ModeratorAsync(string name)
    {
        var person = await Hub.PersonAsync(name);
        await Hub.RoleAsync(person.Id, "moderator");
        return await pages.SignInAsync(person);
    }

    Task<Trust> TrustAsync(Actor person) => Hub.DoAsync(tx => TrustLevels.OfAsync(tx, person.Id, default));

    Task<bool> WaitsAsync(string id) => Hub.AskAsync<bool>("select visibility = 'waiting' from post where id = @id", new { id = long.Parse(id, CultureInfo.InvariantCulture) });

    async Task<(HttpStatusCode Status, string Body)> DocumentAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "application/activity+json" } } };
        using var answer = await Hub.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
