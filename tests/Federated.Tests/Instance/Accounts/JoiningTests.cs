using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Policies;
using Federated.Instance.Text;
using Federated.Instance.Actors;

namespace Federated.Tests.Instance.Accounts;

public sealed class JoiningTests : IAsyncLifetime
{
    OpenedHub _hub = null!;

    public async Task InitializeAsync() => _hub = await OpenedHub.StartAsync();

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    [Fact]
    public async Task Somebody_gets_an_actor_with_keys_for_requests_and_documents_an_account_and_a_row_in_the_audit_log()
    {
        var joined = await JoinAsync("Ada", "Ada@Example.org", Role.Editor);

        Assert.True(joined.Ok);
        Assert.Equal(("ada", "Ada@Example.org", Role.Editor), (joined.Value.Name, joined.Value.Email, joined.Value.Role));
        Assert.Equal("https://hub.example.org/actors/ada", await _hub.AskAsync<string>("select uri from actor where name = 'ada' and kind = 'person'"));
        Assert.Equal("documents requests", await _hub.AskAsync<string>("select string_agg(signs, ' ' order by signs) from actor_key where actor_id = @ActorId", new { joined.Value.ActorId }));
        Assert.Equal("account-create ada editor", await _hub.AskAsync<string>("select concat_ws(' ', action, subject, detail) from audit where by_id is null"));
    }

    [Theory]
    [InlineData("admin", "name-reserved")]
    [InlineData("Relay", "name-reserved")]
    [InlineData("ada lovelace", "name-invalid")]
    [InlineData("ada.l", "name-invalid")]
    [InlineData("àda", "name-invalid")]
    [InlineData("", "name-invalid")]
    public async Task Some_names_are_not_given(string name, string code) => Assert.Equal(code, (await JoinAsync(name, "ada@example.org")).Code);

    [Fact]
    public async Task A_name_is_given_once_whatever_its_case()
    {
        await JoinAsync("ada", "ada@example.org");

        Assert.Equal("name-taken", (await JoinAsync("ADA", "other@example.org")).Code);
    }

    [Fact]
    public async Task The_name_of_somebody_who_left_is_not_given_again()
    {
        var ada = (await JoinAsync("ada", "ada@example.org")).Value!;
        await _hub.Database.TransactAsync(tx => ActorStore.EraseAsync(tx, ada.ActorId, default), default);

        Assert.Equal("name-taken", (await JoinAsync("ada", "other@example.org")).Code);
    }

    [Fact]
    public async Task An_address_is_for_one_account_whatever_its_case_and_a_refusal_leaves_nothing()
    {
        await JoinAsync("ada", "ada@example.org");

        Assert.Equal("email-taken", (await JoinAsync("bo", "ADA@example.ORG")).Code);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from actor where name = 'bo'"));
    }

    [Fact]
    public async Task Two_at_once_with_one_name_make_one_account()
    {
        var joined = await Task.WhenAll(JoinAsync("ada", "ada@example.org"), JoinAsync("ada", "other@example.org"));

        Assert.Equal(["name-taken"], joined.Where(j => !j.Ok).Select(j => j.Code));
    }

    [Fact]
    public async Task Accounts_are_listed_by_name_from_one_on()
    {
        foreach (var name in (string[])["cem", "ada", "bo"])
            await JoinAsync(name, $"{name}@example.org");
        await using var db = await _hub.Database.OpenAsync(default);

        Assert.Equal(["ada", "bo"], (await AccountStore.ListAsync(db, "", 2, default)).Select(a => a.Name));
        Assert.Equal(["cem"], (await AccountStore.ListAsync(db, "bo", 2, default)).Select(a => a.Name));
    }

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("ada.lovelace+hub@mail.example.org")]
    [InlineData("o'neil@xn--bcher-kva.example")]
    public void Addresses_that_every_server_reads_alike_are_good(string email) => Assert.Null(Emails.Refusal(email));

    [Theory]
    [InlineData("ada")]
    [InlineData("ada@example")]
    [InlineData("ada@@example.org")]
    [InlineData("ada@example.org@evil.example")]
    [InlineData("\"ada x\"@example.org")]
    [InlineData("ada,bo@example.org")]
    [InlineData("ada%0d%0a@example.org")]
    [InlineData("ada@example.org\r\nBcc: bo@example.org")]
    [InlineData("ada@example.org\n")]
    [InlineData("аda@example.org")]
    [InlineData("ada..l@example.org")]
    [InlineData(".ada@example.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@[192.0.2.1]")]
    [InlineData("<ada@example.org>")]
    public void Other_addresses_are_not(string email) => Assert.Equal("email-invalid", Emails.Refusal(email));

    [Fact]
    public void An_address_has_a_longest_form()
    {
        var labels = string.Concat(Enumerable.Repeat(new string('a', 61) + ".", 3));
        string Whole(int length) => $"{new string('x', length - labels.Length - 4)}@{labels}org";

        Assert.Null(Emails.Refusal(Whole(Limits.Email)));
        Assert.NotNull(Emails.Refusal(Whole(Limits.Email + 1)));
        Assert.Null(Emails.Refusal(new string('x', Limits.EmailLocalPart) + "@example.org"));
        Assert.NotNull(Emails.Refusal(new string('x', Limits.EmailLocalPart + 1) + "@example.org"));
    }

    [Fact]
    public void Passwords_have_a_shortest_and_a_longest_form()
    {
        var random = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Limits.PasswordMax));

        Assert.Null(Passwords.Refusal(random[..Limits.PasswordMin]));
        Assert.Equal("password-short", Passwords.Refusal(random[..(Limits.PasswordMin - 1)]));
        Assert.Null(Passwords.Refusal(random[..Limits.PasswordMax]));
        Assert.Equal("password-long", Passwords.Refusal(random[..(Limits.PasswordMax + 1)]));
    }

    [Theory]
    [InlineData("Password1")]
    [InlineData("ada_lovelace")]
    [InlineData("ada@example.org")]
    public void Passwords_that_others_try_first_are_refused(string password) =>
        Assert.Equal("password-common", Passwords.Refusal(password, "ada_lovelace", "ada@example.org"));

    [Fact]
    public void Made_passwords_are_good_readable_and_never_the_same()
    {
        var made = Enumerable.Range(0, 1_000).Select(_ => Passwords.Make()).ToArray();

        Assert.All(made, password => Assert.Matches("^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$", password));
        Assert.All(made, password => Assert.Null(Passwords.Refusal(password)));
        Assert.Equal(made.Length, made.Distinct().Count());
    }

    Task<Federated.Instance.Result<Account>> JoinAsync(string name, string email, Role role = Role.Member) =>
        _hub.Get<Joining>().JoinAsync(new Newcomer(name, email, "hash", role), by: null, default);
}
