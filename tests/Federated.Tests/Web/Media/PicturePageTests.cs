using System.Globalization;
using System.Net;
using Federated.Federation;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Media;

/// <summary>How pages show pictures and emoji of other servers.</summary>
public sealed class PicturePageTests(MediaWorld world) : IClassFixture<MediaWorld>
{
    [Fact]
    public async Task Sensitive_pictures_are_closed_at_first()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var note = await world.PostAsync(path, ",\"sensitive\":true");
        Assert.Matches("(?s)<details class=\"post__warned\">((?!</details>).)*<img[^>]* src=\"/media/.*</details>", await world.PageAsync(note));

        var uri = $"{world.Peer.Base}/articles/1";
        await world.Liv.DeliverAsync(world.Hub, world.Liv.Activity("Create", $$"""
            {"id":"{{uri}}","type":"Article","attributedTo":"{{world.Liv.Uri}}","name":"Long","content":"<p>The words</p>","sensitive":true,"to":["https://www.w3.org/ns/activitystreams#Public"],
             "published":"2026-11-20T10:00:00Z","image":{"type":"Image","url":"{{world.Peer.Base}}{{path}}","name":"Cover"} }
            """));
        var page = await world.PageAsync(await world.StoredAsync(uri));
        Assert.Matches("(?s)The words.*<details class=\"post__warned\">((?!</details>).)*alt=\"Cover\".*</details>", page);
    }

    [Fact]
    public async Task What_has_no_description_says_where_it_is_from_and_what_is_no_picture_stays_a_link()
    {
        var post = await world.PostNoteAsync($$"""
            "attachment":[{"type":"Image","url":"{{world.Peer.Base}}/x"},{"type":"Document","mediaType":"video/mp4","url":"{{world.Peer.Base}}/film.mp4","name":"A film"},
             {"type":"Document","mediaType":"image/svg+xml","url":"{{world.Peer.Base}}/x.svg","name":"A drawing"},{"type":"Document","mediaType":"image/png","url":"javascript:alert(1)"}]
            """);
        var page = await world.PageAsync(post);

        Assert.Single(MediaWorld.Sources(page));
        Assert.Contains("alt=\"Picture without a description, from localhost\"", page, StringComparison.Ordinal);
        Assert.Contains("class=\"picture__unsized\"", page, StringComparison.Ordinal);
        Assert.Matches("<a href=\"[^\"]*/film.mp4\" rel=\"nofollow noopener noreferrer\" dir=\"auto\">A film</a>", page);
        Assert.Contains(">A drawing</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_had_is_a_link_initials_or_a_shortcode_again()
    {
        var (gone, emoji) = ($"/media/{Guid.CreateVersion7()}", $"/media/{Guid.CreateVersion7()}");
        var post = await world.PostNoteAsync($$"""
            "tag":[{{Emoji("lost", emoji)}}],"attachment":[{"type":"Document","mediaType":"image/png","url":"{{world.Peer.Base}}{{gone}}","name":"Gone"}]
            """, "see :lost:");
        var sources = MediaWorld.Sources(await world.PageAsync(post));
        Assert.Equal(2, sources.Count);
        foreach (var source in sources)
            Assert.Equal(HttpStatusCode.NotFound, await world.StatusAsync(source));

        var page = await world.PageAsync(post);
        Assert.Empty(MediaWorld.Sources(page));
        Assert.Contains("see :lost:", page, StringComparison.Ordinal);
        Assert.Contains(">Gone</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void So_many_missing_ones_are_remembered()
    {
        var clock = new MovableClock();
        var missing = new MissingPictures(clock);
        for (var i = 0; i < Limits.MissingPictures; i++)
            missing.Add(BitConverter.GetBytes(i), clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        Assert.True(missing.Has(BitConverter.GetBytes(0)));
        clock.Pass(TimeSpan.FromMinutes(2));
        Assert.False(missing.Has(BitConverter.GetBytes(0)));
        missing.Add([1], clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        clock.Jump(TimeSpan.FromMinutes(-2));
        Assert.False(missing.Has(BitConverter.GetBytes(0)));
        Assert.True(missing.Has([1]));
    }

    [Fact]
    public async Task Avatars_and_headers_are_shown_over_initials()
    {
        var icon = world.Serve(TestPictures.Png(12, 12));
        var mia = world.Peer.Actor("mia");
        world.Peer.Documents["/users/mia"] = mia.Document().Replace("\"publicKey\":", $$"""
            "icon":{"type":"Image","mediaType":"image/png","url":"{{world.Peer.Base}}{{icon}}"},"image":{"type":"Image","url":"{{world.Peer.Base}}{{icon}}"},"publicKey":
            """, StringComparison.Ordinal);
        await world.FollowAsync(mia);
        var post = await world.PostNoteAsync("\"sensitive\":false", by: mia);

        var profile = await world.Pages.Visitor.ReadAsync($"/@mia@{world.Peer.Host}");
        Assert.Contains("<img class=\"profile__header\"", profile, StringComparison.Ordinal);
        Assert.Matches("thumbnail__letters[^>]*>M</span><img class=\"cdx-thumbnail__image\" src=\"/media/", profile);
        Assert.Matches("<img class=\"cdx-thumbnail__image\" src=\"/media/[^\"]*\" alt=\"\"", await world.PageAsync(post));
        Assert.Contains("<img class=\"cdx-thumbnail__image\"", await world.Pages.AsAda.ReadAsync("/follows"), StringComparison.Ordinal);
        foreach (var source in MediaWorld.Sources(profile).Distinct())
            Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(source));
        Assert.Equal(2, world.FetchesOf(icon));
    }

    [Fact]
    public async Task Emoji_stand_in_texts_and_names_but_not_in_links_and_code()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var noa = world.Peer.Actor("noa");
        world.Peer.Documents["/users/noa"] = noa.Document().Replace("\"name\":\"noa\"", $"\"name\":\"Noa :cat: :dog:\",\"tag\":[{Emoji("cat", path)}]", StringComparison.Ordinal);
        await world.FollowAsync(noa);
        var post = await world.PostNoteAsync($"\"tag\":[{Emoji(":blob_cat:", path)},{Emoji("<img", path)}]",
            "<p>Hi :blob_cat::blob_cat: 12:30:45 x:blob_cat: <a href='https://example.org/:blob_cat:'>:blob_cat:</a> <code>:blob_cat:</code> <abbr title=':blob_cat:'>q</abbr></p>", by: noa);

        var page = await world.PageAsync(post);
        var text = page[page.IndexOf("post__text", StringComparison.Ordinal)..];
        Assert.Equal(2, text.Split("<img class=\"emoji\"").Length - 1);
        Assert.Contains("x:blob_cat:", text, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.org/:blob_cat:\"", text, StringComparison.Ordinal);
        Assert.Contains("title=\":blob_cat:\">q</abbr>", text, StringComparison.Ordinal);
        Assert.Contains("<code>:blob_cat:</code>", text, StringComparison.Ordinal);
        Assert.Matches("dir=\"auto\">Noa <img class=\"emoji\" src=\"/media/[^\"]*\" alt=\":cat:\" title=\":cat:\" width=\"20\" height=\"20\" loading=\"lazy\" decoding=\"async\"> :dog:</a>", page);
        foreach (var source in MediaWorld.Sources(page).Distinct())
            Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(source));
        Assert.Equal(1, world.FetchesOf(path));
    }

    [Fact]
    public async Task The_emoji_of_a_reaction_is_shown()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var post = await world.Pages.WriteAsync(world.Pages.Ada, "react");
        await world.Liv.DeliverAsync(world.Hub, world.Liv.Activity("EmojiReact", post.Uri, extra: $"\"content\":\":party:\",\"tag\":[{Emoji(":party:", path)}]"));
        await world.Hub.UntilAsync("select exists (select 1 from post_like where post_id = @Id)", new { post.Id });

        Assert.Contains("alt=\":party:\"", await world.Pages.AsAda.ReadAsync("/notifications"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_emoji_of_one_server_are_not_those_of_another()
    {
        await using var peer = await FakePeer.StartAsync();
        var eve = peer.Actor("eve");
        await world.FollowAsync(eve);
        await world.PostNoteAsync($"\"tag\":[{Emoji("mine", "/x.png")}]", ":mine:");
        var post = await world.PostNoteAsync("\"sensitive\":false", ":mine: of eve", by: eve);
        Assert.DoesNotContain("class=\"emoji\"", await world.PageAsync(post), StringComparison.Ordinal);

        await world.PostNoteAsync($$"""
            "tag":[{"type":"Emoji","name":"mine","icon":{"url":"{{peer.Base}}/y.png"} }]
            """, ":mine:", by: eve);
        Assert.Contains("class=\"emoji\"", await world.PageAsync(post), StringComparison.Ordinal);
        await world.Hub.Get<Peering>().DecideAsync(peer.Host, PeerState.MediaOff, "", null, default);
        Assert.DoesNotContain("class=\"emoji\"", await world.PageAsync(post), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_of_an_event_stands_at_its_top()
    {
        var path = world.Serve(TestPictures.Png(12, 12));
        var uri = $"{world.Peer.Base}/events/1";
        await world.Liv.DeliverAsync(world.Hub, world.Liv.Activity("Create", $$"""
            {"id":"{{uri}}","type":"Event","attributedTo":"{{world.Liv.Uri}}","name":"Edit day","content":"<p>All day</p>","startTime":"2027-01-10T10:00:00Z","published":"2026-11-20T10:00:00Z",
             "to":["https://www.w3.org/ns/activitystreams#Public"],"attachment":[{"type":"Document","name":"Banner","mediaType":"image/png","url":"{{world.Peer.Base}}{{path}}"}]}
            """));
        var id = await world.StoredAsync(uri);

        var page = await world.Pages.Visitor.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"/events/{id}"));
        Assert.Matches("(?s)<h1.*alt=\"Banner\".*event-facts.*All day", page);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(Assert.Single(MediaWorld.Sources(page))));
    }

    string Emoji(string name, string path) =>
        $$"""{"type":"Emoji","name":"{{name}}","icon":{"type":"Image","mediaType":"image/png","url":"{{world.Peer.Base}}{{path}}"} }""";
}
