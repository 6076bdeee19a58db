using System.Net;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Tests.Support;
using Federated.Tests.Web.Hosting;

namespace Federated.Tests.Web.Auth;

/// <summary>The verbs as an operator runs them: the program itself, beside a hub that runs and without one.</summary>
public sealed class AccountVerbTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task Create_prints_a_password_that_signs_in()
    {
        var made = await RunAsync("account create ada --email ada@example.org --role moderator");

        Assert.Equal(0, made.Code);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("ada", made.Out)).Status);
        Assert.Equal("moderator", await _hub.AskAsync<string>("select role from role_grant"));
    }

    [Fact]
    public async Task Create_takes_a_password_from_a_file_and_prints_nothing()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "staple-battery-horse\n");

        var made = await RunAsync($"account create ada --email ada@example.org --password-file {file}");
        File.Delete(file);

        Assert.Equal((0, ""), (made.Code, made.Out));
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("ada", "staple-battery-horse")).Status);
    }

    [Fact]
    public async Task Sign_up_is_opened_and_people_are_invited_beside_a_hub_that_runs()
    {
        Assert.Equal("closed", (await RunAsync("signup")).Out);
        Assert.Equal("invite", (await RunAsync("signup invite")).Out);
        Assert.Equal(2, (await RunAsync("signup everybody")).Code);
        var made = await RunAsync("invite create --uses 3 --days 7 --note Workshop");
        Assert.Contains("Input.Name", (await _browser.GetAsync(new Uri(made.Out).PathAndQuery)).Body, StringComparison.Ordinal);

        var line = (await RunAsync("invite list")).Out.Split('\t');
        Assert.Equal(("0", "3", "Workshop"), (line[1], line[2], line[5]));
        Assert.Equal(0, (await RunAsync($"invite revoke {line[0]}")).Code);

        Assert.DoesNotContain("Input.Name", (await _browser.GetAsync(new Uri(made.Out).PathAndQuery)).Body, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync($"invite revoke {line[0]}")).Code);
        Assert.Equal(2, (await RunAsync("invite create --uses 0")).Code);
    }

    [Fact]
    public async Task Delete_takes_an_account_from_a_hub_that_runs_and_not_the_only_owner()
    {
        await _hub.PersonAsync("olga", Role.Owner);
        await _hub.PersonAsync("ada");
        await _browser.SignInAsync("ada");

        Assert.Equal(0, (await RunAsync("account reset-2fa ada")).Code);
        Assert.Equal(0, (await RunAsync("account delete ada")).Code);

        Assert.False(await _browser.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync("/@ada")).Status);
        Assert.Equal(1, (await RunAsync("account delete olga")).Code);
        Assert.Equal(1, (await RunAsync("account delete ada")).Code);
    }

    [Fact]
    public async Task Doctor_speaks_with_the_mail_server_and_looks_at_what_waits_for_it()
    {
        await using var smtp = FakeSmtp.Start();
        var server = $"--Mail:Host=127.0.0.1 --Mail:Port={smtp.Port}";

        Assert.Contains("does not offer STARTTLS", (await RunAsync($"doctor {server}")).Out, StringComparison.Ordinal);
        var plain = (await RunAsync($"doctor {server} --Mail:Security=none")).Out;
        Assert.Contains("answers; mails come from federated@localhost", plain, StringComparison.Ordinal);
        Assert.Contains("0 waiting, 0 given up", plain, StringComparison.Ordinal);
        Assert.Empty(smtp.Mails);
    }

    [Fact]
    public async Task What_is_refused_and_what_is_misused_have_their_own_exit_codes()
    {
        await _hub.PersonAsync("ada");

        Assert.Equal(1, (await RunAsync("account create ada --email other@example.org")).Code);
        Assert.Equal(2, (await RunAsync("account create bo --email nowhere")).Code);
        Assert.Equal(2, (await RunAsync("account create bo --email bo@example.org --password short")).Code);
        var king = await RunAsync("account role ada king");
        Assert.Equal((2, "federated: 'king' is no role; there are member, editor, moderator, admin, owner. Try: federated account role --help"), (king.Code, king.Error));
        var unknown = await RunAsync("account disable nemo");
        Assert.Equal((1, "", "federated: There is no account nemo: federated account list shows them."), (unknown.Code, unknown.Out, unknown.Error));
    }

    [Fact]
    public async Task Disable_signs_out_of_a_hub_that_runs()
    {
        await _hub.PersonAsync("ada");
        await _browser.SignInAsync("ada");

        Assert.Equal(0, (await RunAsync("account disable ada --reason spam")).Code);

        Assert.False(await _browser.IsSignedInAsync());
        Assert.Contains("disabled", (await RunAsync("account list")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("account enable ada")).Code);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("ada")).Status);
    }

    [Fact]
    public async Task Reset_password_prints_a_password_or_a_link()
    {
        await _hub.PersonAsync("ada");

        var password = (await RunAsync("account reset-password ada")).Out;
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("ada", password)).Status);

        var link = (await RunAsync("account reset-password ada --link")).Out;
        Assert.StartsWith("http://localhost:8080/sign-in/", link, StringComparison.Ordinal);
        var other = new Browser(_hub);
        Assert.Equal("/settings/password", (await other.SubmitAsync(new Uri(link).AbsolutePath)).Location);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --link")]
    public async Task Reset_password_ends_every_other_way_in(string how)
    {
        await _hub.PersonAsync("ada");
        await _hub.Database.TransactAsync(tx => tx.ExecAsync(
            "insert into external_identity (issuer, subject, account_id, name, created_at) select 'https://id.example.org', '7', id, 'somebody', @Now from actor where name = 'ada'", new { tx.Now }, default), default);

        Assert.Equal(0, (await RunAsync($"account reset-password ada{how}")).Code);

        Assert.False(await _hub.AskAsync<bool>("select exists (select 1 from external_identity)"));
    }

    [Fact]
    public async Task Verbs_work_while_no_hub_runs()
    {
        await _hub.StopAsync();

        var made = await RunAsync("account create ada --email ada@example.org");
        var role = await RunAsync("account role ada owner");
        var list = await RunAsync("account list");
        var token = await RunAsync("token create ada --scopes profile");
        await _hub.OpenAsync();

        Assert.Equal((0, 0, 0), (made.Code, role.Code, token.Code));
        Assert.Equal("profile", await _hub.AskAsync<string>("select array_to_string(scopes, ' ') from app_token where token_hash = @hash", new { hash = SecretToken.Hash(token.Out) }));
        Assert.StartsWith("ada\towner\tactive\tada@example.org\t", list.Out, StringComparison.Ordinal);
        var browser = new Browser(_hub);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("ada", made.Out)).Status);
    }

    async Task<(int Code, string Out, string Error)> RunAsync(string verb)
    {
        var ended = await FederatedProcess.RunAsync(
            [.. verb.Split(' '), .. _hub.Settings.Where(s => !s.Key.StartsWith("Logging", StringComparison.Ordinal)).Select(s => $"--{s.Key}={s.Value}")]);
        return (ended.Code, ended.Output.Trim(), ended.Error.Trim());
    }
}
