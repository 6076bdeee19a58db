using System.Globalization;
using System.Net;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Auth;

/// <summary>People take a rest and come back.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task Whoever_pauses_is_left_in_peace_and_writes_nothing_until_they_come_back()
    {
        await using var hub = await SignInHub.StartAsync();
        var (ada, bo) = (await ActorAsync(hub, "ada"), await ActorAsync(hub, "bo"));
        await hub.Get<Appointing>().SetAsync("ada", Role.Moderator, default);
        var post = await WriteAsync(hub, ada, "Before the rest");
        var token = (await hub.Get<Granting>().GrantAsync(new App { Name = "Tests", RedirectUris = [App.OutOfBand], Scopes = ["read", "write"] }, "ada", default)).Value!.Token;
        var browser = new Browser(hub);
        await browser.SignInAsync("ada");

        await browser.SubmitAsync("/settings/pause", ("Input.Password", "wrong"));
        Assert.False(await hub.AskAsync<bool>("select paused_at is not null from actor where name = 'ada'"));
        await browser.SubmitAsync("/settings/pause", ("Input.Password", SignInHub.Password));

        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await ApiAsync(hub, token));
        Assert.Contains("takes a rest", (await browser.GetAsync("/@ada")).Body, StringComparison.Ordinal);
        Assert.Contains("Before the rest", (await browser.GetAsync($"/posts/{post.Id.ToString(CultureInfo.InvariantCulture)}")).Body, StringComparison.Ordinal);

        await WriteAsync(hub, bo, "Hello @ada");
        Assert.Equal("actor-paused", (await hub.Database.TransactAsync(async tx => await hub.Get<Following>().FollowAsync(tx, bo, (await ActorStore.ByIdAsync(tx, ada.Id, default))!, default), default)).Code);
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from notification"));

        await browser.SignInAsync("ada");
        Assert.Contains("Come back", (await browser.GetAsync("/")).Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/settings/pause"), Where(await browser.SubmitAsync("/compose", ("Input.Source", "Not yet"), ("Input.Language", "en"))));
        Assert.Equal((HttpStatusCode.SeeOther, "/settings/pause"), Where(await browser.SubmitAsync("/admin/invites", ("Input.Most", "1"), ("Input.Days", "1"))));
        Assert.Equal("account-paused", (await hub.Database.TransactAsync(async tx => await hub.Get<Posting>().WriteAsync(
            tx, Draft((await ActorStore.ByIdAsync(tx, ada.Id, default))!, "Not yet"), default), default)).Code);

        await browser.SubmitAsync("/settings/pause", "/settings/pause?handler=return");
        await browser.SubmitAsync("/compose", ("Input.Source", "Here again"), ("Input.Language", "en"));
        Assert.True(await hub.AskAsync<bool>("select exists (select 1 from post where content like '%Here again%')"));
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from post where content like '%Not yet%'"));
    }

    [Fact]
    public async Task Other_servers_hear_of_an_approval_and_lose_nothing()
    {
        await using var remote = await TestHub.StartAsync("b");
        await using var hub = await TestHub.StartAsync("a");
        var (ada, bo, cy) = (await hub.PersonAsync("ada"), await remote.PersonAsync("bo"), await remote.PersonAsync("cy"));
        var found = Assert.IsType<ActorLookup.Found>(await remote.Get<RemoteActors>().ResolveAsync(ada.Uri, default)).Actor;
        await remote.DoAsync(tx => remote.Get<Following>().FollowAsync(tx, bo, found, default));
        await remote.UntilAsync("select exists (select 1 from follow where state = 'accepted')");
        await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, Draft(ada, "Hello"), default));
        await remote.UntilAsync("select exists (select 1 from post where content like '%Hello%')");
        var account = await hub.DoAsync(async tx => (await AccountStore.ByNameAsync(tx, "ada", default))!);

        await hub.Get<Pausing>().PauseAsync(account, default);
        await remote.UntilAsync("select manual_approval and not discoverable from actor where uri = @Uri", new { ada.Uri });
        await remote.DoAsync(tx => remote.Get<Following>().FollowAsync(tx, cy, found, default));
        await remote.UntilAsync("select not exists (select 1 from follow where follower_id = @Id)", new { cy.Id });
        Assert.True(await remote.AskAsync<bool>("select exists (select 1 from post where content like '%Hello%' and deleted_at is null)"));
        Assert.Equal(1, await hub.AskAsync<long>("select count(*) from follow"));

        await hub.Get<Pausing>().ReturnAsync(account, default);
        await remote.DoAsync(tx => remote.Get<Following>().FollowAsync(tx, cy, found, default));
        await remote.UntilAsync("select exists (select 1 from follow where follower_id = @Id and state = 'accepted')", new { cy.Id });
    }

    static async Task<Actor> ActorAsync(SignInHub hub, string name)
    {
        await hub.PersonAsync(name);
        await using var db = await hub.Database.OpenAsync(default);
        return (await ActorStore.LocalByNameAsync(db, name, default))!;
    }

    static async Task<Post> WriteAsync(SignInHub hub, Actor writer, string text) =>
        (await hub.Database.TransactAsync(tx => hub.Get<Posting>().WriteAsync(tx, Draft(writer, text), default), default)).Value!;

    static Draft Draft(Actor writer, string text) => new() { Author = writer, Writer = writer, Source = text, Visibility = Visibility.Public };

    static async Task<HttpStatusCode> ApiAsync(SignInHub hub, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts/verify_credentials");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await hub.Http.SendAsync(request);
        return response.StatusCode;
    }

    static (HttpStatusCode Status, string? Location) Where(Answer answer) => (answer.Status, answer.Location);
}
