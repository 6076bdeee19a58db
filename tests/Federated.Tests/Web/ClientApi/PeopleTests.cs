using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Actors;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Accounts and what is between them, through the API of clients.</summary>
public sealed class PeopleTests(ClientHub hub) : IClassFixture<ClientHub>
{
    string Path(Actor actor) => $"/api/v1/accounts/{actor.Id}";

    [Fact]
    public async Task Oneself_is_told_with_what_one_typed()
    {
        var me = await hub.Ada.GetAsync("/api/v1/accounts/verify_credentials");

        Assert.Equal(("ada", "ada", $"{hub.Hub.Address.Base}/@ada"), (me.Text("username"), me.Text("acct"), me.Text("url")));
        Assert.Equal(("public", 0), (me.GetProperty("source").Text("privacy"), me.GetProperty("source").GetProperty("follow_requests_count").GetInt32()));
        Assert.Equal("0", me.GetProperty("role").Text("permissions"));
        using var avatar = await hub.Hub.Http.GetAsync(me.Text("avatar"));
        Assert.Equal("image/png", avatar.Content.Headers.ContentType!.MediaType);
        using var header = await hub.Hub.Http.GetAsync(me.Text("header"));
        Assert.Equal("image/png", header.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_profile_is_changed_member_by_member_and_nothing_else_with_it()
    {
        using var first = new MultipartFormDataContent { { new StringContent("Cy *C*"), "display_name" }, { new StringContent("I like **cats**"), "note" }, { new StringContent("true"), "locked" }, { new StringContent("fr"), "source[language]" } };
        var changed = await hub.Cy.PatchAsync("/api/v1/accounts/update_credentials", first);
        Assert.Equal(("Cy *C*", "<p>I like <strong>cats</strong></p>", true), (changed.Text("display_name"), changed.Text("note"), changed.Is("locked")));
        Assert.Equal(("I like **cats**", "fr"), (changed.GetProperty("source").Text("note"), changed.GetProperty("source").Text("language")));

        changed = await hub.Cy.PatchAsync("/api/v1/accounts/update_credentials", ApiClient.Json(new { note = "", locked = false, role = "owner", id = "1", username = "root" }));
        Assert.Equal(("Cy *C*", "", false, "cy"), (changed.Text("display_name"), changed.Text("note"), changed.Is("locked"), changed.Text("username")));
        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from role_grant"));
        await hub.Cy.PatchAsync("/api/v1/accounts/update_credentials", ApiClient.Json(new { note = new string('x', Limits.Summary + 1) }), 422);
    }

    [Fact]
    public async Task People_are_found_by_name_and_by_id()
    {
        foreach (var acct in new[] { "ada", "@ada", $"ada@{hub.Hub.Address.HandleDomain}", "ADA" })
            Assert.Equal(hub.Pages.Ada.Id.Word(), (await hub.Nobody.GetAsync($"/api/v1/accounts/lookup?acct={Uri.EscapeDataString(acct)}")).Id());
        foreach (var acct in new[] { "nobody", "ada@elsewhere.example", "", "@", "a@b@c", "ada@%00" })
            Assert.Contains((await hub.Nobody.SendAsync(HttpMethod.Get, $"/api/v1/accounts/lookup?acct={acct}")).Status, new[] { 404, 400 });
        Assert.Equal("ada", (await hub.Nobody.GetAsync(Path(hub.Pages.Ada))).Text("acct"));
        Assert.Equal(2, (await hub.Nobody.GetAsync($"/api/v1/accounts?id[]={hub.Pages.Ada.Id}&id[]={hub.Pages.Bo.Id}")).GetArrayLength());
    }

    [Fact]
    public async Task Following_and_ending_it_is_told_at_once()
    {
        var before = (await hub.Cy.GetAsync($"/api/v1/accounts/relationships?id[]={hub.Pages.Bo.Id}&id[]={hub.Pages.Ada.Id}")).EnumerateArray().ToList();
        Assert.Equal([hub.Pages.Bo.Id.Word(), hub.Pages.Ada.Id.Word()], before.Select(r => r.Id()));
        Assert.All(before, r => Assert.False(r.Is("following")));

        Assert.True((await hub.Cy.PostAsync($"{Path(hub.Pages.Bo)}/follow")).Is("following"));
        Assert.True((await hub.Bo.GetAsync($"/api/v1/accounts/relationships?id={hub.Pages.Cy.Id}"))[0].Is("followed_by"));
        Assert.Equal(["cy"], Names(await hub.Bo.GetAsync($"{Path(hub.Pages.Bo)}/followers")));
        Assert.Equal(["bo"], Names(await hub.Cy.GetAsync($"{Path(hub.Pages.Cy)}/following")));
        Assert.False((await hub.Cy.PostAsync($"{Path(hub.Pages.Bo)}/unfollow")).Is("following"));
        await hub.Cy.PostAsync($"{Path(hub.Pages.Cy)}/follow", null, 422);
    }

    static IEnumerable<string?> Names(JsonElement list) => list.EnumerateArray().Select(a => a.Text("acct"));

    [Fact]
    public async Task Who_follows_whom_is_told_to_nobody_else()
    {
        Assert.Equal(1, (await hub.Nobody.GetAsync(Path(hub.Pages.Ada))).GetProperty("followers_count").GetInt32());
        foreach (var client in new[] { hub.Nobody, hub.Bo, hub.Cy })
            Assert.Empty(Names(await client.GetAsync($"{Path(hub.Pages.Ada)}/followers")));
    }

    [Fact]
    public async Task Who_asks_to_follow_waits_until_let_in_or_sent_away()
    {
        var (dora, eli) = (await hub.Hub.PersonAsync("dora"), await hub.Hub.PersonAsync("eli"));
        var (asDora, asEli) = (await ApiClient.OfAsync(hub.Hub, dora), await ApiClient.OfAsync(hub.Hub, eli));
        await asDora.PatchAsync("/api/v1/accounts/update_credentials", ApiClient.Json(new { locked = true }));
        Assert.True((await asEli.PostAsync($"{Path(dora)}/follow")).Is("requested"));

        Assert.Equal(["eli"], Names(await asDora.GetAsync("/api/v1/follow_requests")));
        Assert.Equal(1, (await asDora.GetAsync("/api/v1/accounts/verify_credentials")).GetProperty("source").GetProperty("follow_requests_count").GetInt32());
        Assert.True((await asDora.PostAsync($"/api/v1/follow_requests/{eli.Id}/authorize")).Is("followed_by"));
        await asDora.PostAsync($"/api/v1/follow_requests/{eli.Id}/reject", null, 404);
        Assert.False((await asDora.PostAsync($"{Path(eli)}/remove_from_followers")).Is("followed_by"));
        await asEli.PostAsync($"{Path(dora)}/follow");
        Assert.False((await asDora.PostAsync($"/api/v1/follow_requests/{eli.Id}/reject")).Is("requested_by"));
        Assert.Empty(Names(await asDora.GetAsync("/api/v1/follow_requests")));
    }

    [Fact]
    public async Task People_are_blocked_muted_and_their_servers_hidden()
    {
        var (fay, gus) = (await hub.Hub.PersonAsync("fay"), await hub.Hub.PersonAsync("gus"));
        var asFay = await ApiClient.OfAsync(hub.Hub, fay);
        foreach (var (act, flag) in new[] { ("block", "blocking"), ("mute", "muting") })
        {
            Assert.True((await asFay.PostAsync($"{Path(gus)}/{act}")).Is(flag));
            Assert.Equal(["gus"], Names(await asFay.GetAsync($"/api/v1/{act}s")));
            Assert.False((await asFay.PostAsync($"{Path(gus)}/un{act}")).Is(flag));
            Assert.Empty(Names(await asFay.GetAsync($"/api/v1/{act}s")));
            await asFay.PostAsync($"{Path(fay)}/{act}", null, 422);
        }
        await asFay.PostAsync("/api/v1/domain_blocks", new { domain = "Loud.Example" });
        Assert.Equal(["loud.example"], (await asFay.GetAsync("/api/v1/domain_blocks")).EnumerateArray().Select(d => d.GetString()));
        await asFay.DeleteAsync("/api/v1/domain_blocks?domain=loud.example");
        Assert.Empty((await asFay.GetAsync("/api/v1/domain_blocks")).EnumerateArray());
        await asFay.PostAsync("/api/v1/domain_blocks", new { domain = "not a host" }, 422);
    }

    [Fact]
    public async Task A_note_on_somebody_is_for_its_author_only()
    {
        Assert.Equal("met in Lyon", (await hub.Cy.PostAsync($"{Path(hub.Pages.Ada)}/note", new { comment = "met in Lyon" })).Text("note"));
        Assert.Equal("", (await hub.Bo.GetAsync($"/api/v1/accounts/relationships?id[]={hub.Pages.Ada.Id}"))[0].Text("note"));
        Assert.Equal("", (await hub.Cy.PostAsync($"{Path(hub.Pages.Ada)}/note", new { comment = "" })).Text("note"));
        await hub.Cy.PostAsync($"{Path(hub.Pages.Ada)}/note", new { comment = new string('x', Limits.ActorNote) });
        await hub.Cy.PostAsync($"{Path(hub.Pages.Ada)}/note", new { comment = new string('x', Limits.ActorNote + 1) }, 422);
    }

    [Fact]
    public async Task Relationships_are_answered_up_to_a_limit_in_the_order_asked()
    {
        var many = string.Join('&', Enumerable.Repeat("id[]=0", Limits.ApiRelationships - 1));
        Assert.Equal(1, (await hub.Cy.GetAsync($"/api/v1/accounts/relationships?{many}&id[]={hub.Pages.Ada.Id}")).GetArrayLength());
        Assert.Equal(0, (await hub.Cy.GetAsync($"/api/v1/accounts/relationships?{many}&id[]=0&id[]={hub.Pages.Ada.Id}")).GetArrayLength());
    }

    [Fact]
    public async Task Lists_of_people_hold_so_many_and_no_more()
    {
        var id = await hub.Ada.WriteAsync("liked by many");
        await hub.Hub.DoAsync(async tx =>
        {
            for (var i = 0; i <= Limits.ApiPeople; i++)
            {
                var fan = await hub.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Person, $"fan{i}", $"fan{i}", default);
                await tx.ExecAsync("insert into post_like (post_id, actor_id, uri, created_at) values (@post, @fan, @uri, @now)", new { post = Entity.Number(id), fan = fan!.Id, uri = $"urn:{i}", now = tx.Now }, default);
            }
        });
        Assert.Equal(Limits.ApiPeople, (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}/favourited_by?limit={Limits.ApiPeople + 1}")).GetArrayLength());
        Assert.Equal(Limits.ApiPeople, (await hub.Nobody.GetAsync($"/api/v1/statuses/{id}/favourited_by?limit={Limits.ApiPeople}")).GetArrayLength());
        Assert.Contains("rel=\"next\"", hub.Nobody.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_or_deleted_person_is_not_there()
    {
        var hal = await hub.Hub.PersonAsync("hal");
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = @now where id = @id", new { id = hal.Id, now = tx.Now }, default));
        await hub.Ada.GetAsync(Path(hal), 404);
        await hub.Ada.GetAsync($"{Path(hal)}/statuses", 404);
        await hub.Ada.GetAsync("/api/v1/accounts/lookup?acct=hal", 404);
        await hub.Ada.PostAsync($"{Path(hal)}/follow", null, 404);
        Assert.Empty((await hub.Ada.GetAsync("/api/v1/accounts/search?q=hal")).EnumerateArray());
    }

    [Fact]
    public async Task What_new_posts_are_is_kept_and_holds_where_an_app_does_not_say()
    {
        var person = await hub.Hub.PersonAsync("kim_posts");
        var kim = await ApiClient.OfAsync(hub.Hub, person);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["source[privacy]"] = "private", ["source[sensitive]"] = "true" });
        var source = (await kim.PatchAsync("/api/v1/accounts/update_credentials", form)).GetProperty("source");
        Assert.Equal(("private", true), (source.Text("privacy"), source.Is("sensitive")));
        var told = await kim.GetAsync("/api/v1/preferences");
        Assert.Equal(("private", true), (told.Text("posting:default:visibility"), told.Is("posting:default:sensitive")));
        var post = await kim.PostAsync("/api/v1/statuses", new { status = "usual" });
        Assert.Equal(("private", true), (post.Text("visibility"), post.Is("sensitive")));
        post = await kim.PostAsync("/api/v1/statuses", new { status = "unusual", visibility = "public", sensitive = false });
        Assert.Equal(("public", false), (post.Text("visibility"), post.Is("sensitive")));
        await kim.PatchAsync("/api/v1/accounts/update_credentials", ApiClient.Json(new { source = new { privacy = "all" } }), 422);
    }
}
