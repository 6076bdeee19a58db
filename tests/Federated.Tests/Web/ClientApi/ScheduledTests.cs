using System.Globalization;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Posts that are published later.</summary>
public sealed class ScheduledTests(ClientHub hub) : IClassFixture<ClientHub>
{
    const string Path = "/api/v1/scheduled_statuses";

    static string In(TimeSpan wait) => (TimeProvider.System.GetUtcNow() + wait).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string Later => In(Limits.ScheduledSoonest + TimeSpan.FromMinutes(5));

    async Task<(Actor Person, ApiClient Client)> SomebodyAsync(string name)
    {
        var person = await hub.Hub.PersonAsync(name);
        return (person, await ApiClient.OfAsync(hub.Hub, person));
    }

    /// <summary>Their time has come.</summary>
    Task ComeAsync(long account) => hub.Hub.DoAsync(async tx =>
    {
        await tx.ExecAsync("update scheduled_post set at = @now where account_id = @account", new { account, now = tx.Now }, default);
        tx.Notify("federated_scheduled");
    });

    Task UntilGoneAsync(long account) =>
        hub.Hub.UntilAsync("select not exists (select 1 from scheduled_post where account_id = @account and problem is null)", new { account });

    async Task<string> UploadAsync(ApiClient client)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestPictures.Png(40, 30)), "file", "a.png" } };
        return JsonElement.Parse((await client.SendAsync(HttpMethod.Post, "/api/v2/media", form)).Body).Id();
    }

    [Fact]
    public async Task A_post_is_kept_shown_moved_and_published_once_when_its_time_has_come()
    {
        var (person, client) = await SomebodyAsync("vic");
        var media = await UploadAsync(client);
        var kept = await client.PostAsync("/api/v1/statuses", new
        {
            status = "later", spoiler_text = "warning", visibility = "private", language = "fr", media_ids = new[] { media }, scheduled_at = Later,
        });
        Assert.Equal(("later", "warning", "private", "fr", media),
            (kept.GetProperty("params").Text("text"), kept.GetProperty("params").Text("spoiler_text"), kept.GetProperty("params").Text("visibility"),
             kept.GetProperty("params").Text("language"), kept.GetProperty("params").GetProperty("media_ids")[0].GetString()));
        Assert.Equal(media, kept.GetProperty("media_attachments")[0].Id());
        var poll = await client.PostAsync("/api/v1/statuses", new { status = "which?", scheduled_at = Later, poll = new { options = new[] { "a", "b" }, expires_in = 3600, multiple = true } });
        Assert.Equal(("b", 3600, true), (poll.GetProperty("params").GetProperty("poll").GetProperty("options")[1].GetString(),
            poll.GetProperty("params").GetProperty("poll").GetProperty("expires_in").GetInt32(), poll.GetProperty("params").GetProperty("poll").Is("multiple")));
        Assert.Equal([poll.Id(), kept.Id()], (await client.GetAsync(Path)).Ids());
        Assert.Equal([kept.Id()], (await client.GetAsync($"{Path}?max_id={poll.Id()}&limit=1")).Ids());
        Assert.Contains("rel=\"next\"", client.Headers.GetValues("Link").Single(), StringComparison.Ordinal);

        // Nothing else can have its picture meanwhile, and nobody else sees or changes it.
        await client.PostAsync("/api/v1/statuses", new { status = "now", media_ids = new[] { media } }, 422);
        await client.PostAsync("/api/v1/statuses", new { status = "then", media_ids = new[] { media }, scheduled_at = Later }, 422);
        await client.DeleteAsync($"/api/v1/media/{media}", 404);
        await hub.Bo.GetAsync($"{Path}/{kept.Id()}", 404);
        await hub.Bo.PutAsync($"{Path}/{kept.Id()}", new { scheduled_at = Later }, 404);
        await hub.Bo.DeleteAsync($"{Path}/{kept.Id()}", 404);
        var at = In(TimeSpan.FromDays(3));
        Assert.Equal(at, (await client.PutAsync($"{Path}/{kept.Id()}", new { scheduled_at = at })).Text("scheduled_at"));
        await client.PutAsync($"{Path}/{kept.Id()}", new { scheduled_at = In(TimeSpan.FromMinutes(1)) }, 422);
        await client.PutAsync($"{Path}/{kept.Id()}", new { scheduled_at = "soon" }, 422);
        Assert.Empty((await client.GetAsync($"/api/v1/accounts/{person.Id}/statuses")).Ids());

        await using var node = await hub.Hub.JoinAsync(_ => { });
        await ComeAsync(person.Id);
        await UntilGoneAsync(person.Id);
        var written = (await client.GetAsync($"/api/v1/accounts/{person.Id}/statuses")).EnumerateArray().ToList();
        Assert.Equal(2, written.Count);
        var post = written.Single(p => p.Text("spoiler_text") == "warning");
        Assert.Equal(("private", "fr", media), (post.Text("visibility"), post.Text("language"), post.GetProperty("media_attachments")[0].Id()));
        Assert.Equal(JsonValueKind.Object, written.Single(p => p.Text("spoiler_text") == "").GetProperty("poll").ValueKind);
        await client.GetAsync($"{Path}/{kept.Id()}", 404);
    }

    [Fact]
    public async Task What_cannot_be_published_now_is_refused_and_what_cannot_then_waits_with_the_reason()
    {
        var (person, client) = await SomebodyAsync("wes");
        foreach (var wrong in new object[]
        {
            new { status = "soon", scheduled_at = In(Limits.ScheduledSoonest - TimeSpan.FromSeconds(20)) }, new { status = "when", scheduled_at = "tomorrow" },
            new { status = "", scheduled_at = Later }, new { status = "x", scheduled_at = Later, media_ids = new[] { "12" } },
            new { status = "x", scheduled_at = Later, poll = new { options = new[] { "a" }, expires_in = 3600 } }, new { status = "x", visibility = "all", scheduled_at = Later },
        })
            await client.PostAsync("/api/v1/statuses", wrong, 422);
        Assert.Empty((await client.GetAsync(Path)).Ids());
        Assert.Empty((await client.GetAsync($"/api/v1/accounts/{person.Id}/statuses")).Ids());

        var parent = await hub.Ada.WriteAsync("parent");
        var kept = await client.PostAsync("/api/v1/statuses", new { status = "answer", in_reply_to_id = parent, scheduled_at = Later });
        Assert.Equal(parent, kept.GetProperty("params").Text("in_reply_to_id"));
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{parent}");
        await ComeAsync(person.Id);
        await hub.Hub.UntilAsync("select problem is not null from scheduled_post where account_id = @id", new { person.Id });
        var browser = await hub.Pages.SignInAsync(person);
        var page = await browser.GetAsync("/settings/scheduled");
        Assert.Contains("The post that you answer is no longer here.", page.Body, StringComparison.Ordinal);
        await browser.SubmitAsync("/settings/scheduled", ("id", kept.Id()));
        Assert.Empty((await client.GetAsync(Path)).Ids());
    }

    [Fact]
    public async Task A_request_that_comes_again_keeps_one_post_and_an_account_has_so_many_and_no_more()
    {
        var (person, client) = await SomebodyAsync("xia");
        var once = await client.PostAsync("/api/v1/statuses", new { status = "once", scheduled_at = Later }, 200, ("Idempotency-Key", "k"));
        Assert.Equal(once.Id(), (await client.PostAsync("/api/v1/statuses", new { status = "once", scheduled_at = Later }, 200, ("Idempotency-Key", "k"))).Id());
        Assert.Equal("k", once.GetProperty("params").Text("idempotency"));

        var day = In(TimeSpan.FromDays(40));
        Task FillAsync(int count, string at) => hub.Hub.DoAsync(tx => tx.ExecAsync(
            $"insert into scheduled_post (id, account_id, at, plan) select g, @id, {at}, '{{}}' from generate_series((select coalesce(max(id), 0) from scheduled_post) + 1, (select coalesce(max(id), 0) from scheduled_post) + @count) g",
            new { person.Id, count, day }, default));
        await FillAsync(Limits.ScheduledPerDay - 1, "@day::timestamptz");
        await client.PostAsync("/api/v1/statuses", new { status = "fits", scheduled_at = day });
        await client.PostAsync("/api/v1/statuses", new { status = "does not", scheduled_at = day }, 422);
        await FillAsync(Limits.ScheduledPosts - Limits.ScheduledPerDay - 2, "@day::timestamptz + interval '60 days'");
        await client.PostAsync("/api/v1/statuses", new { status = "the last", scheduled_at = In(TimeSpan.FromDays(20)) });
        await client.PostAsync("/api/v1/statuses", new { status = "one too many", scheduled_at = In(TimeSpan.FromDays(21)) }, 422);
        await client.PutAsync($"{Path}/{once.Id()}", new { scheduled_at = day }, 422);
        await client.PutAsync($"{Path}/{once.Id()}", new { scheduled_at = In(TimeSpan.FromDays(22)) });
    }

    [Fact]
    public async Task Whose_account_is_closed_by_then_publishes_nothing()
    {
        var (person, client) = await SomebodyAsync("zed");
        await client.PostAsync("/api/v1/statuses", new { status = "later", scheduled_at = Later });
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update account set disabled_at = @now where actor_id = @id", new { person.Id, now = tx.Now }, default));
        await ComeAsync(person.Id);
        await hub.Hub.UntilAsync("select problem = 'actor-gone' from scheduled_post where account_id = @id", new { person.Id });
        Assert.Equal(0, await hub.Hub.AskAsync<int>("select count(*)::int from post where author_id = @id", new { person.Id }));
    }

    [Fact]
    public async Task Who_is_suspended_by_then_publishes_nothing_and_who_is_gone_leaves_nothing()
    {
        var (person, client) = await SomebodyAsync("yas");
        await client.PostAsync("/api/v1/statuses", new { status = "later", scheduled_at = Later });
        await hub.Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = @now where id = @id", new { person.Id, now = tx.Now }, default));
        await ComeAsync(person.Id);
        await hub.Hub.UntilAsync("select problem = 'actor-gone' from scheduled_post where account_id = @id", new { person.Id });
        Assert.Equal(0, await hub.Hub.AskAsync<int>("select count(*)::int from post where author_id = @id", new { person.Id }));
        foreach (var listener in hub.Hub.Get<IEnumerable<IActorListener>>())
            await hub.Hub.DoAsync(tx => listener.OnDeletedAsync(tx, person, default));
        Assert.Equal(0, await hub.Hub.AskAsync<int>("select count(*)::int from scheduled_post where account_id = @id", new { person.Id }));
    }
}
