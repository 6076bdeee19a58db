using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Polls;

/// <summary>Polls and votes in the shapes of other software, through the inbox.</summary>
public sealed class PollSampleTests(PollWorld world) : IClassFixture<PollWorld>
{
    [Theory]
    [InlineData("mastodon", "{actor}/statuses/{n}", false, 5, true)]
    [InlineData("misskey", "{peer}/notes/{n}", true, null, false)]
    [InlineData("akkoma", "{peer}/objects/{n}", false, null, true)]
    [InlineData("gotosocial", "{actor}/statuses/{n}", false, 0, true)]
    [InlineData("friendica", "{peer}/objects/{n}", true, null, true)]
    public async Task A_question_is_read(string software, string uri, bool multiple, int? voters, bool ends)
    {
        var lin = await world.FollowedAsync();
        var n = PollWorld.Number();
        await lin.DeliverAsync(world.Hub, world.Sample(software, "create-question", lin, n));

        uri = uri.Replace("{actor}", lin.Uri, StringComparison.Ordinal).Replace("{peer}", world.Peer.Base, StringComparison.Ordinal).Replace("{n}", n, StringComparison.Ordinal);
        await world.Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        var card = await CardAsync(uri);
        Assert.Equal(["Monday", "Tuesday"], card.Options.Select(o => o.Title));
        Assert.Equal((multiple, voters, ends), (card.Multiple, card.Voters, card.EndsAt is not null));
    }

    [Theory]
    [InlineData("mastodon", "create-vote", 1, 0)]
    [InlineData("misskey", "create-vote", 1, 0)]
    [InlineData("akkoma", "create-vote", 1, 0)]
    [InlineData("gotosocial", "create-votes", 1, 1)]
    [InlineData("friendica", "create-vote", 1, 0)]
    public async Task A_vote_is_counted_and_is_no_post(string software, string name, int tea, int coffee)
    {
        var poll = await world.AskAsync(multiple: true);
        var lin = world.Stranger();
        await lin.DeliverAsync(world.Hub, world.Sample(software, name, lin, PollWorld.Number(), poll));

        await world.Hub.UntilAsync("select (select sum(votes) from poll_option where post_id = @Id) = @votes", new { poll.Id, votes = tea + coffee });
        Assert.Equal([tea, coffee], await world.VotesAsync(poll.Id));
        Assert.Equal(1, await world.Hub.AskAsync<int>("select voters from poll where post_id = @Id", new { poll.Id }));
        Assert.False(await world.Hub.AskAsync<bool>("select exists (select 1 from post where reply_to_id = @Id)", new { poll.Id }));
        Assert.Equal(0, await world.Hub.AskAsync<int>("select replies_count from post where id = @Id", new { poll.Id }));
    }

    [Fact]
    public async Task New_totals_of_Mastodon_are_no_edit()
    {
        var lin = await world.FollowedAsync();
        var n = PollWorld.Number();
        var uri = $"{lin.Uri}/statuses/{n}";
        await lin.DeliverAsync(world.Hub, world.Sample("mastodon", "create-question", lin, n));
        await lin.DeliverAsync(world.Hub, world.Sample("mastodon", "update-question", lin, n));

        await world.Hub.UntilAsync("select coalesce((select q.voters = 9 from poll q join post p on p.id = q.post_id where p.uri = @uri), false)", new { uri });
        Assert.Equal([4, 5], (await CardAsync(uri)).Options.Select(o => o.Votes));
        Assert.False(await world.Hub.AskAsync<bool>("select edited_at is not null from post where uri = @uri", new { uri }));
    }

    async Task<PollCard> CardAsync(string uri)
    {
        var id = await world.Hub.AskAsync<long>("select id from post where uri = @uri", new { uri });
        return (await world.Hub.DoAsync(tx => PostCards.LoadAsync(tx, [new PostEntry { Id = id, PostId = id }], Federated.Instance.Policies.Viewer.SignedIn(world.Bo.Id), default)))[0].Poll!;
    }
}
