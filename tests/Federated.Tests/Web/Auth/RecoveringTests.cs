using System.Net;
using Federated.Federation;
using Federated.Instance.Accounts;

namespace Federated.Tests.Web.Auth;

public sealed class RecoveringTests : IAsyncLifetime
{
    const string Another = "another-horse-battery";
    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    Task<Answer> AskAsync(string email, Browser? browser = null) => (browser ?? _browser).SubmitAsync("/login/forgot", ("Input.Email", email));

    async Task<string> LinkAsync(string email = "ada@example.org")
    {
        await AskAsync(email);
        return SignInHub.LinkIn((await _hub.MailsAsync())[^1]);
    }

    Task<Answer> ChooseAsync(string link, string password = Another, Browser? browser = null) =>
        (browser ?? _browser).SubmitAsync(link, ("Input.New", password), ("Input.Repeat", password));

    /// <summary>Sends the form of a link that shows none.</summary>
    async Task<HttpStatusCode> InsistAsync(string link)
    {
        var token = Browser.TokenIn((await _browser.GetAsync("/login/forgot")).Body);
        return (await _browser.PostAsync(link, [("Input.New", "third-horse-battery"), ("Input.Repeat", "third-horse-battery"), ("__RequestVerificationToken", token)])).Status;
    }

    [Fact]
    public async Task A_mailed_link_lets_somebody_choose_another_password_and_ends_every_session()
    {
        var elsewhere = new Browser(_hub);
        await elsewhere.SignInAsync("ada");

        var chosen = await ChooseAsync(await LinkAsync());

        Assert.Equal((HttpStatusCode.Redirect, "/login"), (chosen.Status, chosen.Location));
        Assert.False(await elsewhere.IsSignedInAsync());
        Assert.False(await _browser.IsSignedInAsync());
        await _browser.SignInAsync("ada", Another);
        Assert.True(await _browser.IsSignedInAsync());
        Assert.Contains("Subject: Your password was changed", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_an_address_is_known_makes_no_difference()
    {
        await _hub.PersonAsync("bo");
        await _hub.Get<Administering>().DisableAsync("bo", "", null, default);
        var known = await AskAsync("ada@example.org");
        var rows = await RowsAsync();
        var unknown = await AskAsync("nemo@example.org");
        var closed = await AskAsync("bo@example.org");

        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal(Plain(known, "ada"), Plain(unknown, "nemo"));
        Assert.Equal(Plain(known, "ada"), Plain(closed, "bo"));
        Assert.Equal(3 * rows, await RowsAsync());
        Assert.Contains(await _hub.MailsAsync(), m => m.Contains("To: ada@example.org", StringComparison.Ordinal));
        Assert.DoesNotContain(await _hub.MailsAsync(), m => m.Contains("nemo@", StringComparison.Ordinal) || m.Contains("bo@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_works_once_and_a_second_one_of_its_time_is_void()
    {
        var (first, second) = (await LinkAsync(), await LinkAsync());
        Assert.NotEqual(first, second);

        await ChooseAsync(first);

        Assert.Equal(HttpStatusCode.Gone, await InsistAsync(first));
        Assert.Equal(HttpStatusCode.Gone, await InsistAsync(second));
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("ada", Another)).Status);
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_one_is_heard()
    {
        var link = await LinkAsync();
        var token = Browser.TokenIn((await _browser.GetAsync(link)).Body);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _browser.Copy().PostAsync(
            link, [("Input.New", $"{Another}-{i}"), ("Input.Repeat", $"{Another}-{i}"), ("__RequestVerificationToken", token)])));

        Assert.Equal([HttpStatusCode.Redirect], answers.Select(a => a.Status).Where(s => s != HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_link_is_good_for_the_time_of_the_limit()
    {
        var link = await LinkAsync();
        _hub.Clock.Ahead = Limits.MailLinkLife - TimeSpan.FromSeconds(10);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync(link)).Status);

        _hub.Clock.Ahead = Limits.MailLinkLife + TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.Gone, await InsistAsync(link));
    }

    [Fact]
    public async Task A_notice_is_worth_sending_for_the_time_of_the_limit()
    {
        var life = await _hub.Database.TransactAsync(
            async tx =>
            {
                await _hub.Get<Administering>().ChoosePasswordAsync(tx, (await AccountStore.ByNameAsync(tx, "ada", default))!, "hash", default);
                return await tx.ValueAsync<double>("select extract(epoch from expires_at - created_at)::float8 from mail", null, default);
            },
            default);

        Assert.Equal(Limits.MailNoticeLife.TotalSeconds, life);
    }

    [Fact]
    public async Task Only_the_hash_of_a_link_is_stored()
    {
        var token = (await LinkAsync()).Split('/')[^1];

        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from mailed_link where token_hash = @hash", new { hash = SecretToken.Hash(token) }));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from mailed_link l where l::text like '%' || @token || '%'", new { token }));
    }

