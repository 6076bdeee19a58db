using System.Net;
using Federated.Federation.Vocabulary;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Auth;

public sealed class LeavingTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("olga", Role.Owner);
        await _hub.PersonAsync("ada");
        await _browser.SignInAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    Task<Answer> LeaveAsync(string name = "ada", string password = SignInHub.Password) =>
        _browser.SubmitAsync("/settings/delete", ("Input.Name", name), ("Input.Password", password));

    [Fact]
    public async Task Who_leaves_is_gone_with_everything_and_the_name_stays_taken()
    {
        var elsewhere = new Browser(_hub);
        await elsewhere.SignInAsync("ada");
        await WriteAsync("Something of mine");

        Assert.Equal(HttpStatusCode.SeeOther, (await LeaveAsync()).Status);

        Assert.False(await _browser.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await _browser.SignInAsync("ada")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync("/@ada")).Status);
        Assert.Equal(0, await _hub.AskAsync<long>("select (select count(*) from session s join actor a on a.id = s.account_id where a.name = 'ada') + (select count(*) from account c join actor a on a.id = c.actor_id where a.name = 'ada' and (c.email is not null or c.password_hash is not null))"));
        await UntilAsync("select not exists (select 1 from post where deleted_at is null) and not exists (select 1 from post where content like '%Something%') and not exists (select 1 from activity where position('Something'::bytea in body) > 0)");
        Assert.Equal("name-taken", (await _hub.Get<Joining>().JoinAsync(new Newcomer("Ada", "new@example.org", null), null, default)).Code);
        Assert.True((await _hub.Get<Joining>().JoinAsync(new Newcomer("another", "ada@example.org", null), null, default)).Ok);
    }

    [Fact]
    public async Task It_needs_the_name_and_the_password()
    {
        Assert.Contains("not your username", (await LeaveAsync("bo")).Body, StringComparison.Ordinal);
        Assert.Contains("not your current password", (await LeaveAsync(password: "wrong-password")).Body, StringComparison.Ordinal);
        Assert.True(await _browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_only_owner_stays()
    {
        Assert.Equal("last-owner", (await _hub.Get<Leaving>().DeleteAsync("olga", null, default)).Code);
    }

    [Fact]
    public async Task Other_servers_are_told_and_see_a_tombstone()
    {
        await using var remote = await TestHub.StartAsync("b");
        await using var hub = await TestHub.StartAsync("a");
        var (ada, bo) = (await hub.PersonAsync("ada"), await remote.PersonAsync("bo"));
        await hub.RoleAsync((await hub.PersonAsync("olga")).Id, "owner");
        var found = Assert.IsType<ActorLookup.Found>(await remote.Get<RemoteActors>().ResolveAsync(ada.Uri, default));
        await remote.DoAsync(tx => remote.Get<Following>().FollowAsync(tx, bo, found.Actor, default));
        await remote.UntilAsync("select exists (select 1 from follow where state = 'accepted')");
        await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = "Hello", Visibility = Visibility.Public }, default));
        await remote.UntilAsync("select exists (select 1 from post where content like '%Hello%')");

        Assert.True((await hub.Get<Leaving>().DeleteAsync("ada", null, default)).Ok);

        await remote.UntilAsync("select exists (select 1 from actor where uri = @uri and deleted_at is not null)", new { uri = ada.Uri });
        await remote.UntilAsync("select not exists (select 1 from post where content like '%Hello%')");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/actors/ada");
        request.Headers.Add("Accept", AsNames.ActivityJson);
        var answer = await hub.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("Tombstone", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    async Task WriteAsync(string text)
    {
        await _hub.Database.TransactAsync(
            async tx =>
            {
                var ada = (await ActorStore.LocalByNameAsync(tx, "ada", default))!;
                await _hub.Get<Posting>().WriteAsync(tx, new Draft { Author = ada, Writer = ada, Source = text, Visibility = Visibility.Public }, default);
            },
            default);
    }

    async Task UntilAsync(string sql)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await _hub.AskAsync<bool>(sql))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience.Most, sql);
            await Task.Delay(10);
        }
    }
}
