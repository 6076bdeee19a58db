using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>Notifications and settings.</summary>
public sealed class PersonalPagesTests : IAsyncLifetime
{
    readonly PagesHub _pages = new();

    public Task InitializeAsync() => _pages.InitializeAsync();

    public Task DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task Notifications_are_new_until_they_are_seen()
    {
        await _pages.WriteAsync(_pages.Bo, "@ada hello");
        Assert.Contains(">2 unread notifications", await _pages.AsAda.ReadAsync("/about"), StringComparison.Ordinal);

        var page = await _pages.AsAda.ReadAsync("/notifications");
        Assert.Contains("bo</a> mentioned you", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("notice--new").Length - 1);

        Assert.DoesNotContain("unread", await _pages.AsAda.ReadAsync("/about"), StringComparison.Ordinal);
        Assert.DoesNotContain("notice--new", await _pages.AsAda.ReadAsync("/notifications"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_fetches_before_it_is_asked_for_stays_new()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/notifications") { Headers = { { "Sec-Purpose", "prefetch;prerender" } } };
        Assert.Equal(HttpStatusCode.OK, (await _pages.AsAda.SendAsync(request)).Status);

        Assert.Contains(">1 unread notification<", await _pages.AsAda.ReadAsync("/about"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_on_an_older_page_stays_new_until_all_is_marked()
    {
        var post = await _pages.WriteAsync(_pages.Ada, "tell me");
        for (var i = 0; i < Limits.PageItems + 1; i++)
            await _pages.WriteAsync(_pages.Bo, $"@ada number {i.ToString(CultureInfo.InvariantCulture)}.", with: d => d with { ReplyToId = post.Id });

        await _pages.AsAda.ReadAsync("/notifications");
        Assert.Contains(">2 unread notifications", await _pages.AsAda.ReadAsync("/about"), StringComparison.Ordinal);

        var upTo = await _pages.Hub.AskAsync<long>("select max(id) from notification");
        await _pages.WriteAsync(_pages.Cy, "@ada you have not seen this");
        var answer = await _pages.AsAda.SubmitAsync("/about", "/notifications", ("upTo", upTo.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal((303, "/notifications"), (answer.Code, answer.Location));
        Assert.Contains(">1 unread notification<", await _pages.AsAda.ReadAsync("/about"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_may_no_longer_see_is_neither_listed_nor_counted()
    {
        var question = await _pages.WriteAsync(_pages.Cy, "a question");
        await _pages.WriteAsync(_pages.Ada, "an answer for my followers", Visibility.Followers, d => d with { ReplyToId = question.Id });
        Assert.True(await _pages.Hub.AskAsync<bool>("select exists (select 1 from notification where account_id = @Id and kind = 'reply')", new { _pages.Cy.Id }));

        var page = await _pages.AsCy.ReadAsync("/notifications");
        Assert.DoesNotContain("replied", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unread", page, StringComparison.Ordinal);

        await _pages.Hub.DoAsync(tx => _pages.Hub.Get<Following>().FollowAsync(tx, _pages.Cy, _pages.Ada, default));
        Assert.Contains("an answer for my followers", await _pages.AsCy.ReadAsync("/notifications"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_goes_on()
    {
        var post = await _pages.WriteAsync(_pages.Ada, "tell me");
        for (var i = 0; i < Limits.PageItems; i++)
            await _pages.WriteAsync(_pages.Bo, $"@ada number {i.ToString(CultureInfo.InvariantCulture)}.", with: d => d with { ReplyToId = post.Id });

        var first = await _pages.AsAda.ReadAsync("/notifications");
        Assert.Contains("number 19.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("follows you", first, StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(first, "/notifications\\?before=[0-9]+").Value;
        Assert.Contains("follows you", await _pages.AsAda.ReadAsync(older), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_profile_is_shown_and_told_to_followers()
    {
        await using var peer = await FakePeer.StartAsync();
        var kim = peer.Actor("kim");
        await kim.DeliverAsync(_pages.Hub, kim.Activity("Follow", _pages.Ada.Uri));
        await peer.UntilReceivedAsync("Accept");

        var answer = await _pages.AsAda.SubmitAsync("/settings",
            ("Input.DisplayName", "Ada of the maps"), ("Input.Source", "I like *old* maps"), ("Input.PostLanguage", "fr"), ("Input.Language", "fr"),
            ("Input.TimeZone", "europe/paris"), ("Input.Theme", "dark"), ("Input.Discoverable", "true"), ("Input.Indexable", "true"));

        Assert.Equal((303, "/settings"), (answer.Code, answer.Location));
        var update = await peer.UntilReceivedAsync("Update");
        Assert.Equal("Ada of the maps", update.GetProperty("object").GetProperty("name").GetString());
        Assert.Contains("I like <em>old</em> maps", await _pages.Visitor.ReadAsync("/@ada"), StringComparison.Ordinal);
        var own = await _pages.AsAda.ReadAsync("/");
        Assert.Contains("<html lang=\"fr\"", own, StringComparison.Ordinal);
        Assert.Contains("content=\"dark\"", own, StringComparison.Ordinal);
        Assert.Equal("Europe/Paris", await _pages.Hub.AskAsync<string>("select time_zone from account where actor_id = @Id", new { _pages.Ada.Id }));
    }

    [Fact]
    public async Task Settings_that_change_nothing_public_are_nobody_elses_business()
    {
        var before = await _pages.Hub.AskAsync<long>("select count(*) from activity");
        await _pages.AsAda.SubmitAsync("/settings", ("Input.DisplayName", "ada"), ("Input.Theme", "dark"), ("Input.Discoverable", "true"), ("Input.PostLanguage", "en"));

        Assert.Equal("dark", await _pages.Hub.AskAsync<string>("select theme from account where actor_id = @Id", new { _pages.Ada.Id }));
        Assert.Equal(before, await _pages.Hub.AskAsync<long>("select count(*) from activity"));
    }

    [Theory]
    [InlineData("Input.TimeZone", "Mars/Olympus", "This time zone is not known here.")]
    [InlineData("Input.Theme", "plaid", "Please choose one of these.")]
    public async Task Settings_that_make_no_sense_are_refused_and_kept_in_the_form(string field, string value, string words)
    {
        var answer = await _pages.AsAda.SubmitAsync("/settings", [.. new[] { ("Input.DisplayName", "Kept name"), ("Input.Theme", "auto") }.Where(f => f.Item1 != field), (field, value)]);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(words, answer.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"Kept name\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal("ada", await _pages.Hub.AskAsync<string>("select display_name from actor where id = @Id", new { _pages.Ada.Id }));
    }
}
