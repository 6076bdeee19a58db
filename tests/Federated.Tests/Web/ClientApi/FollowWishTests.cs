using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Followed hashtags, and what people want of a follow: both show in the home timeline.</summary>
public sealed class FollowWishTests(ClientHub hub) : IClassFixture<ClientHub>
{
    const string Home = "/api/v1/timelines/home";

    async Task<(Actor Person, ApiClient Client)> SomebodyAsync(string name)
    {
        var person = await hub.Hub.PersonAsync(name);
        var client = await ApiClient.OfAsync(hub.Hub, person);
        await client.GetAsync(Home);
        return (person, client);
    }

    [Fact]
    public async Task Public_posts_of_a_followed_hashtag_stand_at_home()
    {
        var (_, dan) = await SomebodyAsync("dan");
        var (eva, asEva) = await SomebodyAsync("eva");
        var before = await asEva.WriteAsync("before #Wiki_Dan");
        Assert.False((await dan.GetAsync("/api/v1/tags/Wiki_Dan")).Is("following"));
        var tag = await dan.PostAsync("/api/v1/tags/Wiki_Dan/follow");
        Assert.Equal(("Wiki_Dan", true), (tag.Text("name"), tag.Is("following")));
        await dan.PostAsync("/api/v1/tags/wiki_dan/follow");
        Assert.Equal([("Wiki_Dan", true)], (await dan.GetAsync("/api/v1/followed_tags")).EnumerateArray().Select(t => (t.Text("name")!, t.Is("following"))));
        Assert.False((await hub.Nobody.GetAsync("/api/v1/tags/wiki_dan")).TryGetProperty("following", out _));
        await dan.PostAsync("/api/v1/tags/12/follow", null, 404);

        var after = await asEva.WriteAsync("after #wiki_dan");
        await asEva.WriteAsync("for few #wiki_dan", "unlisted");
        var boosted = await asEva.WriteAsync("elsewhere");
        Assert.Equal([after, before], (await dan.GetAsync(Home)).Ids());
        await hub.Hub.DoAsync(tx => tx.ExecAsync("delete from home_filled", null, default));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("delete from home", null, default));
        Assert.Equal([after, before], (await dan.GetAsync(Home)).Ids());

