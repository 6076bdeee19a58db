using System.Globalization;
using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Tests.Architecture;

namespace Federated.Tests.Web.Auth;

/// <summary>Roles that begin, end, are given and taken: through the pages, with a clock that is put forward.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    SignInHub _hub = null!;

    Appointing Appointing => _hub.Get<Appointing>();
    DateTimeOffset Now => _hub.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        await _hub.PersonAsync("olga", Role.Owner);
        await _hub.PersonAsync("bo");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task A_role_that_ended_opens_nothing_from_that_moment_for_sessions_and_tokens()
    {
        await Appointing.SetAsync("bo", Role.Admin, default, until: Now.AddDays(2));
        var browser = await AsAsync("bo");
        var token = (await _hub.Get<Granting>().GrantAsync(new App { Name = "Tests", RedirectUris = [App.OutOfBand], Scopes = ["read", "write"] }, "bo", default)).Value!.Token;
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin/roles")).Status);
        Assert.Equal("Admin", await RoleByTokenAsync(token));

        _hub.Clock.Ahead += TimeSpan.FromDays(2);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/admin/roles")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/admin/reports")).Status);
        Assert.Equal("", await RoleByTokenAsync(token));
        Assert.Equal("role-above", (await Appointing.GrantAsync("bo", Role.Editor, null, null, await IdAsync("bo"), default)).Code);
    }

    [Fact]
    public async Task A_role_that_has_not_begun_opens_nothing_and_leaves_what_is_there()
    {
        await Appointing.SetAsync("bo", Role.Moderator, default);
        await Appointing.SetAsync("bo", Role.Admin, default, from: Now.AddDays(5));
        var browser = await AsAsync("bo");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin/reports")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/admin")).Status);
        Assert.Contains("Your role on this hub: Admin", (await browser.GetAsync("/settings")).Body, StringComparison.Ordinal);

        _hub.Clock.Ahead += TimeSpan.FromDays(5);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin")).Status);
    }

    [Fact]
    public async Task Holder_and_owners_hear_of_an_end_thirty_days_before_and_once()
    {
        await Appointing.SetAsync("bo", Role.Moderator, default, until: Now + Limits.RoleWarning + TimeSpan.FromHours(2));
        await _hub.RestartAsync();
        Assert.Empty(await _hub.MailsAsync());

        _hub.Clock.Ahead += TimeSpan.FromHours(2);
        for (var i = 0; i < 2; i++)
        {
            await _hub.RestartAsync();
            await UntilAsync("select exists (select 1 from role_grant where warned_at is not null)");
            // A mail that is being sent when the hub stops is sent again much later.
            await _hub.MailsAsync();
        }

        var mails = await _hub.MailsAsync();
        Assert.Equal(2, mails.Count);
        Assert.Single(mails, m => m.Contains("To: bo@example.org", StringComparison.Ordinal));
        Assert.Single(mails, m => m.Contains("To: olga@example.org", StringComparison.Ordinal));
        Assert.Contains("Ends soon", (await (await AsAsync("olga")).GetAsync("/admin/roles")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_owner_without_an_end_neither_loses_the_role_nor_gets_an_end()
    {
        var olga = await IdAsync("olga");
        var grant = await _hub.AskAsync<long>("select id from role_grant where account_id = @olga", new { olga });
        await Appointing.GrantAsync("bo", Role.Owner, null, Now.AddDays(90), olga, default);

        Assert.Equal("last-owner", (await Appointing.EndAsync(grant, null, olga, default)).Code);
        Assert.Equal("last-owner", (await Appointing.EndAsync(grant, Now.AddDays(9), olga, default)).Code);
        Assert.Equal("last-owner", (await Appointing.SetAsync("olga", Role.Owner, default, until: Now.AddDays(9))).Code);
        Assert.Equal("last-owner", (await _hub.Get<Leaving>().DeleteAsync("olga", null, default)).Code);

        await Appointing.GrantAsync("bo", Role.Owner, null, null, olga, default);
        var lasting = await _hub.AskAsync<long>("select id from role_grant where account_id <> @olga and ends_at is null", new { olga });
        var bo = await IdAsync("bo");
        var ends = await Task.WhenAll(Appointing.EndAsync(grant, null, bo, default), Appointing.EndAsync(lasting, null, olga, default));
        Assert.Single(ends, e => e.Ok);
    }

    [Fact]
    public async Task Nobody_gives_or_ends_what_is_above_their_own_role_or_for_longer_than_they_have_it()
    {
        await _hub.PersonAsync("ann");
        await Appointing.SetAsync("ann", Role.Admin, default, until: Now.AddDays(60));
        await _hub.PersonAsync("mo", Role.Moderator);
        var (ann, mo) = (await IdAsync("ann"), await IdAsync("mo"));
        var ofOwner = await _hub.AskAsync<long>("select id from role_grant where role = 'owner'");
        var browser = await AsAsync("ann");

        Assert.Equal("role-above", (await Appointing.GrantAsync("bo", Role.Owner, null, Now.AddDays(1), ann, default)).Code);
        Assert.Equal("role-above", (await Appointing.EndAsync(ofOwner, null, ann, default)).Code);
        Assert.Equal("role-above", (await Appointing.GrantAsync("mo", Role.Editor, null, null, mo, default)).Code);
        Assert.Equal("role-outlasts", (await Appointing.GrantAsync("ann", Role.Admin, null, null, ann, default)).Code);
        Assert.Equal("role-outlasts", (await Appointing.GrantAsync("bo", Role.Moderator, null, Now.AddDays(61), ann, default)).Code);
        await browser.SubmitAsync("/admin/roles", ("Input.Name", "bo"), ("Input.Role", "Owner"));
        Assert.Equal(Role.Member, (await FindAsync("bo")).Role);
    }

    [Fact]
    public async Task Roles_are_given_and_ended_on_a_page_and_stay_to_be_read()
    {
        var browser = await AsAsync("olga");
        var until = Now.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        var given = await browser.SubmitAsync("/admin/roles", ("Input.Name", "@Bo"), ("Input.Role", "Moderator"), ("Input.Until", until));
        Assert.Equal(HttpStatusCode.SeeOther, given.Status);
        Assert.Equal(Role.Moderator, (await FindAsync("bo")).Role);
        var id = await _hub.AskAsync<long>("select id from role_grant where role = 'moderator'");

        await browser.SubmitAsync("/admin/roles?handler=end", ("id", id.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(Role.Member, (await FindAsync("bo")).Role);
        var history = (await browser.GetAsync("/admin/roles?over=true")).Body;
        Assert.Contains("Given by @olga", history, StringComparison.Ordinal);
        Assert.Contains("ended by @olga", history, StringComparison.Ordinal);

        await browser.SubmitAsync("/admin/roles", ("Input.Name", "nobody"), ("Input.Role", "Moderator"), ("Input.Until", "2020-01-01"));
        Assert.Equal(2, await _hub.AskAsync<long>("select count(*) from role_grant"));
    }

    [Fact]
    public async Task The_table_of_the_documents_says_whom_each_page_lets_in()
    {
        var rows = Checkout.Read("docs/operators/accounts.md").Split('\n').Where(l => l.StartsWith("| `/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        Role[] columns = [Role.Owner, Role.Admin, Role.Moderator, Role.Editor, Role.Member];
        foreach (var role in columns)
        {
            await _hub.PersonAsync($"the_{role.Word()}", role);
            var browser = await AsAsync($"the_{role.Word()}");
            foreach (var cells in rows.Select(r => r.Split('|', StringSplitOptions.TrimEntries)))
            {
                var allowed = cells[2 + Array.IndexOf(columns, role)] == "yes";
                Assert.Equal((cells[1], role, allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (cells[1], role, (await browser.GetAsync(cells[1].Split('`')[1])).Status));
            }
        }
    }

    async Task<Browser> AsAsync(string name)
    {
        var browser = new Browser(_hub);
        await browser.SignInAsync(name);
        return browser;
    }

    async Task<Account> FindAsync(string name)
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return (await AccountStore.ByNameAsync(db, name, default))!;
    }

    async Task<long> IdAsync(string name) => (await FindAsync(name)).ActorId;

    async Task<string?> RoleByTokenAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts/verify_credentials");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await _hub.Http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("role").GetProperty("name").GetString();
    }

    async Task UntilAsync(string sql)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await _hub.AskAsync<bool>(sql))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Federated.Tests.Support.Patience.Most, sql);
            await Task.Delay(10);
        }
    }
}
