using System.Globalization;
using System.Net;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Pages;

/// <summary>Keeping a distance, reporting, pinning and moving by plain forms.</summary>
public sealed class DistancePagesTests(PagesHub pages) : IClassFixture<PagesHub>
{
    static string Page(Post post) => $"/posts/{post.Id.ToString(CultureInfo.InvariantCulture)}";

    [Fact]
    public async Task Blocking_and_unblocking_is_one_button_and_a_list()
    {
        var (kim, lea) = (await pages.Hub.PersonAsync("kim"), await pages.Hub.PersonAsync("lea"));
        var (asKim, asLea) = (await pages.SignInAsync(kim), await pages.SignInAsync(lea));
        var post = await pages.WriteAsync(kim, "words of kim");

        var answer = await asKim.SubmitAsync("/@lea", "/@lea?handler=block");
        Assert.Equal((303, "/@lea"), (answer.Code, answer.Location));
        var page = await asKim.ReadAsync("/@lea");
        Assert.Contains("You have blocked lea.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=follow\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await asLea.GetAsync(Page(post))).Status);
        Assert.DoesNotContain("words of kim", await asLea.ReadAsync("/@kim"), StringComparison.Ordinal);
        await asLea.SubmitAsync("/@kim", "/@kim?handler=follow");
        Assert.Contains("You cannot follow this account.", await asLea.ReadAsync("/@kim"), StringComparison.Ordinal);

        Assert.Contains("\"/@lea\"", await asKim.ReadAsync("/settings/blocks"), StringComparison.Ordinal);
        await asKim.SubmitAsync("/settings/blocks", "/@lea?handler=unblock", ("returnUrl", "/settings/blocks"));
        Assert.DoesNotContain("\"/@lea\"", await asKim.ReadAsync("/settings/blocks"), StringComparison.Ordinal);
        Assert.Contains("words of kim", await asLea.ReadAsync(Page(post)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Muting_and_hiding_a_server_are_listed_and_taken_back()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Actor("far");
        var far = $"/@far@{peer.Host}";
        await pages.AsCy.ReadAsync(far);

        await pages.AsCy.SubmitAsync(far, $"{far}?handler=mute");
        await pages.AsCy.SubmitAsync(far, $"{far}?handler=hide");
        Assert.Contains("You have muted far.", await pages.AsCy.ReadAsync(far), StringComparison.Ordinal);
        Assert.Contains(far, await pages.AsCy.ReadAsync("/settings/blocks?list=mute"), StringComparison.Ordinal);
        Assert.Contains(peer.Host, await pages.AsCy.ReadAsync("/settings/blocks?list=host"), StringComparison.Ordinal);

        await pages.AsCy.SubmitAsync("/settings/blocks?list=host", "/settings/blocks?handler=show", ("host", peer.Host));
        await pages.AsCy.SubmitAsync("/settings/blocks?list=mute", $"{far}?handler=unmute");
        Assert.Contains("Nobody yet.", await pages.AsCy.ReadAsync("/settings/blocks?list=host"), StringComparison.Ordinal);
        Assert.Contains("Nobody yet.", await pages.AsCy.ReadAsync("/settings/blocks?list=mute"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_reaches_the_moderators_and_nobody_else()
    {
        var (mia, max) = (await pages.Hub.PersonAsync("mia"), await pages.Hub.PersonAsync("max"));
        await pages.Hub.RoleAsync(mia.Id, "moderator");
        var asMia = await pages.SignInAsync(mia);
        var post = await pages.WriteAsync(max, "words to report");
        var form = $"/report?post={post.Id.ToString(CultureInfo.InvariantCulture)}";
        Assert.Contains(form, await pages.AsCy.ReadAsync(Page(post)), StringComparison.Ordinal);
        Assert.Contains("words to report", await pages.AsCy.ReadAsync(form), StringComparison.Ordinal);

        var answer = await pages.AsCy.SubmitAsync(form, ("Input.Text", "not kind"), ("Input.Posts", post.Id.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal((303, "/@max"), (answer.Code, answer.Location));
        var list = await asMia.ReadAsync("/admin/reports");
        Assert.Contains("not kind", list, StringComparison.Ordinal);
        Assert.Contains("words to report", list, StringComparison.Ordinal);
        Assert.Contains("\"/@cy\"", list, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await pages.AsCy.GetAsync("/admin/reports")).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await pages.Visitor.GetAsync("/admin/reports")).Status);
        Assert.DoesNotContain("/admin/reports", await pages.AsCy.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("/admin/reports", await asMia.ReadAsync("/"), StringComparison.Ordinal);
        var id = await pages.Hub.AskAsync<long>("select id from report where accused_id = @Id", new { max.Id });
        await asMia.SubmitAsync("/admin/reports", "/admin/reports?handler=close", ("id", id.ToString(CultureInfo.InvariantCulture)));
        Assert.DoesNotContain("not kind", await asMia.ReadAsync("/admin/reports"), StringComparison.Ordinal);
        Assert.Contains("not kind", await asMia.ReadAsync("/admin/reports?closed=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_that_one_may_not_see_cannot_be_reported_by_its_number()
    {
        var post = await pages.WriteAsync(pages.Ada, "not for cy", "followers");

        Assert.Equal(HttpStatusCode.NotFound, (await pages.AsCy.GetAsync($"/report?post={post.Id.ToString(CultureInfo.InvariantCulture)}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.AsAda.GetAsync($"/report?post={post.Id.ToString(CultureInfo.InvariantCulture)}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.AsCy.GetAsync("/report?actor=1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await pages.AsCy.GetAsync("/report")).Status);
    }

    [Fact]
    public async Task A_pinned_post_stands_once_at_the_top_of_the_page()
    {
        var ned = await pages.Hub.PersonAsync("ned");
        var asNed = await pages.SignInAsync(ned);
        var (first, _) = (await pages.WriteAsync(ned, "the first words"), await pages.WriteAsync(ned, "the newest words"));

        await asNed.SubmitAsync(Page(first), $"{Page(first)}?handler=pin");

        foreach (var browser in new[] { asNed, pages.Visitor })
        {
            var page = await browser.ReadAsync("/@ned");
            Assert.True(page.IndexOf("the first words", StringComparison.Ordinal) < page.IndexOf("the newest words", StringComparison.Ordinal));
            Assert.Equal(1, page.Split("the first words").Length - 1);
        }
        Assert.Contains("handler=unpin", await asNed.ReadAsync(Page(first)), StringComparison.Ordinal);
        Assert.DoesNotContain("handler=unpin", await pages.AsCy.ReadAsync(Page(first)), StringComparison.Ordinal);
        await asNed.SubmitAsync(Page(first), $"{Page(first)}?handler=unpin");
        Assert.DoesNotContain("id=\"pinned\"", await asNed.ReadAsync("/@ned"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_moves_away_and_comes_back()
    {
        await using var peer = await FakePeer.StartAsync();
        var (olga, target) = (await pages.Hub.PersonAsync("olga"), peer.Actor("olga"));
        var asOlga = await pages.SignInAsync(olga);
        var handle = $"@olga@{peer.Host}";

        Assert.Contains("does not name this one yet", (await asOlga.SubmitAsync("/settings/move", "/settings/move?handler=leave", ("Target", handle))).Body, StringComparison.Ordinal);
        Assert.Contains("No such account was found.", (await asOlga.SubmitAsync("/settings/move", "/settings/move?handler=leave", ("Target", $"@nobody@{peer.Host}"))).Body, StringComparison.Ordinal);
        await asOlga.SubmitAsync("/settings/move", "/settings/move?handler=add", ("Alias", handle));
        Assert.Contains($"/{handle}", await asOlga.ReadAsync("/settings/move"), StringComparison.Ordinal);

        peer.Documents["/users/olga"] = target.Document().Replace("\"name\":", $"\"alsoKnownAs\":\"{olga.Uri}\",\"name\":", StringComparison.Ordinal);
        Assert.Equal(303, (await asOlga.SubmitAsync("/settings/move", "/settings/move?handler=leave", ("Target", handle))).Code);
        Assert.Matches($"has moved to (<bdi>)?<a [^>]*href=\"/{System.Text.RegularExpressions.Regex.Escape(handle)}\"", await pages.Visitor.ReadAsync("/@olga"));

        await asOlga.SubmitAsync("/settings/move", "/settings/move?handler=return");
        Assert.DoesNotContain("has moved to", await pages.Visitor.ReadAsync("/@olga"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_of_a_reaction_shows_its_emoji()
    {
        await using var peer = await FakePeer.StartAsync();
        var (pat, far) = (await pages.Hub.PersonAsync("pat"), peer.Actor("far"));
        var post = await pages.WriteAsync(pat, "react");

        await far.DeliverAsync(pages.Hub, far.Activity("EmojiReact", post.Uri, extra: "\"content\":\":blob_cat:\""));
        await pages.Hub.UntilAsync("select exists (select 1 from notification where account_id = @Id)", new { pat.Id });

        Assert.Matches("reacted with (<bdi>)?:blob_cat:", await (await pages.SignInAsync(pat)).ReadAsync("/notifications"));
    }
}
