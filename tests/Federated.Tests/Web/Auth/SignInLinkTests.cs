using System.Net;
using Federated.Federation;
using Federated.Instance.Accounts;

namespace Federated.Tests.Web.Auth;

public sealed class SignInLinkTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
        await _hub.PersonAsync("ada");
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task A_link_signs_in_and_asks_for_a_password()
    {
        var answer = await _browser.SubmitAsync(await LinkAsync());

        Assert.Equal((HttpStatusCode.Redirect, "/settings/password"), (answer.Status, answer.Location));
        Assert.Contains("Please choose a password", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_a_link_does_not_use_it_up()
    {
        var link = await LinkAsync();
        var preview = new Browser(_hub);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await preview.GetAsync(link)).Status);

        Assert.False(await preview.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SubmitAsync(link)).Status);
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var link = await LinkAsync();
        var form = await _browser.GetAsync(link);
        var second = _browser.Copy();
        var fields = new[] { ("__RequestVerificationToken", Browser.TokenIn(form.Body)) };

        var answers = await Task.WhenAll(_browser.PostAsync(link, fields), second.PostAsync(link, fields));

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.Gone], answers.Select(a => a.Status).Order());
        Assert.Equal(HttpStatusCode.Gone, (await new Browser(_hub).GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_link_works_for_so_long_and_no_longer()
    {
        var link = await LinkAsync();

        _hub.Clock.Ahead = Limits.SignInLinkLife - TimeSpan.FromMinutes(1);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync(link)).Status);
        var form = await _browser.GetAsync(link);
        _hub.Clock.Ahead = Limits.SignInLinkLife;
        Assert.Equal(HttpStatusCode.Gone, (await _browser.PostAsync(link, [("__RequestVerificationToken", Browser.TokenIn(form.Body))])).Status);
        Assert.Contains("too old", (await _browser.GetAsync(link)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_needs_the_form()
    {
        var link = await LinkAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _browser.PostAsync(link, [])).Status);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_made_up_link_is_no_link() => Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync($"/sign-in/{SecretToken.Make()}")).Status);

    [Fact]
    public async Task A_link_of_a_closed_account_is_dead()
    {
        var link = await LinkAsync();
        await _hub.Get<Administering>().DisableAsync("ada", "", by: null, default);

        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(link)).Status);
    }

    [Fact]
    public async Task Who_came_by_link_chooses_a_password_without_the_old_one_and_only_at_once()
    {
        await _browser.SubmitAsync(await LinkAsync());
        Assert.DoesNotContain("Current password", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await ChooseAsync("staple-battery-horse")).Status);

        Assert.Contains("Current password", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_session_by_link_needs_the_password_that_there_is()
    {
        var account = await AdaAsync();
        var link = await _hub.Database.TransactAsync(tx => _hub.Get<SignInLinks>().MakeAsync(tx, account.ActorId, Limits.SignInLinkLife, default), default);
        await _browser.SubmitAsync(new Uri(link.Address).AbsolutePath);
        Assert.DoesNotContain("Current password", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);

        _hub.Clock.Ahead = Limits.SignInLinkLife + TimeSpan.FromMinutes(1);

        Assert.Contains("Current password", (await _browser.GetAsync("/settings/password")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_tried_no_more_often_than_passwords()
    {
        var form = await _browser.GetAsync(await LinkAsync());
        var fields = new[] { ("__RequestVerificationToken", Browser.TokenIn(form.Body)) };
        for (var i = 0; i < Limits.SignInPerAddress; i++)
            Assert.Equal(HttpStatusCode.Gone, (await _browser.PostAsync($"/sign-in/{SecretToken.Make()}", fields)).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await _browser.PostAsync($"/sign-in/{SecretToken.Make()}", fields)).Status);
    }

    Task<Answer> ChooseAsync(string password) => _browser.SubmitAsync("/settings/password", ("Input.New", password), ("Input.Repeat", password));

    async Task<Account> AdaAsync()
    {
        await using var db = await _hub.Database.OpenAsync(default);
        return (await AccountStore.ByNameAsync(db, "ada", default))!;
    }

    /// <summary>The path of a link as the verb prints it.</summary>
    async Task<string> LinkAsync() => new Uri((await _hub.Get<Administering>().ResetToLinkAsync("ada", by: null, default)).Value!.Address).AbsolutePath;
}
