using Federated.Federation;
using Federated.Instance.Notifications;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Reactions in the shapes of Akkoma and Misskey: likes that remember their emoji.</summary>
public sealed class EmojiReactTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    TestHub Hub => world.Hub;

    Task UntilEmojiAsync(Post post, string? emoji) => Hub.UntilAsync(
        "select exists (select 1 from post_like where post_id = @Id and emoji is not distinct from @emoji) and likes_count = 1 from post where id = @Id", new { post.Id, emoji });

    Task UntilNoneAsync(Post post) => Hub.UntilAsync("select likes_count = 0 and not exists (select 1 from post_like where post_id = @Id) from post where id = @Id", new { post.Id });

    [Theory]
    [InlineData("akkoma/emoji-react.json", "🔥", "akkoma/undo-emoji-react.json")]
    [InlineData("misskey/like-custom.json", ":blobcat:", "misskey/undo-like-custom.json")]
    public async Task A_reaction_is_one_like_with_its_emoji_and_is_taken_back(string reaction, string emoji, string undo)
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "react");

        await bo.DeliverAsync(Hub, world.Sample(reaction, bo, post.Uri).Replace("react-1", $"react-{post.Id}", StringComparison.Ordinal));
        await UntilEmojiAsync(post, emoji);
        var notice = Assert.Single(await Hub.DoAsync(tx => NotificationList.PageAsync(tx, ada.Id, long.MaxValue, 20, default)));
        Assert.Equal((NotificationKind.Like, emoji), (notice.Kind, notice.Emoji));

        await bo.DeliverAsync(Hub, world.Sample(undo, bo, post.Uri).Replace("react-1", $"react-{post.Id}", StringComparison.Ordinal).Replace("undo", $"undo-{post.Id}", StringComparison.Ordinal));
        await UntilNoneAsync(post);
    }

    [Fact]
    public async Task Many_reactions_of_one_person_are_one_like_with_the_last_emoji()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "react");
        string React(string emoji) => bo.Activity("EmojiReact", post.Uri, extra: $"\"content\":\"{emoji}\"");

        foreach (var emoji in new[] { "👍", "❤", "🎉" })
        {
            await bo.DeliverAsync(Hub, React(emoji));
            await UntilEmojiAsync(post, emoji);
        }
        await bo.DeliverAsync(Hub, bo.Activity("Like", post.Uri));
        await world.DecidedAsync();
        await UntilEmojiAsync(post, "🎉");
        Assert.Equal(1, await world.CountAsync("notification where account_id = @Id", new { ada.Id }));

        await bo.DeliverAsync(Hub, bo.Activity("Undo", React("👍")));
        await world.DecidedAsync();
        await UntilEmojiAsync(post, "🎉");
        await bo.DeliverAsync(Hub, bo.Activity("Undo", React("🎉")));
        await UntilNoneAsync(post);
    }

    [Fact]
    public async Task A_reaction_is_undone_by_its_bare_id_and_only_by_who_made_it()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        var post = await world.WriteAsync(ada, "react");
        var id = $"{world.Peer.Base}/reactions/{post.Id}";
        await bo.DeliverAsync(Hub, bo.Activity("EmojiReact", post.Uri, id, "\"content\":\"👍\""));
        await UntilEmojiAsync(post, "👍");

        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", id));
        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", bo.Activity("Like", post.Uri, id)));
        await world.DecidedAsync();
        await UntilEmojiAsync(post, "👍");

        await bo.DeliverAsync(Hub, bo.Activity("Undo", id));
        await UntilNoneAsync(post);
    }

    [Fact]
    public async Task A_dislike_is_taken_and_does_nothing()
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        var post = await world.WriteAsync(ada, "boo");

        await bo.DeliverAsync(Hub, bo.Activity("Dislike", post.Uri));
        await world.DecidedAsync();
        await UntilNoneAsync(post);
    }

    [Theory]
    [InlineData("❤", "❤")]
    [InlineData("❤️", "❤️")]
    [InlineData(" 👍🏽 ", "👍🏽")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    [InlineData("🇹🇭", "🇹🇭")]
    [InlineData("1️⃣", "1️⃣")]
    [InlineData(":blob_cat:", ":blob_cat:")]
    [InlineData(":blobcat@far.example.org:", ":blobcat:")]
    [InlineData("", null)]
    [InlineData("you fool", null)]
    [InlineData("x", null)]
    [InlineData("👍👍", null)]
    [InlineData("<b>", null)]
    public void Only_one_emoji_or_shortcode_is_an_emoji(string text, string? emoji) => Assert.Equal(emoji, Emoji.Read(text));

    [Fact]
    public void A_shortcode_of_the_longest_length_is_kept_and_a_longer_one_is_a_plain_like()
    {
        var longest = $":{new string('x', Limits.Emoji - 2)}:";

        Assert.Equal(longest, Emoji.Read(longest));
        Assert.Null(Emoji.Read($":{longest[1..^1]}x:"));
    }
}
