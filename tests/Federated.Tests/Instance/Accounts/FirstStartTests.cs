using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;

namespace Federated.Tests.Instance.Accounts;

public sealed class FirstStartTests : IAsyncLifetime
{
    OpenedHub _hub = null!;

    public async Task InitializeAsync() => _hub = await OpenedHub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task It_makes_the_hubs_actors_and_an_owner()
    {
        await StartAsync();

        Assert.Equal("events hub_owner relay", await _hub.AskAsync<string>("select string_agg(name, ' ' order by name) from actor"));
        Assert.Equal("owner", await _hub.AskAsync<string>("select role from role_grant"));
    }

    [Fact]
    public async Task It_prints_a_link_that_works_and_keeps_it_for_the_operator_alone()
    {
        var link = LinkIn(await StartAsync());

        Assert.StartsWith("https://hub.example.org/sign-in/", link, StringComparison.Ordinal);
        Assert.Equal(link, _hub.Data.Read(FirstStart.LinkFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_hub.Data.PathOf(FirstStart.LinkFile)));
        Assert.NotNull(await UseAsync(link));
    }

    [Fact]
    public async Task As_long_as_the_link_is_good_each_start_prints_it()
    {
        var link = LinkIn(await StartAsync());
        _hub.Clock.Ahead = Limits.FirstSignInLinkLife - TimeSpan.FromMinutes(1);

        Assert.Equal(link, LinkIn(await StartAsync()));
    }

    [Fact]
    public async Task When_nobody_used_it_in_time_a_start_prints_another()
    {
        var link = LinkIn(await StartAsync());
        _hub.Clock.Ahead = Limits.FirstSignInLinkLife;

        var next = LinkIn(await StartAsync());
        Assert.NotEqual(link, next);
        Assert.Null(await UseAsync(link));
        Assert.NotNull(await UseAsync(next));
    }

    [Fact]
    public async Task After_the_owner_signed_in_it_prints_nothing_and_the_file_goes()
    {
        var owner = (await UseAsync(LinkIn(await StartAsync())))!.Value;
        await _hub.Database.TransactAsync(tx => SessionStore.StartAsync(tx, owner, SignInMethod.Link, "", default), default);

        Assert.Equal("", await StartAsync());
        Assert.Null(_hub.Data.Read(FirstStart.LinkFile));
    }

    [Fact]
    public async Task With_an_owner_made_before_it_makes_none()
    {
        await _hub.Get<Joining>().JoinAsync(new Newcomer("ada", "ada@example.org", "hash", Role.Owner), by: null, default);

        Assert.Equal("", await StartAsync());
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from account"));
    }

    [Fact]
    public async Task Two_programs_at_once_make_one_owner_and_one_link()
    {
        var printed = await Task.WhenAll(StartAsync(), StartAsync());

        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from account"));
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from sign_in_link"));
        Assert.Equal(LinkIn(printed[0]), LinkIn(printed[1]));
    }

    async Task<string> StartAsync()
    {
        await using var terminal = new StringWriter();
        await _hub.Get<FirstStart>().RunAsync(terminal, default);
        return terminal.ToString();
    }

    Task<long?> UseAsync(string link) => _hub.Get<SignInLinks>().UseAsync(link.Split('/')[^1], default);

    static string LinkIn(string printed) => printed.Split('\n').Single(line => line.Contains("://", StringComparison.Ordinal)).Trim();
}
