using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Posts through the API of clients.</summary>
public sealed class StatusTests(ClientHub hub) : IClassFixture<ClientHub>
{
    [Theory]
    [InlineData("form")]
    [InlineData("multipart")]
    [InlineData("json")]
    public async Task A_post_is_written_in_every_form_of_body(string form)
    {
        (string, string)[] fields = [("status", "Hello *world* #cats"), ("visibility", "unlisted"), ("spoiler_text", "Greeting"), ("sensitive", "true"), ("language", "fr")];
        using HttpContent body = form switch
        {
            "form" => new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
            "multipart" => Multipart(fields),
            _ => ApiClient.Json(new { status = "Hello *world* #cats", visibility = "unlisted", spoiler_text = "Greeting", sensitive = true, language = "fr" }),
        };
        var (code, text) = await hub.Ada.SendAsync(HttpMethod.Post, "/api/v1/statuses", body);

        var status = JsonElement.Parse(text);
        Assert.Equal(200, code);
        Assert.Equal(("unlisted", "Greeting", true, "fr"), (status.Text("visibility"), status.Text("spoiler_text"), status.Is("sensitive"), status.Text("language")));
        Assert.Contains("<em>world</em>", status.Text("content"), StringComparison.Ordinal);
        Assert.Equal("cats", status.GetProperty("tags")[0].Text("name"));
        Assert.Equal(status.GetRawText(), (await hub.Ada.GetAsync($"/api/v1/statuses/{status.Id()}")).GetRawText());
    }

    static MultipartFormDataContent Multipart((string Name, string Value)[] fields)
    {
        var body = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            body.Add(new StringContent(value), name);
        return body;
    }

    [Theory]
    [InlineData("public", "public", false)]
    [InlineData("unlisted", "unlisted", false)]
    [InlineData("private", "private", false)]
    [InlineData("direct", "direct", false)]
    [InlineData(null, "public", false)]
    public async Task Visibility_is_told_in_the_words_of_clients(string? asked, string told, bool localOnly)
    {
        var status = await hub.Ada.PostAsync("/api/v1/statuses", new { status = "x", visibility = asked });

        Assert.Equal((told, localOnly), (status.Text("visibility"), status.TryGetProperty("local_only", out _)));
    }

    [Fact]
    public async Task A_post_for_this_hub_is_private_and_says_so()
    {
        var status = await hub.Ada.PostAsync("/api/v1/statuses", new { status = "x", visibility = "public", local_only = true });

        Assert.Equal(("private", true), (status.Text("visibility"), status.Is("local_only")));
        await hub.Cy.GetAsync($"/api/v1/statuses/{status.Id()}");
        await hub.Nobody.GetAsync($"/api/v1/statuses/{status.Id()}", 404);
        var answer = await hub.Cy.PostAsync("/api/v1/statuses", new { status = "@ada yes", visibility = "public", in_reply_to_id = status.Id() });
        Assert.True(answer.Is("local_only"));
    }

    [Fact]
    public async Task What_is_for_those_it_names_is_never_for_more_whatever_it_answers()
    {
        var here = (await hub.Ada.PostAsync("/api/v1/statuses", new { status = "x", local_only = true })).Id();
        await hub.Bo.PostAsync("/api/v1/statuses", new { status = "@ada secret", visibility = "direct", in_reply_to_id = here }, 422);
        var group = await hub.Hub.DoAsync(tx => hub.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "circle", "Circle", default));
        await hub.Hub.DoAsync(tx => hub.Hub.Get<Following>().FollowAsync(tx, hub.Pages.Bo, group!, default));
        var inside = await hub.Pages.WriteAsync(hub.Pages.Ada, "for members", Visibility.Members, d => d with { Group = group });

