using System.Net;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Tests.Web.Auth;

public sealed class SigningUpTests : IAsyncLifetime
{
    SignInHub _hub = null!;
    Browser _browser = null!;
    int _addresses;

    public async Task InitializeAsync()
    {
        _hub = await SignInHub.StartAsync();
        _browser = new Browser(_hub);
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    Task ModeAsync(SignUpMode mode) => _hub.Get<Admitting>().SetModeAsync(mode, null, default);

    /// <summary>Each from an address of its own, since pages that mail are limited by that.</summary>
    Task<Answer> AskAsync(string name = "cleo", string? email = null, string path = "/signup", params (string, string)[] more)
    {
        _browser.From = $"198.51.100.{++_addresses}";
        return _browser.SubmitAsync(path, [
            ("Input.Name", name), ("Input.Email", email ?? $"{name}@example.org"), ("Input.Password", SignInHub.Password), ("Input.Language", "fr"), ("Input.Agreed", "true"), .. more]);
    }

    async Task<string> InviteAsync(int most = 1)
    {
        var invite = await _hub.Get<Admitting>().InviteAsync(most, 7, "", null, default);
        return new Uri(invite.Value!).PathAndQuery;
    }

    async Task<Answer> ConfirmAsync() => await _browser.SubmitAsync(SignInHub.LinkIn((await _hub.MailsAsync())[^1]));

    Task<bool> ExistsAsync(string name) => _hub.AskAsync<bool>("select exists (select 1 from actor where name = @name)", new { name });

    async Task<Browser> AsAsync(Role role)
    {
        var name = $"staff_{role.Word()}";
        await _hub.PersonAsync(name, role);
        var browser = new Browser(_hub);
        await browser.SignInAsync(name);
        return browser;
    }

    [Fact]
    public async Task Nobody_signs_up_by_themselves_until_somebody_opens_the_hub()
    {
        Assert.DoesNotContain("Input.Name", (await _browser.GetAsync("/signup")).Body, StringComparison.Ordinal);
        var token = Browser.TokenIn((await _browser.GetAsync("/login")).Body);

        var answer = await _browser.PostAsync("/signup", [("Input.Name", "cleo"), ("Input.Email", "cleo@example.org"), ("Input.Password", SignInHub.Password), ("Input.Agreed", "true"), ("__RequestVerificationToken", token)]);

        Assert.Contains("cannot sign up", answer.Body, StringComparison.Ordinal);
        Assert.Empty(await _hub.MailsAsync());
    }

    [Fact]
    public async Task Where_sign_up_is_open_a_mailed_link_makes_the_account()
    {
        await ModeAsync(SignUpMode.Open);

        Assert.Contains("mail to cleo@example.org", (await AskAsync("Cleo", "cleo@example.org")).Body, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("cleo"));
        Assert.Equal(HttpStatusCode.OK, (await _browser.SignInAsync("cleo")).Status);
        Assert.Contains("Subject: Confirmez", Assert.Single(await _hub.MailsAsync()), StringComparison.Ordinal);
        var confirmed = await ConfirmAsync();

        Assert.Equal((HttpStatusCode.Redirect, "/login"), (confirmed.Status, confirmed.Location));
        Assert.False(await _browser.IsSignedInAsync());
        await _browser.SignInAsync("cleo");
        Assert.True(await _browser.IsSignedInAsync());
        Assert.Equal("fr", await _hub.AskAsync<string>("select language from account"));
        Assert.True(await _hub.AskAsync<bool>("select newcomer_at is not null from account"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_up"));
    }

    [Fact]
    public async Task Where_moderators_decide_nobody_is_here_before_they_agreed()
    {
        await ModeAsync(SignUpMode.Approval);
        Assert.Contains("why you would like", (await AskAsync()).Body, StringComparison.Ordinal);
        await AskAsync("cleo", null, "/signup", ("Input.Reason", "I write about <b>rivers</b>"));
        Assert.Contains("a moderator reads", (await ConfirmAsync()).Body, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("cleo"));
        Assert.Equal(HttpStatusCode.OK, (await _browser.SignInAsync("cleo")).Status);

        var moderator = await AsAsync(Role.Moderator);
        var page = await moderator.GetAsync("/admin/signups");
        Assert.Contains("I write about &lt;b&gt;rivers", page.Body, StringComparison.Ordinal);
        await moderator.PostAsync("/admin/signups?handler=approve", [("id", await IdAsync()), ("__RequestVerificationToken", Browser.TokenIn(page.Body))]);

        Assert.Contains("Subject: Votre compte", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignInAsync("cleo")).Status);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from account where newcomer_at is not null"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_up"));
    }

