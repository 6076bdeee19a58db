using System.Net;
using System.Text.Json;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Quotes;

namespace Federated.Tests.Instance.Quotes;

/// <summary>Others quote what was written here: they ask, are answered by the post's policy, and can be told to stop.</summary>
public sealed class QuotedHereTests(QuoteWorld world) : IClassFixture<QuoteWorld>
{
    Federated.Tests.Support.TestHub Hub => world.Hub;

    [Fact]
    public async Task A_request_for_an_open_post_is_accepted_with_a_stamp_of_ids_only()
    {
        var post = await world.WriteAsync(world.Ada, "Quote me");
        var lin = world.Stranger();
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, n, post.Uri));

        var accept = await AnswerAsync("Accept", lin, n);
        Assert.Equal(world.Ada.Uri, accept.GetProperty("actor").GetString());
        Assert.Equal($"{lin.Uri}/statuses/{n}", accept.GetProperty("object").GetProperty("instrument").GetString());
        var address = accept.GetProperty("result").GetString()!;
        Assert.StartsWith($"{post.Uri}/quotes/", address, StringComparison.Ordinal);
        var stamp = JsonSerializer.Deserialize<JsonElement>(await Hub.Http.GetStringAsync(new Uri(address)));
        Assert.Equal(
            ["@context", "id", "type", "attributedTo", "interactingObject", "interactionTarget"], stamp.EnumerateObject().Select(m => m.Name));
        Assert.Equal(
            (address, "QuoteAuthorization", world.Ada.Uri, $"{lin.Uri}/statuses/{n}", post.Uri),
            (Text(stamp, "id"), Text(stamp, "type"), Text(stamp, "attributedTo"), Text(stamp, "interactingObject"), Text(stamp, "interactionTarget")));
    }

    [Theory]
    [InlineData(Quotable.Public, true, true)]
    [InlineData(Quotable.Followers, false, true)]
    [InlineData(Quotable.Nobody, false, false)]
    public async Task Who_may_quote_is_what_the_author_chose(string quotable, bool strangers, bool followers)
    {
        var post = await world.WriteAsync(world.Ada, "Choosy", quotable: quotable);
        foreach (var (lin, allowed) in new[] { (world.Stranger(), strangers), (await world.FollowerAsync(), followers) })
        {
            var n = QuoteWorld.Number();
            await lin.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, n, post.Uri));
            await AnswerAsync(allowed ? "Accept" : "Reject", lin, n);
        }
        var said = JsonSerializer.Deserialize<JsonElement>(await Hub.Http.GetStringAsync(new Uri(post.Uri)));
        Assert.Equal(
            quotable switch { Quotable.Public => "https://www.w3.org/ns/activitystreams#Public", Quotable.Followers => world.Ada.Followers, _ => world.Ada.Uri },
            said.GetProperty("interactionPolicy").GetProperty("canQuote").GetProperty("automaticApproval")[0].GetString());
    }

    [Fact]
    public async Task A_request_about_somebody_elses_post_or_a_hidden_one_is_not_answered()
    {
        var (open, hidden) = (await world.WriteAsync(world.Ada, "Open"), await world.WriteAsync(world.Ada, "Hidden", visibility: Visibility.Followers));
        var (lin, eve) = (world.Stranger(), world.Stranger());
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, n, hidden.Uri));
        await eve.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, QuoteWorld.Number(), open.Uri).Replace($"\"actor\":\"{lin.Uri}\"", $"\"actor\":\"{eve.Uri}\"", StringComparison.Ordinal));

        await world.DecidedAsync();
        Assert.Equal("owner-mismatch", await Hub.AskAsync<string>("select reason from inbox_item where actor_uri = @Uri", new { eve.Uri }));
        Assert.DoesNotContain(world.Peer.Received, r => Text(r.Activity, "type") is "Accept" or "Reject" && r.Activity.GetProperty("object").ValueKind == JsonValueKind.Object
            && Text(r.Activity.GetProperty("object"), "id") == $"{lin.Uri}/quote_requests/{n}");
    }

    [Theory]
    [InlineData("mastodon", "{actor}/statuses/{n}")]
    [InlineData("misskey", "{peer}/notes/{n}")]
    [InlineData("akkoma", "{peer}/objects/{n}")]
    [InlineData("friendica", "{peer}/objects/{n}")]
    public async Task A_quote_of_an_open_post_of_ours_is_shown_and_told_to_its_author(string software, string uri)
    {
        var post = await world.WriteAsync(world.Ada, "Worth it");
        var lin = world.Stranger();
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample(software, "create-quote", lin, n, post.Uri, $"{post.Uri}/quotes/1"));

        var quoting = await world.UntilKnownAsync(uri.Replace("{actor}", lin.Uri, StringComparison.Ordinal).Replace("{peer}", lin.Peer.Base, StringComparison.Ordinal).Replace("{n}", n, StringComparison.Ordinal));
        Assert.Equal(post.Id, (await world.CardAsync(quoting, Viewer.Anonymous)).Quote!.Quoted!.Post.Id);
        await Hub.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'quote' and post_id = @quotingId)", new { world.Ada.Id, quotingId = quoting.Id });
    }

    [Fact]
    public async Task A_quote_against_the_authors_wish_is_not_shown()
    {
        var post = await world.WriteAsync(world.Ada, "Leave me", quotable: Quotable.Nobody);
        var lin = world.Stranger();
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "create-quote", lin, n, post.Uri, $"{lin.Peer.Base}/stamps/1"));

        var quoting = await world.UntilKnownAsync($"{lin.Uri}/statuses/{n}");
        Assert.Null((await world.CardAsync(quoting, Viewer.Anonymous)).Quote);
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from notification where kind = 'quote' and post_id = @Id)", new { quoting.Id }));
    }

    [Fact]
    public async Task An_author_takes_consent_back_and_a_new_request_changes_nothing()
    {
        var post = await world.WriteAsync(world.Ada, "At first");
        var lin = world.Stranger();
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, n, post.Uri));
        var stamp = Text(await AnswerAsync("Accept", lin, n), "result")!;
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "create-quote", lin, n, post.Uri, stamp));
        var quoting = await world.UntilKnownAsync($"{lin.Uri}/statuses/{n}");

        Assert.Equal("not-yours", (await Hub.DoAsync(tx => Hub.Get<Unquoting>().RevokeAsync(tx, world.Bo, quoting.Id, default))).Code);
        Assert.True((await Hub.DoAsync(tx => Hub.Get<Unquoting>().RevokeAsync(tx, world.Ada, quoting.Id, default))).Ok);

        await world.Peer.UntilReceivedAsync("Delete", like: a => a.GetProperty("object").ValueKind == JsonValueKind.String && a.GetProperty("object").GetString() == stamp);
        Assert.Null((await world.CardAsync(quoting, Viewer.Anonymous)).Quote);
        Assert.Equal(HttpStatusCode.NotFound, (await Hub.Http.GetAsync(new Uri(stamp))).StatusCode);
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "quote-request", lin, n, post.Uri).Replace("quote_requests/", "quote_requests/again", StringComparison.Ordinal));
        await AnswerAsync("Reject", lin, "again" + n);
    }

    [Fact]
    public async Task A_quote_within_the_hub_has_its_stamp_at_once()
    {
        var post = await world.WriteAsync(world.Ada, "Neighbour");
        var quoting = await world.WriteAsync(world.Bo, "Indeed", post.Id);

        var said = JsonSerializer.Deserialize<JsonElement>(await Hub.Http.GetStringAsync(new Uri(quoting.Uri)));
        Assert.StartsWith($"{post.Uri}/quotes/", Text(said, "quoteAuthorization"), StringComparison.Ordinal);
        Assert.Contains(quoting.Uri, await Hub.Http.GetStringAsync(new Uri(Text(said, "quoteAuthorization")!)), StringComparison.Ordinal);
        Assert.NotNull((await world.CardAsync(quoting, Viewer.Anonymous)).Quote!.Quoted);

        var shy = await world.WriteAsync(world.Ada, "Not me", quotable: Quotable.Nobody);
        Assert.Equal("quote-refused", (await world.TryWriteAsync(world.Bo, "Anyway", shy.Id)).Code);
        Assert.True((await world.TryWriteAsync(world.Ada, "Myself", shy.Id)).Ok);
    }

    [Fact]
    public async Task A_quoted_post_is_shown_only_to_those_who_may_see_it()
    {
        var hidden = await world.WriteAsync(world.Ada, "Among us", visibility: Visibility.Followers);
        Assert.Equal("quote-gone", (await world.TryWriteAsync(world.Bo, "Look", hidden.Id)).Code);
        Assert.Equal("quote-wider", (await world.TryWriteAsync(world.Ada, "As I said", hidden.Id)).Code);
        Assert.True((await world.TryWriteAsync(world.Ada, "As I said", hidden.Id, Visibility.Followers)).Ok);

        var lin = await world.FollowedAsync();
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, lin.Activity("Create", lin.Note($"friends/{n}", "Among friends").Replace("https://www.w3.org/ns/activitystreams#Public", $"{lin.Uri}/followers", StringComparison.Ordinal)));
        await lin.DeliverAsync(Hub, world.Sample("misskey", "create-quote", lin, n, $"{lin.Peer.Base}/friends/{n}"));
        var quoting = await world.UntilKnownAsync($"{lin.Peer.Base}/notes/{n}");

        Assert.NotNull((await world.CardAsync(quoting, Viewer.SignedIn(world.Bo.Id))).Quote!.Quoted);
        Assert.Null((await world.CardAsync(quoting, Viewer.SignedIn(world.Ada.Id))).Quote!.Quoted);
        Assert.Null((await world.CardAsync(quoting, Viewer.Anonymous)).Quote!.Quoted);
    }

    Task<JsonElement> AnswerAsync(string type, Federated.Tests.Support.FakeActor lin, string n) => world.Peer.UntilReceivedAsync(type, like: a =>
        a.GetProperty("object") is { ValueKind: JsonValueKind.Object } about && Text(about, "id") == $"{lin.Uri}/quote_requests/{n}");

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
