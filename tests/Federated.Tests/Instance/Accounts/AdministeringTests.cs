using Federated.Instance.Accounts;
using Federated.Instance.Policies;

namespace Federated.Tests.Instance.Accounts;

public sealed class AdministeringTests : IAsyncLifetime
{
    OpenedHub _hub = null!;

    Administering Administering => _hub.Get<Administering>();
    Appointing Appointing => _hub.Get<Appointing>();

    public async Task InitializeAsync()
    {
        _hub = await OpenedHub.StartAsync();
        await _hub.Get<Joining>().JoinAsync(new Newcomer("ada", "ada@example.org", "hash", Role.Owner), by: null, default);
        await _hub.Get<Joining>().JoinAsync(new Newcomer("bo", "bo@example.org", "hash"), by: null, default);
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task A_change_of_role_is_audited_and_ends_sessions()
    {
        var session = await StartAsync("bo");

        Assert.Equal(Role.Moderator, (await Appointing.SetAsync("bo", Role.Moderator, default)).Value!.Role);

        Assert.StartsWith("bo moderator 20", await _hub.AskAsync<string>("select concat_ws(' ', by_id, subject, detail) from audit where action = 'role-grant'"), StringComparison.Ordinal);
        Assert.Null(await FindAsync(session));
    }

    [Fact]
    public async Task The_same_role_again_changes_nothing()
    {
        var session = await StartAsync("bo");

        Assert.True((await Appointing.SetAsync("bo", Role.Member, default)).Ok);

        Assert.NotNull(await FindAsync(session));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from audit where action like 'role-%' and subject = 'bo'"));
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        Assert.Equal("last-owner", (await Appointing.SetAsync("ada", Role.Admin, default)).Code);
        Assert.Equal("last-owner", (await Administering.DisableAsync("ada", "", by: null, default)).Code);
    }

    [Fact]
    public async Task Two_owners_cannot_take_the_role_from_each_other_at_once()
    {
        await Appointing.SetAsync("bo", Role.Owner, default);

        var answers = await Task.WhenAll(
            Appointing.SetAsync("ada", Role.Member, default), Administering.DisableAsync("bo", "", by: null, default));

        Assert.Equal(["last-owner"], answers.Where(a => !a.Ok).Select(a => a.Code));
    }

    [Fact]
    public async Task A_disabled_account_has_no_sessions_and_gets_none_back()
    {
        var session = await StartAsync("bo");

        await Administering.DisableAsync("bo", "spam", by: null, default);
        Assert.Null(await FindAsync(session));
        await Administering.EnableAsync("bo", "", by: null, default);
        Assert.Null(await FindAsync(session));

        Assert.Equal("account-create account-create account-disable account-enable", await _hub.AskAsync<string>("select string_agg(action, ' ' order by id) from audit"));
    }

    [Fact]
    public async Task Another_password_ends_sessions_and_links()
    {
        var session = await StartAsync("bo");
        var link = (await Administering.ResetToLinkAsync("bo", by: null, default)).Value!;
        Assert.Null(await FindAsync(session));

        await Administering.ResetPasswordAsync("bo", "another", by: null, default);

        Assert.Null(await _hub.Get<SignInLinks>().UseAsync(link.Address.Split('/')[^1], default));
    }

    [Fact]
    public async Task A_reset_to_a_link_takes_the_password_away()
    {
        await Administering.ResetToLinkAsync("bo", by: null, default);

        Assert.True(await _hub.AskAsync<bool>("select password_hash is null from account where email = 'bo@example.org'"));
    }

    [Fact]
    public async Task Nobody_disabled_gets_a_link()
    {
        await Administering.DisableAsync("bo", "", by: null, default);

        Assert.Equal("account-disabled", (await Administering.ResetToLinkAsync("bo", by: null, default)).Code);
    }

    [Fact]
    public async Task An_unknown_name_is_refused() =>
        Assert.Equal("account-unknown", (await Administering.DisableAsync("nemo", "", by: null, default)).Code);

    [Fact]
    public async Task Every_change_is_told_to_all_nodes()
    {
        await using var listening = await _hub.Database.Source.OpenConnectionAsync();
        await using (var listen = listening.CreateCommand())
        {
            listen.CommandText = $"listen {Administering.Channel}";
            await listen.ExecuteNonQueryAsync();
        }
        string? heard = null;
        listening.Notification += (_, notice) => heard = notice.Payload;

        var bo = (await Administering.DisableAsync("bo", "", by: null, default)).Value!;
        await listening.WaitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);

        Assert.Equal($"{bo.ActorId}", heard);
    }

    [Fact]
    public async Task Old_tries_go_by_themselves()
    {
        for (var i = 0; i < 15; i++)
            await _hub.Get<SignInTries>().TakeTypedAsync($"nemo{i}", default);
        _hub.Clock.Ahead = TimeSpan.FromHours(2);

        await _hub.Get<SignInTries>().TakeTypedAsync("nemo0", default);
        await _hub.Get<SignInTries>().TakeTypedAsync("nemo1", default);

        Assert.Equal(2, await _hub.AskAsync<long>("select count(*) from sign_in_try"));
    }

    async Task<string> StartAsync(string name)
    {
        await using var db = await _hub.Database.OpenAsync(default);
        var account = await AccountStore.ByNameAsync(db, name, default);
        return await _hub.Database.TransactAsync(tx => SessionStore.StartAsync(tx, account!.ActorId, SignInMethod.Password, "", default), default)
            ?? throw new InvalidOperationException("no session");
    }

    async Task<Session?> FindAsync(string token)
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return await SessionStore.FindAsync(db, token, _hub.Clock.GetUtcNow(), default);
    }
}
