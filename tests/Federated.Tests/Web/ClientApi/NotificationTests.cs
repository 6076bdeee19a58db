using System.Text.Json;
using Federated.Instance.Actors;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Notifications and how far somebody has read, through the API of clients.</summary>
public sealed class NotificationTests(ClientHub hub) : IClassFixture<ClientHub>
{
    async Task<(Actor Actor, ApiClient Client)> SomebodyAsync(string name)
    {
        var person = await hub.Hub.PersonAsync(name);
        return (person, await ApiClient.OfAsync(hub.Hub, person));
    }

    [Fact]
    public async Task What_happened_is_told_newest_first_and_by_kind()
    {
        var (_, iva) = await SomebodyAsync("iva");
        var post = await iva.WriteAsync("hello");
        await hub.Bo.PostAsync($"/api/v1/statuses/{post}/favourite");
        await hub.Bo.PostAsync($"/api/v1/statuses/{post}/reblog");
        var answer = await hub.Bo.WriteAsync("@iva hi", replyTo: post);
        var mention = await hub.Cy.WriteAsync("about @iva", "direct");

        var list = (await iva.GetAsync("/api/v1/notifications")).EnumerateArray().ToList();
        Assert.Equal([("mention", "cy", mention), ("mention", "bo", answer), ("reblog", "bo", post), ("favourite", "bo", post)],
            list.Select(n => (n.Text("type"), n.GetProperty("account").Text("acct"), n.GetProperty("status").Id())));
        Assert.Equal([list[2].Id()], (await iva.GetAsync("/api/v1/notifications?types[]=reblog")).Ids());
        Assert.Equal([list[0].Id(), list[1].Id()], (await iva.GetAsync("/api/v1/notifications?exclude_types[]=reblog&exclude_types[]=favourite")).Ids());
        Assert.Equal([list[0].Id()], (await iva.GetAsync($"/api/v1/notifications?account_id={hub.Pages.Cy.Id}")).Ids());
        Assert.Equal(list[3].Id(), (await iva.GetAsync($"/api/v1/notifications/{list[3].Id()}")).Id());
        await hub.Bo.GetAsync($"/api/v1/notifications/{list[3].Id()}", 404);

        await hub.Bo.PostAsync($"/api/v1/notifications/{list[3].Id()}/dismiss");
        Assert.Equal(4, (await iva.GetAsync("/api/v1/notifications")).GetArrayLength());
        await iva.PostAsync($"/api/v1/notifications/{list[3].Id()}/dismiss");
        Assert.Equal(3, (await iva.GetAsync("/api/v1/notifications")).GetArrayLength());
        await iva.PostAsync("/api/v1/notifications/clear");
        Assert.Equal(0, (await iva.GetAsync("/api/v1/notifications")).GetArrayLength());
    }

    [Fact]
    public async Task What_many_do_to_one_post_is_one_group()
    {
        var (_, jan) = await SomebodyAsync("jan");
        var post = await jan.WriteAsync("popular");
        foreach (var fan in new[] { hub.Ada, hub.Bo, hub.Cy })
            await fan.PostAsync($"/api/v1/statuses/{post}/favourite");
        await hub.Ada.WriteAsync("@jan one", "direct");
        await hub.Ada.WriteAsync("@jan two", "direct");

        var page = await jan.GetAsync("/api/v2/notifications");
        var groups = page.GetProperty("notification_groups").EnumerateArray().ToList();
        Assert.Equal([("mention", 1), ("mention", 1), ("favourite", 3)], groups.Select(g => (g.Text("type"), g.GetProperty("notifications_count").GetInt32())));
        Assert.Equal((post, 3), (groups[2].Text("status_id"), groups[2].GetProperty("sample_account_ids").GetArrayLength()));
        Assert.Contains(post, page.GetProperty("statuses").Ids());
        Assert.Equal(3, page.GetProperty("accounts").GetArrayLength());
        var key = groups[2].Text("group_key");
        Assert.Equal(3, (await jan.GetAsync($"/api/v2/notifications/{key}/accounts")).GetArrayLength());
        Assert.Equal(1, (await jan.GetAsync($"/api/v2/notifications/{key}")).GetProperty("notification_groups").GetArrayLength());
        await hub.Bo.GetAsync($"/api/v2/notifications/{key}", 404);
        await jan.PostAsync($"/api/v2/notifications/{key}/dismiss");
        Assert.Equal(2, (await jan.GetAsync("/api/v2/notifications")).GetProperty("notification_groups").GetArrayLength());
    }

