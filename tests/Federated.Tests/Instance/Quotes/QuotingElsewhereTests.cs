using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Quotes;

/// <summary>Quotes of posts of other servers, by people here and elsewhere: shown only with a stamp of the quoted author's own server.</summary>
public sealed class QuotingElsewhereTests(QuoteWorld world) : IClassFixture<QuoteWorld>
{
    TestHub Hub => world.Hub;

    [Fact]
    public async Task The_author_is_asked_and_their_stamp_is_sent_to_all()
    {
        var lin = await world.FollowedAsync();
        var follower = await world.FollowerAsync();
        var quoted = await world.RemoteAsync(lin, $"n{QuoteWorld.Number()}");
        var post = await world.WriteAsync(world.Ada, "So true", quoted.Id);

        var request = await RequestAsync(post);
        Assert.Equal((world.Ada.Uri, quoted.Uri, post.Uri), (Text(request, "actor"), Text(request, "object"), Text(request.GetProperty("instrument"), "id")));
        var sent = (await world.Peer.UntilReceivedAsync("Create", like: a => Id(a) == post.Uri)).GetProperty("object");
        Assert.All((string[])["quote", "_misskey_quote", "quoteUrl", "quoteUri"], name => Assert.Equal(quoted.Uri, Text(sent, name)));
        Assert.Contains(sent.GetProperty("tag").EnumerateArray(), t => Text(t, "type") == "Link" && Text(t, "href") == quoted.Uri);
        Assert.StartsWith("<p class=\"quote-inline\">RE: <a href=", Text(sent, "content"), StringComparison.Ordinal);
        Assert.Null(Text(sent, "quoteAuthorization"));
        Assert.True((await world.CardAsync(post, Viewer.Anonymous)).Quote!.Waits);

        await lin.DeliverAsync(Hub, lin.Activity("Accept", Text(request, "id")!, extra: $"\"result\":\"{lin.Uri}/stamps/1\""));

        var update = (await world.Peer.UntilReceivedAsync("Update", like: a => Id(a) == post.Uri)).GetProperty("object");
        Assert.Equal($"{lin.Uri}/stamps/1", Text(update, "quoteAuthorization"));
        Assert.Null(Text(update, "updated"));
        Assert.Equal(quoted.Id, (await world.CardAsync(post, Viewer.Anonymous)).Quote!.Quoted!.Post.Id);
        Assert.NotNull(follower);
    }

    [Fact]
    public async Task A_no_takes_the_quote_out_and_only_the_author_can_answer()
    {
        var (lin, eve) = (await world.FollowedAsync(), world.Stranger());
        var quoted = await world.RemoteAsync(lin, $"n{QuoteWorld.Number()}");
        var post = await world.WriteAsync(world.Ada, "May I?", quoted.Id);
        var request = await RequestAsync(post);

        await eve.DeliverAsync(Hub, eve.Activity("Accept", request.GetRawText(), extra: $"\"result\":\"{eve.Uri}/stamps/1\""));
        await world.DecidedAsync();
        Assert.Equal("owner-mismatch", await Hub.AskAsync<string>("select reason from inbox_item where actor_uri = @Uri", new { eve.Uri }));
        Assert.True((await world.CardAsync(post, Viewer.Anonymous)).Quote!.Waits);

        await lin.DeliverAsync(Hub, lin.Activity("Reject", request.GetRawText()));
        await world.UntilStateAsync(post, QuoteState.Refused);
        var said = JsonSerializer.Deserialize<JsonElement>(await Hub.Http.GetStringAsync(new Uri(post.Uri)));
        Assert.Null(Text(said, "quote"));
        Assert.DoesNotContain("quote-inline", Text(said, "content"), StringComparison.Ordinal);
        Assert.Null((await world.CardAsync(post, Viewer.Anonymous)).Quote);
    }

    [Fact]
    public async Task What_not_everybody_may_read_quotes_nobody_of_another_server_and_leaves_nothing_there()
    {
        var lin = await world.FollowedAsync();
        var quoted = await world.RemoteAsync(lin, $"n{QuoteWorld.Number()}");

        foreach (var visibility in (string[])[Visibility.Followers, Visibility.Direct, Visibility.HubOnly])
            Assert.Equal("quote-closed", (await world.TryWriteAsync(world.Ada, "Secret thoughts", quoted.Id, visibility)).Code);
        Assert.DoesNotContain(world.Peer.Received, r => r.Activity.GetRawText().Contains("Secret thoughts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_post_whose_policy_is_silent_or_says_no_is_not_quoted_from_here()
    {
        var lin = await world.FollowedAsync();
        var silent = await world.RemoteAsync(lin, $"n{QuoteWorld.Number()}", "\"sensitive\":false");
        var closed = await world.RemoteAsync(lin, $"n{QuoteWorld.Number()}", PublicPolicyOf(lin.Uri));
        var n = QuoteWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("gotosocial", "create-policied", lin, n, ""));
        var asks = await world.UntilKnownAsync($"{lin.Uri}/statuses/{n}");

        Assert.Equal("quote-refused", (await world.TryWriteAsync(world.Ada, "x", silent.Id)).Code);
        Assert.Equal("quote-refused", (await world.TryWriteAsync(world.Ada, "x", closed.Id)).Code);
        Assert.Equal(Quotable.Asked, asks.Quotable);
        Assert.True((await world.TryWriteAsync(world.Ada, "x", asks.Id)).Ok);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("interactingObject", false)]
    [InlineData("interactionTarget", false)]
    [InlineData("attributedTo", false)]
    [InlineData("type", false)]
    [InlineData("host", false)]
    [InlineData("missing", false)]
    public async Task A_quote_elsewhere_is_shown_when_its_stamp_fits_in_everything(string? wrong, bool shown)
    {
        var (lin, author) = (await world.FollowedAsync(), world.Stranger(world.Other));
        var n = QuoteWorld.Number();
        world.Other.Documents[$"/said/{n}"] = """{"@context":"https://www.w3.org/ns/activitystreams",""" + author.Note($"said/{n}", "Original").TrimStart()[1..];
        var (quoting, quoted) = ($"{lin.Uri}/statuses/{n}", $"{world.Other.Base}/said/{n}");
        var host = wrong == "host" ? world.Peer : world.Other;
        var stamp = $"{host.Base}/stamps/{n}";
        string Value(string name, string right) => wrong == name ? (name == "type" ? "Note" : $"{author.Uri}/other") : right;
        if (wrong != "missing")
            host.Documents[$"/stamps/{n}"] = $$"""
                {"@context":"https://www.w3.org/ns/activitystreams","id":"{{stamp}}","type":"{{Value("type", "QuoteAuthorization")}}","attributedTo":"{{Value("attributedTo", author.Uri)}}",
                 "interactingObject":"{{Value("interactingObject", quoting)}}","interactionTarget":"{{Value("interactionTarget", quoted)}}"}
                """;
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "create-quote", lin, n, quoted, stamp));
        var post = await world.UntilKnownAsync(quoting);

        await world.UntilStateAsync(post, shown ? QuoteState.Accepted : wrong == "host" ? QuoteState.Pending : QuoteState.Refused);
        Assert.Equal(shown, (await world.CardAsync(post, Viewer.Anonymous)).Quote?.Quoted is not null);
        if (shown)
            Assert.InRange(await Hub.AskAsync<TimeSpan>("select check_at - now() from quote where post_id = @Id", new { post.Id }), Limits.QuoteRecheck - TimeSpan.FromHours(1), Limits.QuoteRecheck);
        Assert.Equal(wrong != "host", world.Other.Fetched.Contains($"/said/{n}"));
    }

