using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Posts;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Lists of people, and filters, through the API of clients.</summary>
public sealed class ListFilterTests(ClientHub hub) : IClassFixture<ClientHub>
{
    async Task<(ApiClient Client, string Id)> SomebodyAsync(string name)
    {
        var person = await hub.Hub.PersonAsync(name);
        return (await ApiClient.OfAsync(hub.Hub, person), Call(person.Id));
    }

    static string Call(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_list_is_made_changed_read_and_ended()
    {
        var (ida, _) = await SomebodyAsync("ida");
        var list = await ida.PostAsync("/api/v1/lists", new { title = "Friends" });
        Assert.Equal(("Friends", "list", false), (list.Text("title"), list.Text("replies_policy"), list.Is("exclusive")));
        var path = $"/api/v1/lists/{list.Id()}";
        list = await ida.PutAsync(path, new { title = "Near", replies_policy = "none", exclusive = true });
        Assert.Equal(("Near", "none", true), (list.Text("title"), list.Text("replies_policy"), list.Is("exclusive")));
        await ida.PutAsync(path, new { replies_policy = "some" }, 422);

        await ida.PostAsync($"{path}/accounts", new { account_ids = new[] { Call(hub.Pages.Ada.Id) } }, 404);
        await ida.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/follow");
        await ida.PostAsync($"{path}/accounts", new { account_ids = new[] { Call(hub.Pages.Ada.Id) } });
        Assert.Equal(["ada"], (await ida.GetAsync($"{path}/accounts?limit=0")).EnumerateArray().Select(a => a.Text("acct")));
        Assert.Equal([list.Id()], (await ida.GetAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/lists")).Ids());
        foreach (var (client, status) in new[] { (hub.Bo, 404), (ida, 200) })
            foreach (var read in new[] { path, $"{path}/accounts", $"/api/v1/timelines/list/{list.Id()}" })
                await client.GetAsync(read, status);
        await hub.Bo.PutAsync(path, new { title = "Mine" }, 404);
        await hub.Bo.DeleteAsync(path, 404);
        await ida.DeleteAsync($"{path}/accounts?account_ids[]={hub.Pages.Ada.Id}");
        Assert.Empty((await ida.GetAsync($"{path}/accounts")).Ids());
        await ida.DeleteAsync(path);
        Assert.Empty((await ida.GetAsync("/api/v1/lists")).Ids());
    }

    [Fact]
    public async Task The_timeline_of_a_list_is_what_its_people_write_and_boost()
    {
        var (reader, _) = await SomebodyAsync("joe");
        var list = (await reader.PostAsync("/api/v1/lists", new { title = "One", replies_policy = "list" })).Id();
        foreach (var person in new[] { hub.Pages.Ada, hub.Pages.Bo })
            await reader.PostAsync($"/api/v1/accounts/{person.Id}/follow");
        await reader.PostAsync($"/api/v1/lists/{list}/accounts", new { account_ids = new[] { Call(hub.Pages.Ada.Id) } });
        var first = await hub.Ada.WriteAsync("in the list");
        var notFor = await hub.Ada.WriteAsync("not for joe @bo", "direct");
        var other = await hub.Bo.WriteAsync("not in the list");
        var boost = (await hub.Ada.PostAsync($"/api/v1/statuses/{await hub.Cy.WriteAsync("of cy")}/reblog")).Id();
        var answer = await hub.Ada.WriteAsync("to bo", replyTo: other);
        var path = $"/api/v1/timelines/list/{list}";

        Assert.Equal([boost, first], (await reader.GetAsync(path)).Ids());
        await reader.PutAsync($"/api/v1/lists/{list}", new { replies_policy = "followed" });
        Assert.Equal([answer, boost, first], (await reader.GetAsync(path)).Ids());
        Assert.Equal([boost], (await reader.GetAsync($"{path}?max_id={answer}&limit=1")).Ids());
        Assert.Equal([boost], (await reader.GetAsync($"{path}?min_id={first}&limit=1")).Ids());
        await reader.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/unfollow");
        Assert.Empty((await reader.GetAsync(path)).Ids());
        Assert.NotEmpty(notFor);
    }

    [Fact]
    public async Task There_are_so_many_lists_of_so_many_people_and_no_more()
    {
        var (kim, me) = await SomebodyAsync("kim");
        await kim.PostAsync("/api/v1/lists", new { title = new string('x', Limits.ListTitle + 1) }, 422);
        var list = (await kim.PostAsync("/api/v1/lists", new { title = new string('x', Limits.ListTitle) })).Id();
        for (var i = 1; i < Limits.ListsPerAccount; i++)
            await kim.PostAsync("/api/v1/lists", new { title = $"{i}" });
        await kim.PostAsync("/api/v1/lists", new { title = "one more" }, 422);

        await hub.Hub.DoAsync(tx => tx.ExecAsync(
            """
            with made as (insert into actor (id, uri, kind, name, inbox, created_at, updated_at) select n, 'urn:x:' || n, 'person', 'm' || n, '', @now, @now from generate_series(1, @count) n returning id)
            insert into person_list_member (list_id, actor_id) select @list, id from made
            """, new { count = Limits.ListMembers - 1, list = Entity.Number(list), now = tx.Now }, default));
        await kim.PostAsync($"/api/v1/lists/{list}/accounts", new { account_ids = new[] { me } });
        Assert.Equal(Limits.ListMembers, (await kim.GetAsync($"/api/v1/lists/{list}/accounts?limit=0")).GetArrayLength());
        await kim.PostAsync($"/api/v1/lists/{list}/accounts", new { account_ids = new[] { me } }, 422);
    }

    [Fact]
    public async Task A_post_says_which_filters_it_meets()
    {
        var (lou, _) = await SomebodyAsync("lou");
        var filter = await lou.PostAsync("/api/v2/filters", new
        {
            title = "No cats", context = new[] { "home", "public" }, filter_action = "hide",
            keywords_attributes = new[] { new { keyword = "CAT", whole_word = "true" }, new { keyword = "дом", whole_word = "false" } },
        });
        Assert.Equal(["CAT", "дом"], filter.GetProperty("keywords").EnumerateArray().Select(k => k.Text("keyword")));

        async Task<JsonElement> FilteredAsync(ApiClient reader, string text) => (await reader.GetAsync($"/api/v1/statuses/{await hub.Ada.WriteAsync(text)}")).GetProperty("filtered");
        var met = Assert.Single((await FilteredAsync(lou, "My *cat* sleeps")).EnumerateArray());
        Assert.Equal(("No cats", "hide"), (met.GetProperty("filter").Text("title"), met.GetProperty("filter").Text("filter_action")));
        Assert.Equal(["CAT"], met.GetProperty("keyword_matches").EnumerateArray().Select(k => k.GetString()));
        Assert.Single((await FilteredAsync(lou, "в доме")).EnumerateArray());
        Assert.Empty((await FilteredAsync(lou, "Concatenate and scatter")).EnumerateArray());
        Assert.Empty((await FilteredAsync(hub.Cy, "My cat sleeps")).EnumerateArray());
        foreach (var (length, found) in new[] { (Limits.FilterText - 4, 1), (Limits.FilterText + 1, 0) })
        {
            var story = await hub.Pages.WriteAsync(hub.Pages.Ada, new string('x', length) + " cat", with: d => d with { Kind = PostKind.Story, Title = "Long" });
            Assert.Equal(found, (await lou.GetAsync($"/api/v1/statuses/{story.Id}")).GetProperty("filtered").GetArrayLength());
        }
        Assert.Empty((await lou.GetAsync($"/api/v1/statuses/{await lou.WriteAsync("my own cat")}")).GetProperty("filtered").EnumerateArray());
        Assert.Equal(["CAT", "дом"], (await lou.GetAsync("/api/v1/filters")).EnumerateArray().Select(k => k.Text("phrase")));
    }

    [Fact]
    public async Task Filters_words_and_posts_are_changed_and_ended_by_their_owner_only()
    {
        var (mae, _) = await SomebodyAsync("mae");
        var filter = await mae.PostAsync("/api/v2/filters", new { title = "x", context = new[] { "home" }, expires_in = 3600 });
        var path = $"/api/v2/filters/{filter.Id()}";
        Assert.NotNull(filter.Text("expires_at"));
        var word = (await mae.PostAsync($"{path}/keywords", new { keyword = "noise", whole_word = false })).Id();
        var post = await hub.Ada.WriteAsync("this one");
        var filtered = (await mae.PostAsync($"{path}/statuses", new { status_id = post })).Id();
        Assert.Equal([post], (await mae.GetAsync($"/api/v1/statuses/{post}")).GetProperty("filtered")[0].GetProperty("status_matches").EnumerateArray().Select(s => s.GetString()));
        await mae.PostAsync($"{path}/statuses", new { status_id = await hub.Ada.WriteAsync("secret", "direct") }, 404);

        foreach (var of in new[] { path, $"{path}/keywords", $"{path}/statuses" })
            await hub.Bo.GetAsync(of, 404);
        foreach (var of in new[] { path, $"/api/v2/filters/keywords/{word}", $"/api/v2/filters/statuses/{filtered}" })
            await hub.Bo.DeleteAsync(of, 404);
        await mae.DeleteAsync($"/api/v2/filters/keywords/{word}");
        await mae.DeleteAsync($"/api/v2/filters/statuses/{filtered}");
        var left = await mae.PutAsync(path, new { title = "y", filter_action = "blur", expires_in = "" });
        Assert.Equal(("y", "blur", (string?)null, 0, 0), (left.Text("title"), left.Text("filter_action"), left.Text("expires_at"), left.GetProperty("keywords").GetArrayLength(), left.GetProperty("statuses").GetArrayLength()));
        await mae.DeleteAsync(path);
        await mae.GetAsync(path, 404);
    }

    [Fact]
    public async Task A_word_is_changed_and_taken_out_by_its_id()
    {
        var (quin, _) = await SomebodyAsync("quin");
        var filter = await quin.PostAsync("/api/v2/filters", new { title = "x", context = new[] { "home" }, keywords_attributes = new[] { new { keyword = "one" }, new { keyword = "two" } } });
        var (one, two) = (filter.GetProperty("keywords")[0].Id(), filter.GetProperty("keywords")[1].Id());

        var json = await quin.PutAsync($"/api/v2/filters/{filter.Id()}", new { keywords_attributes = new object[] { new { keyword = "new", whole_word = true }, new { id = one, _destroy = true }, new { id = two, keyword = "zwei" } } });
        Assert.Equal([(two, "zwei", false), ("", "new", true)], json.GetProperty("keywords").EnumerateArray().Select(k => (k.Id() == two ? two : "", k.Text("keyword"), k.Is("whole_word"))));
        using var form = new FormUrlEncodedContent(new[] { ("keywords_attributes[][id]", two), ("keywords_attributes[][_destroy]", "true"), ("keywords_attributes[][keyword]", "drei") }
            .Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        var (status, body) = await quin.SendAsync(HttpMethod.Put, $"/api/v2/filters/{filter.Id()}", form);
        Assert.Equal((200, "new"), (status, Assert.Single(JsonElement.Parse(body).GetProperty("keywords").EnumerateArray()).Text("keyword")));
    }

    [Fact]
    public async Task Who_stands_in_an_exclusive_list_is_not_at_home_besides()
    {
        var (rex, _) = await SomebodyAsync("rex");
        await rex.GetAsync("/api/v1/timelines/home");
        await rex.PostAsync($"/api/v1/accounts/{hub.Pages.Ada.Id}/follow");
        var list = (await rex.PostAsync("/api/v1/lists", new { title = "Apart", exclusive = true })).Id();
        var post = await hub.Ada.WriteAsync("apart");
        Assert.Contains(post, (await rex.GetAsync("/api/v1/timelines/home")).Ids());
        await rex.PostAsync($"/api/v1/lists/{list}/accounts", new { account_ids = new[] { Call(hub.Pages.Ada.Id) } });

        Assert.DoesNotContain(post, (await rex.GetAsync("/api/v1/timelines/home")).Ids());
        Assert.Contains(post, (await rex.GetAsync($"/api/v1/timelines/list/{list}")).Ids());
    }

    [Fact]
    public async Task A_filter_that_is_over_meets_nothing()
    {
        var (nia, _) = await SomebodyAsync("nia");
        var id = (await nia.PostAsync("/api/v2/filters", new { title = "x", context = new[] { "home" }, expires_in = 60, keywords_attributes = new[] { new { keyword = "tea" } } })).Id();
        var post = await hub.Ada.WriteAsync("tea");
        Assert.Single((await nia.GetAsync($"/api/v1/statuses/{post}")).GetProperty("filtered").EnumerateArray());
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update filter set expires_at = @past where id = @id", new { past = tx.Now.AddSeconds(-1), id = Entity.Number(id) }, default));
        Assert.Empty((await nia.GetAsync($"/api/v1/statuses/{post}")).GetProperty("filtered").EnumerateArray());
    }

    [Fact]
    public async Task There_are_so_many_filters_of_so_many_words_and_no_more()
    {
        var (oli, _) = await SomebodyAsync("oli");
        Task<JsonElement> MakeAsync(int words, int length, int status) => oli.PostAsync(
            "/api/v2/filters", new { title = "x", context = new[] { "home" }, keywords_attributes = Enumerable.Range(0, words).Select(_ => new { keyword = new string('w', length) }) }, status);
        var full = (await MakeAsync(Limits.FilterWords, Limits.FilterWord, 200)).Id();
        await MakeAsync(Limits.FilterWords + 1, 1, 422);
        await MakeAsync(1, Limits.FilterWord + 1, 422);
        await oli.PostAsync($"/api/v2/filters/{full}/keywords", new { keyword = "more" }, 422);
        await oli.PostAsync("/api/v2/filters", new { title = "x", context = new[] { "everywhere" } }, 422);
        await oli.PostAsync("/api/v2/filters", new { title = "", context = new[] { "home" } }, 422);
        for (var words = Limits.FilterWords; words < Limits.FilterWordsPerAccount; words += Limits.FilterWords)
            await MakeAsync(Limits.FilterWords, 1, 200);
        await MakeAsync(1, 1, 422);
        for (var i = Limits.FilterWordsPerAccount / Limits.FilterWords; i < Limits.FiltersPerAccount; i++)
            await MakeAsync(0, 1, 200);
        await MakeAsync(0, 1, 422);
        Assert.Equal(Limits.FiltersPerAccount, (await oli.GetAsync("/api/v2/filters")).GetArrayLength());
    }
}
