using System.Globalization;
using System.Net;
using Federated.Instance.Actors;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>Finding and following people, here and on another server that the test plays.</summary>
public sealed class FollowPagesTests(PagesHub pages) : IClassFixture<PagesHub>
{
    [Fact]
    public async Task Following_and_no_longer_following_is_one_button()
    {
        Assert.Contains("handler=follow\"", await pages.AsCy.ReadAsync("/@bo"), StringComparison.Ordinal);
        var answer = await pages.AsCy.SubmitAsync("/@bo", "/@bo?handler=follow");
        Assert.Equal((303, "/@bo"), (answer.Code, answer.Location));
        Assert.Contains("You now follow bo.", await pages.AsCy.ReadAsync("/@bo"), StringComparison.Ordinal);
        Assert.Contains("/@bo", await pages.AsCy.ReadAsync("/follows"), StringComparison.Ordinal);

        await pages.AsCy.SubmitAsync("/@bo", "/@bo?handler=unfollow");
        Assert.Contains("You no longer follow bo.", await pages.AsCy.ReadAsync("/@bo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_approves_followers_lets_them_in_or_not()
    {
        var (eve, fay) = (await pages.Hub.PersonAsync("eve"), await pages.Hub.PersonAsync("fay"));
        var (asEve, asFay) = (await pages.SignInAsync(eve), await pages.SignInAsync(fay));
        await asEve.SubmitAsync("/settings", ("Input.ManualApproval", "true"), ("Input.Theme", "auto"));

        foreach (var answer in new[] { "reject", "accept" })
        {
            await asFay.SubmitAsync("/@eve", "/@eve?handler=follow");
            Assert.Contains("Waiting for an answer", await asFay.ReadAsync("/@eve"), StringComparison.Ordinal);
            Assert.Contains("1 request is waiting", await asEve.ReadAsync("/notifications"), StringComparison.Ordinal);
            await asEve.SubmitAsync("/follow-requests", $"/follow-requests?handler={answer}", ("id", Id(fay)));
        }

        Assert.Contains("Stop following", await asFay.ReadAsync("/@eve"), StringComparison.Ordinal);
        await asEve.SubmitAsync("/follow-requests", "/follow-requests?handler=reject", ("id", Id(fay)));
        Assert.Contains("/@fay", await asEve.ReadAsync("/follows?list=followers"), StringComparison.Ordinal);
        await asEve.SubmitAsync("/follows?list=followers", "/follows?handler=remove", ("id", Id(fay)));
        Assert.DoesNotContain("\"/@fay\"", await asEve.ReadAsync("/follows?list=followers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_looked_up_for_people_of_the_hub_only()
    {
        await using var peer = await FakePeer.StartAsync();
        var gil = peer.Actor("gil");
        var path = $"/@gil@{peer.Host}";

        Assert.Equal(HttpStatusCode.NotFound, (await pages.Visitor.GetAsync(path)).Status);
        Assert.Contains("Sign in", await pages.Visitor.ReadAsync($"/search?q=@gil@{peer.Host}"), StringComparison.Ordinal);
        Assert.Empty(peer.Fetched);

        var page = await pages.AsAda.ReadAsync(path);
        Assert.Contains($"href=\"{peer.Base}/@gil\"", page, StringComparison.Ordinal);
        Assert.Contains("noindex", page, StringComparison.Ordinal);
        Assert.Contains(path, await pages.Visitor.ReadAsync(path), StringComparison.Ordinal);
        var answer = await pages.Visitor.GetAsync(path, "application/activity+json");
        Assert.Equal(gil.Uri, answer.Location);
    }

    [Theory]
    [InlineData("/follow?address=")]
    [InlineData("/authorize_interaction?uri=")]
    [InlineData("/search?q=")]
    public async Task Looking_somebody_up_follows_nobody(string path)
    {
        await using var peer = await FakePeer.StartAsync();
        var hal = peer.Actor("hal");
        foreach (var address in new[] { $"@hal@{peer.Host}", hal.Uri })
            Assert.Contains($"/@hal@{peer.Host}", await pages.AsAda.ReadAsync(path + Uri.EscapeDataString(address)), StringComparison.Ordinal);
        Assert.False(await pages.Hub.AskAsync<bool>("select exists (select 1 from follow f join actor a on a.id = f.followee_id where a.host = @Host)", new { peer.Host }));

        var answer = await pages.AsAda.SubmitAsync($"/@hal@{peer.Host}", $"/@hal@{peer.Host}?handler=follow");
        Assert.Equal(303, answer.Code);
        var follow = await peer.UntilReceivedAsync("Follow");
        Assert.Equal(hal.Uri, follow.GetProperty("object").GetString());
        Assert.Contains("Waiting for an answer", await pages.AsAda.ReadAsync($"/@hal@{peer.Host}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_a_post_shows_the_post()
    {
        await using var peer = await FakePeer.StartAsync();
        var ida = peer.Actor("ida");
        peer.Documents["/notes/1"] = ida.Note("notes/1", "<p>From far away</p>", """
            "attachment":[{"type":"Document","mediaType":"image/png","url":"https://media.example.org/1.png","name":"A map"}]
            """);

        var page = await pages.AsAda.ReadAsync($"/authorize_interaction?uri={Uri.EscapeDataString($"{peer.Base}/notes/1")}");
        Assert.Contains("From far away", page, StringComparison.Ordinal);
        Assert.Contains("handler=like", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://media.example.org/1.png\" rel=\"nofollow noopener noreferrer\">", page, StringComparison.Ordinal);
        Assert.Matches("<img[^>]* src=\"/media/[^>]*alt=\"A map\"", page);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.Empty(peer.Received);
    }

    [Fact]
    public async Task What_cannot_be_found_is_said()
    {
        await using var peer = await FakePeer.StartAsync();
        var host = peer.Host;

        Assert.Contains("Nothing was found", await pages.AsAda.ReadAsync($"/follow?address=@nobody@{host}"), StringComparison.Ordinal);
        await peer.DisposeAsync();
        Assert.Contains("does not answer right now", await pages.AsAda.ReadAsync($"/follow?address={Uri.EscapeDataString($"http://{host}/users/x")}"), StringComparison.Ordinal);
        Assert.Contains("This is you!", await pages.AsAda.ReadAsync("/follow?address=@ada"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_that_one_may_not_see_is_not_found_by_its_address()
    {
        var post = await pages.WriteAsync(pages.Ada, "not for cy", "followers");

        foreach (var path in new[] { "/search?q=", "/authorize_interaction?uri=" })
            Assert.DoesNotContain("not for cy", await pages.AsCy.ReadAsync(path + Uri.EscapeDataString(post.Uri)), StringComparison.Ordinal);
        Assert.DoesNotContain("not for cy", await pages.AsCy.ReadAsync($"/follow?address={Uri.EscapeDataString(post.Uri)}"), StringComparison.Ordinal);
        Assert.Contains("not for cy", await pages.AsBo.ReadAsync($"/search?q={Uri.EscapeDataString(post.Uri)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_who_do_not_want_to_be_found_are_not()
    {
        var joe = await pages.Hub.PersonAsync("joe");
        Assert.Contains("/@joe", await pages.Visitor.ReadAsync("/search?q=jo"), StringComparison.Ordinal);
        await (await pages.SignInAsync(joe)).SubmitAsync("/settings", ("Input.Discoverable", "false"), ("Input.Theme", "auto"));

        Assert.DoesNotContain("/@joe", await pages.Visitor.ReadAsync("/search?q=jo"), StringComparison.Ordinal);
    }

    static string Id(Actor actor) => actor.Id.ToString(CultureInfo.InvariantCulture);
}
