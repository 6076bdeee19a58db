using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What Ghost, WordPress and GoToSocial send of posts, in the shapes that they send.</summary>
public sealed class BlogSampleTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    const string AttachmentsSql = "select string_agg(t.url, ' ' order by t.position) from post_attachment t join post p on p.id = t.post_id where p.uri = @uri";

    [Theory]
    [InlineData("ghost/create-article.json", "/.ghost/activitypub/article/0190a1b2-0000-7000-8000-000000000002", "Five libraries, one weekend", "<em>four hundred</em>", "/five-libraries/", "cover.png")]
    [InlineData("wordpress/create-article.json", "/?p=42", "Photo walk on Sunday", "<strong>river</strong>", "/photo-walk/", "river.png")]
    public async Task An_article_has_its_title_text_page_and_picture(string sample, string path, string title, string text, string page, string picture)
    {
        var (ada, blog) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(ada, blog);
        var uri = $"{world.Peer.Base}{path}";

        await blog.DeliverAsync(Hub, world.Sample(sample, blog));

        await Hub.UntilAsync("select exists (select 1 from home h join post p on p.id = h.post_id where p.uri = @uri and h.account_id = @Id)", new { uri, ada.Id });
        Assert.Equal(title, await Hub.AskAsync<string>("select title from post where uri = @uri", new { uri }));
        var content = await Hub.AskAsync<string>("select content from post where uri = @uri", new { uri });
        Assert.Contains(text, content, StringComparison.Ordinal);
        Assert.DoesNotContain("kg-card", content, StringComparison.Ordinal);
        Assert.Equal($"{world.Peer.Base}{page}", await Hub.AskAsync<string>("select page_url from post where uri = @uri", new { uri }));
        Assert.Contains(picture, await Hub.AskAsync<string>(AttachmentsSql, new { uri }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_from_Ghost_names_its_reader_by_a_single_tag()
    {
        var (ada, blog) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "The hall is open");

        await blog.DeliverAsync(Hub, world.Sample("ghost/create-note.json", blog, post: post.Uri, target: ada.Uri));

        await Hub.UntilAsync("select exists (select 1 from notification n where n.account_id = @Id and n.kind in ('reply', 'mention'))", new { ada.Id });
        Assert.Equal(1, await Hub.AskAsync<int>("select replies_count from post where id = @Id", new { post.Id }));
        Assert.Contains("hall.png", await Hub.AskAsync<string>(AttachmentsSql, new { uri = $"{world.Peer.Base}/.ghost/activitypub/note/0190a1b2-0000-7000-8000-000000000012" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_boost_from_GoToSocial_counts_with_its_single_addresses()
    {
        var (ada, amina) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "Boost me");

        await amina.DeliverAsync(Hub, world.Sample("gotosocial/announce.json", amina, post: post.Uri));

        await Hub.UntilAsync("select boosts_count = 1 from post where id = @Id", new { post.Id });
    }
}