        await dan.PostAsync($"/api/v1/accounts/{eva.Id}/follow");
        Assert.Contains(boosted, (await dan.GetAsync(Home)).Ids());
        await dan.PostAsync("/api/v1/tags/wiki_dan/unfollow");
        Assert.Contains(after, (await dan.GetAsync(Home)).Ids());
        await dan.PostAsync($"/api/v1/accounts/{eva.Id}/unfollow");
        Assert.Empty((await dan.GetAsync(Home)).Ids());
        await dan.PostAsync("/api/v1/tags/wiki_dan/follow");
        await dan.PostAsync($"/api/v1/accounts/{eva.Id}/mute");
        Assert.Empty((await dan.GetAsync(Home)).Ids());
    }

    [Fact]
    public async Task A_hashtag_is_followed_on_its_page_and_only_so_many_are()
    {
        var (finn, asFinn) = await SomebodyAsync("finn");
        var browser = await hub.Pages.SignInAsync(finn);
        Assert.Contains("Follow this hashtag", (await browser.GetAsync("/tags/Oasis")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Follow this hashtag", (await hub.Pages.Visitor.GetAsync("/tags/Oasis")).Body, StringComparison.Ordinal);
        await browser.SubmitAsync("/tags/Oasis", ("follow", "true"));
        Assert.Equal(["Oasis"], (await asFinn.GetAsync("/api/v1/followed_tags")).EnumerateArray().Select(t => t.Text("name")!));
        Assert.Contains("You follow this hashtag", (await browser.GetAsync("/tags/oasis")).Body, StringComparison.Ordinal);
        await browser.SubmitAsync("/tags/oasis", ("follow", "false"));
        Assert.Empty((await asFinn.GetAsync("/api/v1/followed_tags")).EnumerateArray());

        await hub.Hub.DoAsync(tx => tx.ExecAsync(
            "insert into followed_tag (id, account_id, tag, name) select g, @id, 't' || g, 't' || g from generate_series(1, @count) g", new { finn.Id, count = Limits.FollowedTags - 1 }, default));
        await asFinn.PostAsync("/api/v1/tags/fits/follow");
        await asFinn.PostAsync("/api/v1/tags/toomuch/follow", null, 422);
        await asFinn.PostAsync("/api/v1/tags/fits/follow");
        Assert.Equal(100, (await asFinn.GetAsync("/api/v1/followed_tags")).GetArrayLength());
        Assert.Contains("rel=\"next\"", asFinn.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_boosts_in_some_languages_or_with_a_notice_of_each_post()
    {
        var (_, gil) = await SomebodyAsync("gil");
        var (hana, asHana) = await SomebodyAsync("hana");
        async Task<string> WriteAsync(string language, string visibility = "public") =>
            (await asHana.PostAsync("/api/v1/statuses", new { status = $"in {language} {visibility}", language, visibility })).Id();
        var of = $"/api/v1/accounts/{hana.Id}/follow";

        var wanted = await gil.PostAsync(of, new { reblogs = false, notify = true, languages = new[] { "fr", "ar" } });
        Assert.Equal((true, false, true), (wanted.Is("following"), wanted.Is("showing_reblogs"), wanted.Is("notifying")));
        Assert.Equal(["fr", "ar"], wanted.GetProperty("languages").EnumerateArray().Select(l => l.GetString()));
        var (english, french) = (await WriteAsync("en"), await WriteAsync("fr"));
        var other = await hub.Cy.WriteAsync("of cy");
        var boost = (await asHana.PostAsync($"/api/v1/statuses/{other}/reblog")).Id();
        await WriteAsync("fr", "direct");
        var answer = await asHana.WriteAsync("more", replyTo: french);
        Assert.Equal([french], (await gil.GetAsync(Home)).Ids());
        Assert.Equal([("status", french)], (await gil.GetAsync("/api/v1/notifications")).EnumerateArray().Select(n => (n.Text("type")!, n.GetProperty("status").Id())));
        await asHana.DeleteAsync($"/api/v1/statuses/{answer}");

        wanted = await gil.PostAsync(of, new { languages = new[] { "" }, reblogs = true });
        Assert.Equal((true, true, 0), (wanted.Is("showing_reblogs"), wanted.Is("notifying"), wanted.GetProperty("languages").GetArrayLength()));
        Assert.Equal([boost, french, english], (await gil.GetAsync(Home)).Ids());
        Assert.True((await gil.PostAsync(of, new { reblogs = false })).Is("notifying"));
        Assert.Equal([french, english], (await gil.GetAsync(Home)).Ids());

        // Muted, or already named: no notice of a post.
        await asHana.WriteAsync("@gil named");
        await gil.PostAsync($"/api/v1/accounts/{hana.Id}/mute");
        await WriteAsync("en");
        await gil.PostAsync($"/api/v1/accounts/{hana.Id}/unmute");
        Assert.Equal(["mention", "status"], (await gil.GetAsync("/api/v1/notifications")).EnumerateArray().Select(n => n.Text("type")));
        var browser = await hub.Pages.SignInAsync((await hub.Hub.DoAsync(tx => ActorStore.LocalByNameAsync(tx, "gil", default)))!);
        Assert.Contains("wrote something", (await browser.GetAsync("/notifications")).Body, StringComparison.Ordinal);

        foreach (var (count, status) in new[] { (Limits.FollowLanguages, 200), (Limits.FollowLanguages + 1, 422) })
            await gil.PostAsync(of, new { languages = Enumerable.Range(0, count).Select(i => $"{(char)('a' + i / 26)}{(char)('a' + i % 26)}") }, status);
        await gil.PostAsync(of, new { languages = new[] { "no language" } }, 422);
    }

    [Fact]
    public async Task A_mute_leaves_notices_if_so_wanted_and_ends_by_itself()
    {
        var (ivo, asIvo) = await SomebodyAsync("ivo");
        var (jo, asJo) = await SomebodyAsync("jo");
        var of = $"/api/v1/accounts/{jo.Id}/mute";
        await asIvo.PostAsync(of, new { duration = -1 }, 422);
        await asIvo.PostAsync(of, new { duration = "long" }, 422);
        await asIvo.PostAsync($"/api/v1/accounts/{jo.Id}/follow");
        var muted = await asIvo.PostAsync(of, new { notifications = false, duration = 3600 });
        Assert.Equal((true, false), (muted.Is("muting"), muted.Is("muting_notifications")));
        await asJo.WriteAsync("@ivo hello");
        Assert.Single((await asIvo.GetAsync("/api/v1/notifications")).Ids());
        Assert.Empty((await asIvo.GetAsync(Home)).Ids());

        Assert.True((await asIvo.PostAsync(of, new { duration = 60 })).Is("muting_notifications"));
        Assert.Empty((await asIvo.GetAsync("/api/v1/notifications")).Ids());
        await hub.Hub.DoAsync(tx => BlockStore.ExpireAsync(tx, default));
        Assert.True((await asIvo.GetAsync($"/api/v1/accounts/relationships?id[]={jo.Id}"))[0].Is("muting"));
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update block set expires_at = @now where by_id = @id", new { ivo.Id, now = tx.Now }, default));
        await hub.Hub.DoAsync(tx => BlockStore.ExpireAsync(tx, default));
        Assert.False((await asIvo.GetAsync($"/api/v1/accounts/relationships?id[]={jo.Id}"))[0].Is("muting"));
        await asIvo.PostAsync(of);
        Assert.Null(await hub.Hub.AskAsync<DateTime?>("select expires_at from block where by_id = @id", new { ivo.Id }));
    }
}