    [Fact]
    public async Task A_stamp_that_comes_later_by_an_update_counts_and_its_delete_hides_the_quote()
    {
        var (lin, author) = (await world.FollowedAsync(), await world.FollowedAsync(world.Other));
        var quoted = await world.RemoteAsync(author, $"said/{QuoteWorld.Number()}");
        var n = QuoteWorld.Number();
        var create = world.Sample("mastodon", "create-quote", lin, n, quoted.Uri, $"{world.Other.Base}/stamps/{n}");
        await lin.DeliverAsync(Hub, create.Replace("\"quoteAuthorization\":\"", "\"nothing\":\"", StringComparison.Ordinal));
        var post = await world.UntilKnownAsync($"{lin.Uri}/statuses/{n}");
        Assert.Null((await world.CardAsync(post, Viewer.Anonymous)).Quote!.Quoted);

        world.Other.Documents[$"/stamps/{n}"] = $$"""
            {"@context":"https://www.w3.org/ns/activitystreams","id":"{{world.Other.Base}}/stamps/{{n}}","type":"QuoteAuthorization","attributedTo":"{{author.Uri}}","interactingObject":"{{post.Uri}}","interactionTarget":"{{quoted.Uri}}"}
            """;
        await lin.DeliverAsync(Hub, create.Replace("\"type\":\"Create\"", "\"type\":\"Update\"", StringComparison.Ordinal).Replace($"{n}/activity", $"{n}/update", StringComparison.Ordinal));
        await world.UntilStateAsync(post, QuoteState.Accepted);
        Assert.False(await Hub.AskAsync<bool>("select edited_at is not null from post where id = @Id", new { post.Id }));
        Assert.NotNull((await world.CardAsync(post, Viewer.Anonymous)).Quote!.Quoted);

        await lin.DeliverAsync(Hub, lin.Activity("Delete", $"{world.Other.Base}/stamps/{n}"));
        await world.DecidedAsync();
        Assert.NotNull((await world.CardAsync(post, Viewer.Anonymous)).Quote);
        await author.DeliverAsync(Hub, author.Activity("Delete", $"{world.Other.Base}/stamps/{n}"));
        await world.UntilStateAsync(post, QuoteState.Revoked);
        Assert.Null((await world.CardAsync(post, Viewer.Anonymous)).Quote);
    }

    [Fact]
    public async Task Ones_own_words_need_no_stamp_and_a_quote_of_a_quote_is_not_fetched()
    {
        var lin = await world.FollowedAsync();
        var n = QuoteWorld.Number();
        world.Peer.Documents[$"/own/{n}"] = """{"@context":"https://www.w3.org/ns/activitystreams",""" + lin.Note($"own/{n}", "Before", $"\"quote\":\"{world.Peer.Base}/deeper/{n}\"").TrimStart()[1..];
        await lin.DeliverAsync(Hub, world.Sample("misskey", "create-quote", lin, n, $"{world.Peer.Base}/own/{n}"));

        var post = await world.UntilKnownAsync($"{world.Peer.Base}/notes/{n}");
        await world.UntilStateAsync(post, QuoteState.Accepted);
        Assert.NotNull((await world.CardAsync(post, Viewer.Anonymous)).Quote!.Quoted);
        Assert.DoesNotContain($"/deeper/{n}", world.Peer.Fetched);
    }

    static string PublicPolicyOf(string id) => $$"""
        "interactionPolicy":{"canQuote":{"automaticApproval":["{{id}}"]} }
        """;

    Task<JsonElement> RequestAsync(Post post) => world.Peer.UntilReceivedAsync("QuoteRequest", like: a => Text(a.GetProperty("instrument"), "id") == post.Uri);

    static string? Id(JsonElement activity) => activity.GetProperty("object") is { ValueKind: JsonValueKind.Object } about ? Text(about, "id") : null;

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
