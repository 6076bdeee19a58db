using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Tests.Support;
using Federated.Web.Pages.Posts;

namespace Federated.Tests.Web.Pages;

/// <summary>How a post and its conversation are shown.</summary>
public sealed class PostPageTests(PagesHub pages) : IClassFixture<PagesHub>
{
    [Fact]
    public async Task A_conversation_is_shown_in_its_order_and_indented_three_times_at_most()
    {
        var last = await pages.WriteAsync(pages.Ada, "level 0.");
        var root = last;
        for (var i = 1; i <= 5; i++)
            last = await pages.WriteAsync(i % 2 == 0 ? pages.Ada : pages.Bo, $"level {i.ToString(CultureInfo.InvariantCulture)}.", with: d => d with { ReplyToId = last.Id });
        await pages.WriteAsync(pages.Cy, "second branch.", with: d => d with { ReplyToId = root.Id });

        var page = await pages.Visitor.ReadAsync(Page(root));
        var places = Enumerable.Range(0, 6).Select(i => page.IndexOf($"level {i.ToString(CultureInfo.InvariantCulture)}.", page.IndexOf("<main", StringComparison.Ordinal), StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.True(page.IndexOf("second branch.", StringComparison.Ordinal) > places[^1]);
        Assert.Equal(3, page.Split("thread--3").Length - 1);
        Assert.DoesNotContain("thread--4", page, StringComparison.Ordinal);
        var inside = await pages.Visitor.ReadAsync(Page(last));
        Assert.Contains("level 0.", inside, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page(root)}\"", inside, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_post_of_a_conversation_has_one_place()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var count = random.Next(1, 30);
            var cards = Enumerable.Range(1, count).Select(id => Card(id, id == 1 ? null : random.Next(0, id))).Where(_ => random.Next(5) > 0).ToList();
            var focus = cards.FirstOrDefault(c => c.Post.Id == 1) ?? Card(1, null);
            var thread = PostThread.Around(focus, cards);

            Assert.Equal(cards.Select(c => c.Post.Id).Where(id => id != 1).Order(), thread.Below.Select(b => b.Card.Post.Id).Order());
            Assert.All(thread.Below, b => Assert.InRange(b.Depth, 1, 3));
        }
    }

    [Fact]
    public async Task A_post_with_a_warning_is_closed_at_first()
    {
        var post = await pages.WriteAsync(pages.Ada, "the **end** of the book", with: d => d with { Summary = "Spoilers" });

        var page = await pages.Visitor.ReadAsync(Page(post));
        Assert.Matches("(?s)<details class=\"post__warned\">.*Spoilers.*</summary>.*<strong>end</strong>.*</details>", page);
        Assert.DoesNotMatch("<meta[^>]*of the book", page);
        Assert.DoesNotMatch("visually-hidden\">Show the post", page);
    }

    [Fact]
    public async Task A_text_has_its_language_and_direction()
    {
        var post = await pages.WriteAsync(pages.Ada, "مرحبًا", with: d => d with { Language = "ar" });

        Assert.Contains("<div class=\"post__text\" dir=\"auto\" lang=\"ar\">", await pages.Visitor.ReadAsync(Page(post)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_server_sends_is_shown_clean_and_its_pictures_by_this_hub()
    {
        await using var peer = await FakePeer.StartAsync();
        var liv = peer.Actor("liv");
        await liv.DeliverAsync(pages.Hub, liv.Activity("Create", liv.Note("notes/1", "<p onclick='x()'>Hi <img src='https://spy.example/1.png'><script>alert(1)</script></p>",
            $$"""
            "tag":[{"type":"Mention","href":"{{pages.Ada.Uri}}","name":"@ada"}],
            "attachment":[{"type":"Document","mediaType":"image/png","url":"https://media.example.org/2.png","name":"A & map"}]
            """), extra: $"\"cc\":[\"{pages.Ada.Uri}\"]"));
        await pages.Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{peer.Base}/notes/1" });
        var id = await pages.Hub.AskAsync<long>("select id from post where uri = @uri", new { uri = $"{peer.Base}/notes/1" });

        var page = await pages.AsAda.ReadAsync($"/posts/{id.ToString(CultureInfo.InvariantCulture)}");
        Assert.Contains("https://media.example.org/2.png", page, StringComparison.Ordinal);
        Assert.Matches("<img[^>]* src=\"/media/[0-9]+/[0-9a-f]{32}.webp\"[^>]*alt=\"A &amp; map\"", page);
        Assert.DoesNotMatch("src=\"http|onclick|alert", page);
        Assert.Contains("See the original on", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_text_is_cut_in_lists_and_whole_on_its_page()
    {
        var post = await pages.WriteAsync(pages.Ada, string.Concat(Enumerable.Repeat("words and more words ", 220)) + "the very end");

        Assert.Contains("the very end", await pages.Visitor.ReadAsync(Page(post)), StringComparison.Ordinal);
        var list = await pages.Visitor.ReadAsync("/public");
        Assert.DoesNotContain("the very end", list, StringComparison.Ordinal);
        Assert.Contains("Read on", list, StringComparison.Ordinal);
    }

    static PostCard Card(long id, int? parent) => new()
    {
        Entry = new PostEntry { Id = id, PostId = id },
        Post = new Post { Id = id, ThreadId = 1, ReplyToId = parent },
        Author = new Actor(),
    };

    static string Page(Post post) => $"/posts/{post.Id.ToString(CultureInfo.InvariantCulture)}";
}
