using System.Text.Json;
using Federated.Federation;

namespace Federated.Tests.Web.ClientApi;

/// <summary>What the hub says of itself to clients, what clients ask as they start, and finding.</summary>
public sealed class HubFactsTests(ClientHub hub) : IClassFixture<ClientHub>
{
    [Fact]
    public async Task The_hub_tells_what_it_is_and_what_it_can()
    {
        var told = await hub.Nobody.GetAsync("/api/v2/instance");

        Assert.Equal(hub.Hub.Address.Host, told.Text("domain"));
        Assert.StartsWith("4.3.0 (compatible; Federated ", told.Text("version"), StringComparison.Ordinal);
        var posts = told.GetProperty("configuration").GetProperty("statuses");
        Assert.Equal((Limits.LocalPost, 23), (posts.GetProperty("max_characters").GetInt32(), posts.GetProperty("characters_reserved_per_url").GetInt32()));
        var polls = told.GetProperty("configuration").GetProperty("polls");
        Assert.Equal((Limits.PollChoices, 300), (polls.GetProperty("max_options").GetInt32(), polls.GetProperty("min_expiration").GetInt32()));
        Assert.Equal(8, told.GetProperty("rules").GetArrayLength());
        Assert.NotNull(told.GetProperty("contact").Text("email"));
        Assert.StartsWith("ws", told.GetProperty("configuration").GetProperty("urls").Text("streaming"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_clients_are_told_the_same_in_their_words()
    {
        var told = await hub.Nobody.GetAsync("/api/v1/instance");

        Assert.Equal(hub.Hub.Address.Host, told.Text("uri"));
        Assert.True(told.GetProperty("stats").GetProperty("user_count").GetInt32() >= 0);
        Assert.NotNull(told.Text("email"));
        Assert.Equal(JsonValueKind.Array, told.GetProperty("languages").ValueKind);
    }

    [Fact]
    public async Task The_rules_are_those_of_the_hub_point_by_point()
    {
        var ours = await hub.Nobody.GetAsync("/api/v1/instance/rules");
        Assert.Equal("1", ours[0].Id());
        await hub.Hub.DoAsync(tx => tx.ExecAsync("insert into setting (key, value, updated_at) values ('rules', @text, @now)", new { text = "# Rules\n\n1. Be kind.\n2. Cite *sources*.\n", now = tx.Now }, default));

        var own = (await hub.Nobody.GetAsync("/api/v1/instance/rules")).EnumerateArray();
        Assert.Equal([("1", "Be kind."), ("2", "Cite *sources*.")], own.Select(r => (r.Id(), r.Text("text")!)));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("delete from setting where key = 'rules'", null, default));
    }

    [Theory]
    [InlineData("privacy_policy", "privacy")]
    [InlineData("terms_of_service", "terms")]
    public async Task Texts_of_the_hub_are_told_or_linked(string name, string key)
    {
        Assert.Contains($"/{key}\"", (await hub.Nobody.GetAsync($"/api/v1/instance/{name}")).Text("content"), StringComparison.Ordinal);
        await hub.Hub.DoAsync(tx => tx.ExecAsync("insert into setting (key, value, updated_at) values (@key, 'We keep *little*.', @now)", new { key, now = tx.Now }, default));
        Assert.Equal("<p>We keep <em>little</em>.</p>", (await hub.Nobody.GetAsync($"/api/v1/instance/{name}")).Text("content")!.Trim());
    }

    [Fact]
    public async Task Peers_are_named_up_to_a_limit()
    {
        await hub.Hub.DoAsync(tx => tx.ExecAsync(
            "insert into peer (host, followed, first_seen_at) select format('peer%s.example', lpad(n::text, 5, '0')), true, @now from generate_series(1, @count) n",
            new { count = Limits.ApiPeers + 1, now = tx.Now }, default));
        Assert.Equal(Limits.ApiPeers, (await hub.Nobody.GetAsync("/api/v1/instance/peers")).GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/custom_emojis")]
    [InlineData("/api/v1/filters")]
    [InlineData("/api/v2/filters")]
    [InlineData("/api/v1/lists")]
    [InlineData("/api/v1/announcements")]
    [InlineData("/api/v1/follow_requests")]
    [InlineData("/api/v1/conversations")]
    [InlineData("/api/v1/followed_tags")]
    [InlineData("/api/v1/trends/tags")]
    [InlineData("/api/v2/suggestions")]
    public async Task What_clients_ask_as_they_start_is_there(string path) => Assert.Equal(JsonValueKind.Array, (await hub.Ada.GetAsync(path)).ValueKind);

    [Fact]
    public async Task Preferences_are_told() => Assert.Equal("public", (await hub.Ada.GetAsync("/api/v1/preferences")).Text("posting:default:visibility"));

    [Fact]
    public async Task People_and_hashtags_are_found_by_how_they_begin()
    {
        await hub.Cy.WriteAsync("#Wikidata is fun");
        var found = await hub.Cy.GetAsync("/api/v2/search?q=wikid");
        Assert.Equal("Wikidata", found.GetProperty("hashtags")[0].Text("name"));
        found = await hub.Cy.GetAsync("/api/v2/search?q=ad&type=accounts");
        Assert.Equal("ada", found.GetProperty("accounts")[0].Text("acct"));
        Assert.Empty(found.GetProperty("hashtags").EnumerateArray());
        Assert.Equal("ada", (await hub.Bo.GetAsync("/api/v1/accounts/search?q=@ad&following=true"))[0].Text("acct"));
        Assert.Empty((await hub.Cy.GetAsync("/api/v1/accounts/search?q=ad&following=true")).EnumerateArray());
        Assert.Empty((await hub.Cy.GetAsync("/api/v1/accounts/search?q=%25d")).EnumerateArray());
        await hub.Cy.GetAsync("/api/v2/search", 422);
    }

    [Fact]
    public async Task An_address_leads_to_what_it_names()
    {
        var id = await hub.Ada.WriteAsync("findable");
        var found = await hub.Cy.GetAsync($"/api/v2/search?resolve=true&q={Uri.EscapeDataString($"{hub.Hub.Address.Base}/posts/{id}")}");
        Assert.Equal([id], found.GetProperty("statuses").Ids());
        found = await hub.Cy.GetAsync($"/api/v2/search?resolve=true&q={Uri.EscapeDataString($"{hub.Hub.Address.Base}/@ada")}");
        Assert.Equal("ada", found.GetProperty("accounts")[0].Text("acct"));
        found = await hub.Nobody.GetAsync($"/api/v2/search?resolve=true&q={Uri.EscapeDataString($"{hub.Hub.Address.Base}/posts/{id}")}");
        Assert.Empty(found.GetProperty("statuses").EnumerateArray());
    }

    [Fact]
    public async Task A_report_is_stored_with_its_reason_for_the_moderators()
    {
        var id = await hub.Ada.WriteAsync("bad");
        var filed = await hub.Cy.PostAsync("/api/v1/reports", new
        {
            account_id = hub.Pages.Ada.Id.Word(), status_ids = new[] { id, "1" }, comment = "It hurts", category = "violation", rule_ids = new[] { "3" }, forward = false,
        });

        Assert.Equal(("violation", "It hurts", "ada"), (filed.Text("category"), filed.Text("comment"), filed.GetProperty("target_account").Text("acct")));
        Assert.Equal("violation 3", await hub.Hub.AskAsync<string>("select concat_ws(' ', category, array_to_string(rules, ',')) from report where id = @id", new { id = Entity.Number(filed.Id()) }));
        Assert.Equal(1, await hub.Hub.AskAsync<long>("select count(*) from report_post where report_id = @id", new { id = Entity.Number(filed.Id()) }));
        Task<JsonElement> FileAsync(int count, int length, int status) => hub.Cy.PostAsync(
            "/api/v1/reports", new { account_id = hub.Pages.Ada.Id.Word(), category = "violation", rule_ids = Enumerable.Repeat(new string('1', length), count) }, status);
        await FileAsync(Limits.ReportRules, Limits.ReportRule, 200);
        await FileAsync(Limits.ReportRules + 1, 1, 422);
        await FileAsync(1, Limits.ReportRule + 1, 422);
        await hub.Cy.PostAsync("/api/v1/reports", new { account_id = "1" }, 404);
        await hub.Cy.PostAsync("/api/v1/reports", new { account_id = hub.Pages.Ada.Id.Word(), category = "dislike" }, 422);
        await hub.Cy.PostAsync("/api/v1/reports", new { account_id = hub.Pages.Ada.Id.Word(), comment = new string('x', Limits.ReportText + 1) }, 422);
    }
}