    [Fact]
    public async Task Many_groups_are_dismissed_at_once_by_few_connections()
    {
        var (_, nan) = await SomebodyAsync("nan");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => nan.SendAsync(HttpMethod.Post, "/api/v2/notifications/favourite-1/dismiss")));

        Assert.All(answers, a => Assert.Equal(200, a.Status));
    }

    [Fact]
    public async Task Follows_of_a_day_are_one_group_and_requests_are_not()
    {
        var (kai, asKai) = await SomebodyAsync("kai");
        foreach (var client in new[] { hub.Ada, hub.Bo })
            await client.PostAsync($"/api/v1/accounts/{kai.Id}/follow");
        await asKai.PatchAsync("/api/v1/accounts/update_credentials", ApiClient.Json(new { locked = true }));
        await hub.Cy.PostAsync($"/api/v1/accounts/{kai.Id}/follow");

        var groups = (await asKai.GetAsync("/api/v2/notifications")).GetProperty("notification_groups").EnumerateArray();
        Assert.Equal([("follow_request", 1), ("follow", 2)], groups.Select(g => (g.Text("type"), g.GetProperty("notifications_count").GetInt32())));
    }

    [Fact]
    public async Task How_far_one_has_read_is_kept_and_counts_what_is_new()
    {
        var (_, lea) = await SomebodyAsync("lea");
        await hub.Ada.WriteAsync("@lea one", "direct");
        await hub.Ada.WriteAsync("@lea two", "direct");
        var ids = (await lea.GetAsync("/api/v1/notifications")).Ids();
        Assert.Equal(2, (await lea.GetAsync("/api/v1/notifications/unread_count")).GetProperty("count").GetInt32());

        var marked = await lea.PostAsync("/api/v1/markers", new { notifications = new { last_read_id = ids[1] }, home = new { last_read_id = "5" } });
        Assert.Equal(ids[1], marked.GetProperty("notifications").Text("last_read_id"));
        Assert.Equal(1, (await lea.GetAsync("/api/v2/notifications/unread_count")).GetProperty("count").GetInt32());
        marked = await lea.PostAsync("/api/v1/markers", new { notifications = new { last_read_id = ids[0] } });
        Assert.Equal(2, marked.GetProperty("notifications").GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Undefined, (await lea.GetAsync("/api/v1/markers?timeline[]=home")).TryGetProperty("notifications", out var none) ? none.ValueKind : JsonValueKind.Undefined);
        await lea.PostAsync("/api/v1/markers", new { home = new { last_read_id = "x" } }, 422);
    }

    [Fact]
    public async Task What_one_may_no_longer_see_is_not_told()
    {
        var (mio, asMio) = await SomebodyAsync("mio");
        var post = await hub.Cy.WriteAsync("@mio secret", "direct");
        Assert.Single((await asMio.GetAsync("/api/v1/notifications")).Ids());
        await asMio.PostAsync($"/api/v1/accounts/{hub.Pages.Cy.Id}/block");
        Assert.Empty((await asMio.GetAsync("/api/v1/notifications")).Ids());
        Assert.Empty((await asMio.GetAsync("/api/v2/notifications")).GetProperty("notification_groups").EnumerateArray());
        Assert.NotEqual(0, mio.Id);
        Assert.NotEmpty(post);
    }
}