        var answer = await hub.Bo.PostAsync("/api/v1/statuses", new { status = "@ada yes", visibility = "direct", in_reply_to_id = inside.Id.Word() });
        Assert.Equal("direct", answer.Text("visibility"));
        answer = await hub.Bo.PostAsync("/api/v1/statuses", new { status = "@ada yes", visibility = "private", in_reply_to_id = inside.Id.Word() });
        Assert.Equal("members", await hub.Hub.AskAsync<string>("select visibility from post where id = @id", new { id = Entity.Number(answer.Id()) }));
    }

    [Fact]
    public async Task A_poll_of_enormous_numbers_is_shown_all_the_same()
    {
        var id = (await hub.Ada.PostAsync("/api/v1/statuses", new { status = "?", poll = new { options = new[] { "a", "b" }, expires_in = 600 } })).Id();
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update poll_option set votes = 2147483647 where post_id = @id", new { id = Entity.Number(id) }, default));

        Assert.Equal(int.MaxValue, (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}")).GetProperty("poll").GetProperty("votes_count").GetInt32());
    }

    [Fact]
    public async Task The_same_key_writes_once_and_only_for_its_own_token()
    {
        var path = "/api/v1/statuses";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => hub.Ada.PostAsync(path, new { status = "once" }, 200, ("Idempotency-Key", "k1")))));

        var id = Assert.Single(answers.Select(a => a.Id()).Distinct());
        Assert.Equal(id, (await hub.Ada.PostAsync(path, new { status = "other" }, 200, ("Idempotency-Key", "k1"))).Id());
        Assert.NotEqual(id, (await hub.Bo.PostAsync(path, new { status = "mine" }, 200, ("Idempotency-Key", "k1"))).Id());
        Assert.NotEqual(id, (await hub.Ada.PostAsync(path, new { status = "once" }, 200, ("Idempotency-Key", "k2"))).Id());
        await hub.Ada.PostAsync(path, new { status = "x" }, 200, ("Idempotency-Key", new string('k', Limits.RepeatKey)));
        await hub.Ada.PostAsync(path, new { status = "x" }, 422, ("Idempotency-Key", new string('k', Limits.RepeatKey + 1)));
    }

    [Fact]
    public async Task A_refused_post_leaves_its_key_free()
    {
        await hub.Ada.PostAsync("/api/v1/statuses", new { status = "" }, 422, ("Idempotency-Key", "free"));
        await hub.Ada.PostAsync("/api/v1/statuses", new { status = "now" }, 200, ("Idempotency-Key", "free"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_an_hour()
    {
        var first = (await hub.Ada.PostAsync("/api/v1/statuses", new { status = "then" }, 200, ("Idempotency-Key", "old"))).Id();
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update repeat_key set created_at = @at where post_id = @id", new { at = tx.Now - Limits.RepeatKeyLife - TimeSpan.FromSeconds(1), id = Entity.Number(first) }, default));
        Assert.NotEqual(first, (await hub.Ada.PostAsync("/api/v1/statuses", new { status = "now" }, 200, ("Idempotency-Key", "old"))).Id());
    }

    [Fact]
    public async Task A_conversation_is_told_as_what_is_above_and_what_is_below()
    {
        var root = await hub.Ada.WriteAsync("root");
        var answer = await hub.Bo.WriteAsync("@ada answer", replyTo: root);
        var deeper = await hub.Ada.WriteAsync("@bo deeper", replyTo: answer);
        var other = await hub.Cy.WriteAsync("@ada other", replyTo: root);

        var context = await hub.Nobody.GetAsync($"/api/v1/statuses/{answer}/context");
        Assert.Equal([root], context.GetProperty("ancestors").Ids());
        Assert.Equal([deeper], context.GetProperty("descendants").Ids());
        context = await hub.Ada.GetAsync($"/api/v1/statuses/{root}/context");
        Assert.Equal([answer, deeper, other], context.GetProperty("descendants").Ids());
        var status = await hub.Ada.GetAsync($"/api/v1/statuses/{deeper}");
        Assert.Equal((answer, hub.Pages.Bo.Id.Word()), (status.Text("in_reply_to_id"), status.Text("in_reply_to_account_id")));
        Assert.Equal("bo", status.GetProperty("mentions")[0].Text("acct"));
        Assert.Equal(2, (await hub.Ada.GetAsync($"/api/v1/statuses/{root}")).GetProperty("replies_count").GetInt32());
    }

    [Fact]
    public async Task Strangers_see_so_much_of_a_conversation_and_people_of_the_hub_more()
    {
        var root = await hub.Ada.WriteAsync("root of a deep thread");
        var last = root;
        for (var i = 0; i < Limits.ContextAncestors + 1; i++)
            last = await hub.Ada.WriteAsync("deeper", replyTo: last);

        Assert.Equal(Limits.ContextAncestors, (await hub.Nobody.GetAsync($"/api/v1/statuses/{last}/context")).GetProperty("ancestors").GetArrayLength());
        Assert.Equal(Limits.ContextAncestors + 1, (await hub.Ada.GetAsync($"/api/v1/statuses/{last}/context")).GetProperty("ancestors").GetArrayLength());
        Assert.Equal(Limits.ContextDepth, (await hub.Nobody.GetAsync($"/api/v1/statuses/{root}/context")).GetProperty("descendants").GetArrayLength());
        Assert.Equal(Limits.ContextAncestors + 1, (await hub.Ada.GetAsync($"/api/v1/statuses/{root}/context")).GetProperty("descendants").GetArrayLength());
        Assert.True(Limits.ContextDescendants < Limits.ContextKnown);
    }

    [Fact]
    public async Task Liking_and_keeping_can_be_taken_back_and_is_listed()
    {
        var id = await hub.Ada.WriteAsync("good");
        foreach (var (act, undo, flag, list) in new[] { ("favourite", "unfavourite", "favourited", "/api/v1/favourites"), ("bookmark", "unbookmark", "bookmarked", "/api/v1/bookmarks") })
        {
            Assert.True((await hub.Bo.PostAsync($"/api/v1/statuses/{id}/{act}")).Is(flag));
            Assert.True((await hub.Bo.PostAsync($"/api/v1/statuses/{id}/{act}")).Is(flag));
            Assert.Contains(id, (await hub.Bo.GetAsync(list)).Ids());
            Assert.DoesNotContain(id, (await hub.Cy.GetAsync(list)).Ids());
            Assert.False((await hub.Bo.PostAsync($"/api/v1/statuses/{id}/{undo}")).Is(flag));
            Assert.False((await hub.Bo.PostAsync($"/api/v1/statuses/{id}/{undo}")).Is(flag));
            Assert.DoesNotContain(id, (await hub.Bo.GetAsync(list)).Ids());
        }
    }

    [Fact]
    public async Task Who_liked_and_boosted_is_told()
    {
        var id = await hub.Ada.WriteAsync("good");
        await hub.Bo.PostAsync($"/api/v1/statuses/{id}/favourite");
        await hub.Cy.PostAsync($"/api/v1/statuses/{id}/favourite");
        await hub.Cy.PostAsync($"/api/v1/statuses/{id}/reblog");

        var likers = await hub.Nobody.GetAsync($"/api/v1/statuses/{id}/favourited_by");
        Assert.Equal(["bo", "cy"], likers.EnumerateArray().Select(a => a.Text("acct")).Order());
        Assert.Equal("cy", (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}/reblogged_by"))[0].Text("acct"));
        Assert.Equal(2, (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}")).GetProperty("favourites_count").GetInt32());
    }

    [Fact]
    public async Task A_boost_is_a_status_around_the_post_and_its_id_stands_for_it()
    {
        var id = await hub.Ada.WriteAsync("pass it on");
        var boost = await hub.Cy.PostAsync($"/api/v1/statuses/{id}/reblog");

        Assert.NotEqual(id, boost.Id());
        Assert.Equal(("cy", id, true), (boost.GetProperty("account").Text("acct"), boost.GetProperty("reblog").Id(), boost.Is("reblogged")));
        Assert.Equal(boost.Id(), (await hub.Nobody.GetAsync($"/api/v1/statuses/{boost.Id()}")).Id());
        Assert.Equal(boost.Id(), (await hub.Nobody.GetAsync($"/api/v1/accounts/{hub.Pages.Cy.Id}/statuses"))[0].Id());
        Assert.True((await hub.Bo.PostAsync($"/api/v1/statuses/{boost.Id()}/favourite")).Is("favourited"));
        Assert.True((await hub.Bo.GetAsync($"/api/v1/statuses/{id}")).Is("favourited"));
        Assert.False((await hub.Cy.PostAsync($"/api/v1/statuses/{id}/unreblog")).Is("reblogged"));
        await hub.Nobody.GetAsync($"/api/v1/statuses/{boost.Id()}", 404);
    }

    [Fact]
    public async Task A_post_is_changed_and_its_versions_are_told()
    {
        var id = await hub.Ada.WriteAsync("first *text*");
        Assert.Equal(("first *text*", ""), ((await hub.Ada.GetAsync($"/api/v1/statuses/{id}/source")).Text("text"), (await hub.Ada.GetAsync($"/api/v1/statuses/{id}/source")).Text("spoiler_text")));
        var changed = await hub.Ada.PutAsync($"/api/v1/statuses/{id}", new { status = "second", spoiler_text = "warning" });

        Assert.NotNull(changed.Text("edited_at"));
        var versions = (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}/history")).EnumerateArray().ToList();
        Assert.Equal(["<p>first <em>text</em></p>", "<p>second</p>"], versions.Select(v => v.Text("content")));
        Assert.Equal(["", "warning"], versions.Select(v => v.Text("spoiler_text")));
        Assert.Equal(changed.Text("created_at"), versions[0].Text("created_at"));
        await hub.Bo.PutAsync($"/api/v1/statuses/{id}", new { status = "not mine" }, 403);
        await hub.Bo.GetAsync($"/api/v1/statuses/{id}/source", 404);
    }

    [Fact]
    public async Task A_deleted_post_comes_back_as_what_was_typed()
    {
        var id = await hub.Ada.WriteAsync("to be *gone*");
        await hub.Bo.DeleteAsync($"/api/v1/statuses/{id}", 404);

        Assert.Equal("to be *gone*", (await hub.Ada.DeleteAsync($"/api/v1/statuses/{id}")).Text("text"));
        await hub.Ada.GetAsync($"/api/v1/statuses/{id}", 404);
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{id}", 404);
    }

    [Fact]
    public async Task A_bookmark_ends_with_its_post()
    {
        var id = await hub.Ada.WriteAsync("short-lived");
        await hub.Bo.PostAsync($"/api/v1/statuses/{id}/bookmark");
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{id}");

        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from bookmark where post_id = @id", new { id = Entity.Number(id) }));
    }

    [Fact]
    public async Task A_poll_is_asked_answered_and_counted()
    {
        var status = await hub.Ada.PostAsync("/api/v1/statuses", new { status = "Tea?", poll = new { options = new[] { "yes", "no" }, expires_in = 600, multiple = false } });
        var id = status.GetProperty("poll").Id();
        var voted = await hub.Bo.PostAsync($"/api/v1/polls/{id}/votes", new { choices = new[] { "1" } });

        Assert.Equal((true, false, 1), (voted.Is("voted"), voted.Is("expired"), voted.GetProperty("votes_count").GetInt32()));
        Assert.Equal([1], voted.GetProperty("own_votes").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal([0, 1], voted.GetProperty("options").EnumerateArray().Select(o => o.GetProperty("votes_count").GetInt32()));
        Assert.False((await hub.Nobody.GetAsync($"/api/v1/polls/{id}")).Is("voted"));
        await hub.Bo.PostAsync($"/api/v1/polls/{id}/votes", new { choices = new[] { 0 } }, 422);
        await hub.Cy.PostAsync($"/api/v1/polls/{id}/votes", new { choices = new[] { 7 } }, 422);
    }

    [Fact]
    public async Task A_poll_is_open_for_so_long_and_no_longer()
    {
        Task<JsonElement> AskAsync(TimeSpan length, int status) =>
            hub.Ada.PostAsync("/api/v1/statuses", new { status = "?", poll = new { options = new[] { "a", "b" }, expires_in = (int)length.TotalSeconds } }, status);
        await AskAsync(Limits.PollShortest, 200);
        await AskAsync(Limits.PollShortest - TimeSpan.FromSeconds(1), 422);
        await AskAsync(Limits.PollLongest, 200);
        await AskAsync(Limits.PollLongest + TimeSpan.FromSeconds(1), 422);
        await hub.Ada.PostAsync("/api/v1/statuses", new { status = "?", poll = new { options = new[] { "a", "b" }, expires_in = "soon" } }, 422);
    }

    [Theory]
    [InlineData("""{"status":""}""")]
    [InlineData("""{}""")]
    [InlineData("""{"status":"x","visibility":"everybody"}""")]
    [InlineData("""{"status":"x","poll":{"options":["only"],"expires_in":600}}""")]
    [InlineData("""{"status":"x","poll":"yes"}""", 200)]
    [InlineData("""{"status":["x","y"]}""", 200)]
    [InlineData("""{"status":"x","in_reply_to_id":"1"}""", 404)]
    [InlineData("""{"status":"x","in_reply_to_id":"abc"}""", 404)]
    [InlineData("""{"status":"x","quoted_status_id":"1"}""")]
    [InlineData("""[1,2]""")]
    [InlineData("""{"status":""")]
    public async Task What_is_no_post_is_refused_and_stores_nothing(string body, int expected = 422)
    {
        var before = await hub.Hub.AskAsync<long>("select count(*) from post");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var (status, text) = await hub.Ada.SendAsync(HttpMethod.Post, "/api/v1/statuses", content);

        Assert.Equal(expected, status);
        if (status == 200)
            return;
        Assert.NotEmpty(JsonElement.Parse(text).Text("error")!);
        Assert.Equal(before, await hub.Hub.AskAsync<long>("select count(*) from post"));
    }

    [Fact]
    public async Task A_post_is_as_long_as_the_limit_and_no_longer()
    {
        await hub.Ada.PostAsync("/api/v1/statuses", new { status = new string('x', Limits.LocalPost) });
        Assert.Contains("too long", (await hub.Ada.PostAsync("/api/v1/statuses", new { status = new string('x', Limits.LocalPost + 1) }, 422)).Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_pin_what_they_wrote()
    {
        var id = await hub.Cy.WriteAsync("mine");
        Assert.True((await hub.Cy.PostAsync($"/api/v1/statuses/{id}/pin")).Is("pinned"));
        Assert.Equal([id], (await hub.Nobody.GetAsync($"/api/v1/accounts/{hub.Pages.Cy.Id}/statuses?pinned=true")).Ids());
        await hub.Bo.PostAsync($"/api/v1/statuses/{id}/pin", null, 403);
        Assert.False((await hub.Cy.PostAsync($"/api/v1/statuses/{id}/unpin")).Is("pinned"));
    }
}