    [Fact]
    public async Task Who_is_rejected_hears_it_with_a_note_and_leaves_nothing()
    {
        await ModeAsync(SignUpMode.Approval);
        await AskAsync("cleo", null, "/signup", ("Input.Reason", "To sell shoes"));
        await ConfirmAsync();

        var moderator = await AsAsync(Role.Moderator);
        var token = Browser.TokenIn((await moderator.GetAsync("/admin/signups")).Body);
        await moderator.PostAsync("/admin/signups?handler=reject", [("id", await IdAsync()), ("note", "Not here.\r\n\r\nSorry."), ("__RequestVerificationToken", token)]);

        Assert.Contains("Not here.\n\nSorry.", (await _hub.MailsAsync())[^1], StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_up"));
        Assert.False(await ExistsAsync("cleo"));
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_does()
    {
        await ModeAsync(SignUpMode.Approval);
        await AskAsync("cleo", null, "/signup", ("Input.Reason", "Rivers"));
        await ConfirmAsync();
        var by = (await _hub.PersonAsync("maud", Role.Moderator)).ActorId;
        var id = long.Parse(await IdAsync(), System.Globalization.CultureInfo.InvariantCulture);

        var decided = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _hub.Get<Admitting>().ApproveAsync(id, by, default)));

        Assert.Single(decided, d => d.Ok);
        Assert.All(decided.Where(d => !d.Ok), d => Assert.Equal("sign-up-gone", d.Code));
    }