    [Fact]
    public async Task Links_name_the_hub_whatever_the_request_says()
    {
        var page = await _browser.GetAsync("/login/forgot");
        await _browser.PostAsync(
            "/login/forgot", [("Input.Email", "ada@example.org"), ("__RequestVerificationToken", Browser.TokenIn(page.Body))],
            ("X-Forwarded-Host", "evil.example"), ("X-Original-Host", "evil.example"), ("Forwarded", "host=evil.example"));

        var mail = Assert.Single(await _hub.MailsAsync());
        Assert.Contains("http://localhost:8080/reset/", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_mails_are_written_for_one_address_and_no_more()
    {
        for (var i = 0; i < Limits.MailsPerAddress; i++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync($"nemo{i}@example.org")).Status);

        var refused = await AskAsync("ada@example.org");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("30 minutes", refused.Body, StringComparison.Ordinal);

        // The same limit at every other page that mails.
        await _browser.SignInAsync("ada");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ChangeAsync("new@example.org")).Status);
        Assert.Empty(await _hub.MailsAsync());
    }

    [Fact]
    public async Task A_bad_password_does_not_use_the_link_up()
    {
        var link = await LinkAsync();

        Assert.Contains("Others would guess", (await ChooseAsync(link, "password123")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await ChooseAsync(link)).Status);
    }

    Task<Answer> ChangeAsync(string email, string password = SignInHub.Password, Browser? browser = null) =>
        (browser ?? _browser).SubmitAsync("/settings/email", ("Input.Email", email), ("Input.Password", password));

    [Fact]
    public async Task Another_address_counts_when_its_link_was_opened_and_the_old_one_hears_of_it()
    {
        var elsewhere = new Browser(_hub);
        await elsewhere.SignInAsync("ada");
        await _browser.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.SeeOther, (await ChangeAsync("new@example.org")).Status);
        Assert.Equal("ada@example.org", await EmailAsync());
        var mail = Assert.Single(await _hub.MailsAsync());
        Assert.Contains("To: new@example.org", mail, StringComparison.Ordinal);
        var done = await _browser.SubmitAsync(SignInHub.LinkIn(mail));

        Assert.Equal((HttpStatusCode.Redirect, "/settings/email"), (done.Status, done.Location));
        Assert.Equal("new@example.org", await EmailAsync());
        Assert.True(await _browser.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
        var notice = (await _hub.MailsAsync())[^1];
        Assert.Contains("To: ada@example.org", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("new@example.org", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_needs_the_password()
    {
        await _browser.SignInAsync("ada");

        Assert.Contains("not your current password", (await ChangeAsync("new@example.org", "wrong-password")).Body, StringComparison.Ordinal);
        Assert.Empty(await _hub.MailsAsync());
    }

    [Fact]
    public async Task That_an_address_is_another_account_s_is_told_to_its_owner_alone()
    {
        await _hub.PersonAsync("bo");
        await _browser.SignInAsync("ada");

        var taken = await ChangeAsync("bo@example.org");
        var free = await ChangeAsync("new@example.org");

        Assert.Equal((taken.Status, taken.Location), (free.Status, free.Location));
        var mail = (await _hub.MailsAsync())[0];
        Assert.Contains("To: bo@example.org", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("http://localhost:8080/settings/email/", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_was_taken_meanwhile_stays_its_owner_s()
    {
        await _browser.SignInAsync("ada");
        await ChangeAsync("bo@example.org");
        var link = SignInHub.LinkIn((await _hub.MailsAsync())[0]);
        await _hub.PersonAsync("bo");

        Assert.Equal(HttpStatusCode.Gone, (await _browser.SubmitAsync(link)).Status);
        Assert.Equal("ada@example.org", await EmailAsync());
    }

    [Fact]
    public async Task A_link_for_an_address_chooses_no_password_and_the_other_way_round()
    {
        var reset = await LinkAsync();
        await _browser.SignInAsync("ada");
        await ChangeAsync("new@example.org");
        var email = SignInHub.LinkIn((await _hub.MailsAsync())[^1]);

        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(reset.Replace("/reset/", "/settings/email/", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(email.Replace("/settings/email/", "/reset/", StringComparison.Ordinal))).Status);
    }

    Task<string?> EmailAsync() => _hub.AskAsync<string>("select c.email from account c join actor a on a.id = c.actor_id where a.name = 'ada'");

    async Task<long> RowsAsync() => await _hub.AskAsync<long>("select count(*) from mailed_link") + await _hub.AskAsync<long>("select count(*) from mail_ask");

    static string Plain(Answer answer, string name) => Browser.WithoutTokens(answer.Body).Replace(name + "@example.org", "X", StringComparison.Ordinal);
}