    [Fact]
    public async Task An_invitation_lets_in_as_many_as_it_says_however_many_come_at_once()
    {
        await ModeAsync(SignUpMode.Invite);
        Assert.DoesNotContain("Input.Name", (await _browser.GetAsync("/signup")).Body, StringComparison.Ordinal);
        var path = await InviteAsync(most: 2);
        var code = path.Split('=')[^1];

        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _hub.Get<SigningUp>().AskAsync(
            new Application { Name = $"cleo{i}", Email = $"cleo{i}@example.org", Invite = code }, "hash", default)));

        Assert.Equal(2, asked.Count(a => a.Ok));
        Assert.Contains("This invitation", (await _browser.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_spares_the_approval()
    {
        await ModeAsync(SignUpMode.Approval);
        await AskAsync("cleo", null, await InviteAsync());

        Assert.Equal(HttpStatusCode.Redirect, (await ConfirmAsync()).Status);
        Assert.True(await _hub.AskAsync<bool>("select c.newcomer_at is null from account c join actor a on a.id = c.actor_id where a.name = 'cleo'"));
    }

    [Fact]
    public async Task Who_does_not_confirm_in_time_gives_back_name_and_invitation()
    {
        await ModeAsync(SignUpMode.Invite);
        var path = await InviteAsync();
        await AskAsync("cleo", null, path);
        var link = SignInHub.LinkIn((await _hub.MailsAsync())[^1]);
        Assert.Contains("This invitation", (await _browser.GetAsync(path)).Body, StringComparison.Ordinal);

        _hub.Clock.Ahead = Limits.SignUpLife + TimeSpan.FromSeconds(1);
        await _hub.Database.TransactAsync(tx => new SignUpStore().RunAsync(tx, default), default);

        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(link)).Status);
        Assert.Contains("mail to cleo@example.org", (await AskAsync("cleo", null, path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_ends_with_the_right_of_whoever_made_it()
    {
        await ModeAsync(SignUpMode.Invite);
        var moderator = await AsAsync(Role.Moderator);
        var made = await moderator.SubmitAsync("/admin/invites", ("Input.Most", "3"), ("Input.Days", "5"), ("Input.Note", "Workshop"));
        var path = new Uri(made.Body.Split("<code dir=\"ltr\">")[1].Split('<')[0]).PathAndQuery;
        Assert.Contains("Input.Name", (await _browser.GetAsync(path)).Body, StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from invite i where i::text like '%' || @code || '%'", new { code = path.Split('=')[^1] }));

        await _hub.Get<Appointing>().SetAsync("staff_moderator", Role.Member, default);

        Assert.DoesNotContain("Input.Name", (await _browser.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_invitation_lets_nobody_in()
    {
        await ModeAsync(SignUpMode.Invite);
        var path = await InviteAsync();
        var admin = await AsAsync(Role.Admin);
        var token = Browser.TokenIn((await admin.GetAsync("/admin/invites")).Body);
        var id = (await _hub.AskAsync<string>("select id::text from invite"))!;

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync("/admin/invites?handler=revoke", [("id", id), ("__RequestVerificationToken", token)])).Status);
        Assert.Contains("This invitation", (await _browser.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_an_address_has_an_account_is_told_to_its_owner_alone()
    {
        await ModeAsync(SignUpMode.Open);
        await _hub.PersonAsync("ada");

        var known = await AskAsync("cleo", "ada@example.org");
        var unknown = await AskAsync("dora", "dora@example.org");

        Assert.Equal(Plain(known, "ada"), Plain(unknown, "dora"));
        Assert.Equal(2, await _hub.AskAsync<long>("select count(*) from sign_up"));
        var mails = await _hub.MailsAsync();
        Assert.DoesNotContain("/signup/confirm/", Assert.Single(mails, m => m.Contains("To: ada@example.org", StringComparison.Ordinal)), StringComparison.Ordinal);
        // The name is held in both cases, so that nobody can find out by asking for it once more.
        Assert.Contains("name is taken", (await AskAsync("cleo", "x@example.org")).Body, StringComparison.Ordinal);
        Assert.Contains("name is taken", (await AskAsync("dora", "y@example.org")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "name is taken")]
    [InlineData("ADA", "name is taken")]
    [InlineData("owner", "kept for the hub")]
    [InlineData("a.b", "only the letters")]
    [InlineData("аda", "only the letters")]
    public async Task Names_of_others_of_the_hub_and_in_disguise_are_refused(string name, string said)
    {
        await ModeAsync(SignUpMode.Open);
        await _hub.PersonAsync("ada");

        Assert.Contains(said, (await AskAsync(name, "cleo@example.org")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a@example.org,b@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("a@exаmple.org")]
    public async Task Addresses_that_servers_read_differently_are_refused(string email)
    {
        await ModeAsync(SignUpMode.Open);

        await AskAsync("cleo", email);

        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from mail") + await _hub.AskAsync<long>("select count(*) from sign_up"));
    }

    [Fact]
    public async Task Who_was_suspended_does_not_come_back_with_the_same_mailbox()
    {
        await ModeAsync(SignUpMode.Open);
        await _hub.PersonAsync("ada");
        await _hub.Database.TransactAsync(tx => tx.ExecAsync("update actor set suspended_at = @now where name = 'ada'", new { now = tx.Now }, default), default);

        var barred = await AskAsync("cleo", "Ada+new@Example.org");
        var other = await AskAsync("dora", "dora+new@example.org");

        Assert.Equal(Plain(barred, "Ada"), Plain(other, "dora").Replace("@example", "@Example", StringComparison.Ordinal));
        Assert.Contains("To: dora+new@example.org", Assert.Single(await _hub.MailsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_confirms_after_the_hub_was_closed_waits_for_the_moderators()
    {
        await ModeAsync(SignUpMode.Open);
        await AskAsync();
        await ModeAsync(SignUpMode.Closed);

        Assert.Contains("a moderator reads", (await ConfirmAsync()).Body, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("cleo"));
    }

    [Fact]
    public async Task A_link_makes_one_account_however_often_it_is_opened_at_once()
    {
        await ModeAsync(SignUpMode.Open);
        await AskAsync();
        var token = SignInHub.LinkIn((await _hub.MailsAsync())[^1]).Split('/')[^1];
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_up s where s::text like '%' || @token || '%'", new { token }));

        var confirmed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _hub.Get<SigningUp>().ConfirmAsync(token, default)));

        Assert.Single(confirmed, c => c.Ok);
    }

    [Fact]
    public async Task Nobody_changes_role_or_confirmation_by_fields_of_their_own()
    {
        await ModeAsync(SignUpMode.Approval);
        await AskAsync("cleo", null, "/signup", ("Input.Reason", "Rivers"), ("Input.Role", "owner"), ("Input.Approval", "false"), ("Approval", "false"), ("Input.ConfirmedAt", "2026-01-01"), ("Mode", "Open"));

        Assert.True(await _hub.AskAsync<bool>("select approval and confirmed_at is null from sign_up"));
    }

    [Fact]
    public async Task Without_the_rules_there_is_no_account()
    {
        await ModeAsync(SignUpMode.Open);

        var answer = await _browser.SubmitAsync("/signup", ("Input.Name", "cleo"), ("Input.Email", "cleo@example.org"), ("Input.Password", SignInHub.Password));

        Assert.Contains("agree to the rules", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from sign_up"));
    }

    [Fact]
    public async Task A_reason_has_so_many_characters_and_no_more()
    {
        await ModeAsync(SignUpMode.Approval);

        Assert.DoesNotContain("mail to", (await AskAsync("cleo", null, "/signup", ("Input.Reason", new string('x', Limits.SignUpReason + 1)))).Body, StringComparison.Ordinal);
        Assert.Contains("mail to", (await AskAsync("cleo", null, "/signup", ("Input.Reason", new string('x', Limits.SignUpReason)))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Limits.InviteUses, Limits.InviteDays, true)]
    [InlineData(Limits.InviteUses + 1, 1, false)]
    [InlineData(1, Limits.InviteDays + 1, false)]
    [InlineData(0, 1, false)]
    public async Task An_invitation_has_its_limits(int most, int days, bool good) =>
        Assert.Equal(good, (await _hub.Get<Admitting>().InviteAsync(most, days, "", null, default)).Ok);

    [Fact]
    public async Task The_mode_is_changed_by_admins_and_told_to_other_servers()
    {
        var moderator = await AsAsync(Role.Moderator);
        var admin = await AsAsync(Role.Admin);
        var member = await AsAsync(Role.Member);

        async Task<HttpStatusCode> SetAsync(Browser browser) => (await browser.PostAsync(
            "/admin/signups?handler=mode", [("Chosen", "Open"), ("__RequestVerificationToken", Browser.TokenIn((await browser.GetAsync("/admin/signups")).Body))])).Status;

        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/signups")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/invites")).Status);
        Assert.NotEqual(HttpStatusCode.SeeOther, await SetAsync(moderator));
        Assert.False(await OpenAsync());
        Assert.Equal(HttpStatusCode.SeeOther, await SetAsync(admin));
        Assert.True(await OpenAsync());
    }

    async Task<bool> OpenAsync() => JsonElement.Parse((await _browser.GetAsync("/nodeinfo/2.1")).Body).GetProperty("openRegistrations").GetBoolean();

    async Task<string> IdAsync() => (await _hub.AskAsync<string>("select id::text from sign_up"))!;

    static string Plain(Answer answer, string name) => Browser.WithoutTokens(answer.Body).Replace(name, "X", StringComparison.Ordinal);
}
