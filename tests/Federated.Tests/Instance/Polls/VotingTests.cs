using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Polls;

/// <summary>Who may vote, how often, and what leaves of it.</summary>
public sealed class VotingTests(PollWorld world) : IClassFixture<PollWorld>
{
    Federated.Tests.Support.TestHub Hub => world.Hub;

    [Fact]
    public async Task A_second_vote_for_one_answer_only_counts_for_nothing()
    {
        var poll = await world.AskAsync();
        var lin = world.Stranger();
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, poll, "Tea"));
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, poll, "Coffee"));
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, poll, "Tea"));

        await world.DecidedAsync();
        Assert.Equal([1, 0], await world.VotesAsync(poll.Id));
    }

    [Fact]
    public async Task The_same_answer_counts_once_where_many_may_be_chosen()
    {
        var poll = await world.AskAsync(multiple: true);
        var lin = world.Stranger();
        foreach (var choice in (string[])["Tea", "Coffee", "Tea"])
            await lin.DeliverAsync(Hub, PollWorld.Vote(lin, poll, choice));

        await world.DecidedAsync();
        Assert.Equal([1, 1], await world.VotesAsync(poll.Id));
        Assert.Equal(1, await Hub.AskAsync<int>("select voters from poll where post_id = @Id", new { poll.Id }));
    }

    [Fact]
    public async Task A_vote_after_the_end_is_ignored_and_one_for_an_unknown_answer_refused()
    {
        var (over, open) = (await world.AskAsync(), await world.AskAsync());
        await world.EndAsync(over);
        var lin = world.Stranger();
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, over, "Tea"));
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, open, "Cocoa"));

        await world.DecidedAsync();
        Assert.Equal([0, 0], await world.VotesAsync(over.Id));
        Assert.Equal(["vote-unknown-choice"], await Hub.DoAsync(tx => tx.ListAsync<string>("select reason from inbox_item where actor_uri = @Uri", new { lin.Uri }, default)));
        Assert.False(await Hub.AskAsync<bool>("select exists (select 1 from post where author_id = (select id from actor where uri = @Uri))", new { lin.Uri }));
    }

    [Fact]
    public async Task Who_may_not_see_a_poll_has_no_vote_in_it()
    {
        var poll = await world.AskAsync(visibility: Visibility.Followers);
        var (stranger, follower) = (world.Stranger(), await world.FollowerAsync());
        await stranger.DeliverAsync(Hub, PollWorld.Vote(stranger, poll, "Tea"));
        await follower.DeliverAsync(Hub, PollWorld.Vote(follower, poll, "Coffee"));

        await world.DecidedAsync();
        Assert.Equal([0, 1], await world.VotesAsync(poll.Id));
    }

    [Fact]
    public async Task A_reply_that_says_something_is_a_reply_though_it_has_the_name_of_an_answer()
    {
        var poll = await world.AskAsync();
        var lin = world.Stranger();
        await lin.DeliverAsync(Hub, lin.Activity("Create", lin.Note($"n{PollWorld.Number()}", "Why not cocoa?", $"\"name\":\"Tea\",\"inReplyTo\":\"{poll.Uri}\"")));

        await Hub.UntilAsync("select replies_count = 1 from post where id = @Id", new { poll.Id });
        Assert.Equal([0, 0], await world.VotesAsync(poll.Id));
    }

    [Fact]
    public async Task A_vote_here_in_a_poll_of_another_server_goes_to_its_author_alone()
    {
        var lin = await world.FollowedAsync();
        var n = PollWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("misskey", "create-question", lin, n));
        var uri = $"{world.Peer.Base}/notes/{n}";
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        var id = await Hub.AskAsync<long>("select id from post where uri = @uri", new { uri });

        Assert.True((await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, id, [0, 1], default))).Ok);

        foreach (var choice in (string[])["Monday", "Tuesday"])
        {
            var vote = await world.Peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("inReplyTo").GetString() == uri && a.GetProperty("object").GetProperty("name").GetString() == choice);
            Assert.Equal([lin.Uri], vote.GetProperty("to").EnumerateArray().Select(t => t.GetString()));
            Assert.Equal([lin.Uri], vote.GetProperty("object").GetProperty("to").EnumerateArray().Select(t => t.GetString()));
            Assert.False(vote.GetProperty("object").TryGetProperty("content", out _));
        }
        Assert.Equal([2, 1], await world.VotesAsync(id));
        Assert.Equal("poll-voted", (await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, id, [0], default))).Code);
    }

    [Fact]
    public async Task Other_answers_make_another_poll()
    {
        var lin = await world.FollowedAsync();
        var n = PollWorld.Number();
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "create-question", lin, n));
        var uri = $"{lin.Uri}/statuses/{n}";
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        var id = await Hub.AskAsync<long>("select id from post where uri = @uri", new { uri });
        await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, id, [1], default));

        await lin.DeliverAsync(Hub, world.Sample("mastodon", "update-question", lin, n)
            .Replace("Tuesday", "Friday", StringComparison.Ordinal).Replace("\"attributedTo\"", "\"updated\":\"2026-11-20T12:00:00Z\",\"attributedTo\"", StringComparison.Ordinal));

        await Hub.UntilAsync("select exists (select 1 from poll_option where post_id = @id and title = 'Friday')", new { id });
        Assert.Equal(0, await Hub.AskAsync<long>("select count(*) from poll_vote where post_id = @id", new { id }));
        Assert.True((await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, id, [0], default))).Ok);
    }

    [Fact]
    public async Task One_must_choose_one_answer_and_one_only_where_that_is_asked()
    {
        var poll = await world.AskAsync();
        Task<Federated.Instance.Result<Post>> VoteAsync(params int[] choices) => Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, poll.Id, choices, default));

        Assert.Equal("poll-choice-missing", (await VoteAsync()).Code);
        Assert.Equal("poll-choice-missing", (await VoteAsync(7, -1)).Code);
        Assert.Equal("poll-choice-one", (await VoteAsync(0, 1)).Code);
        Assert.True((await VoteAsync(1)).Ok);
        Assert.Equal([0, 1], await world.VotesAsync(poll.Id));
    }

    [Fact]
    public async Task Whoever_is_gone_for_good_has_no_vote_in_what_is_open()
    {
        var (open, over) = (await world.AskAsync(), await world.AskAsync());
        var lin = world.Stranger();
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, open, "Tea"));
        await lin.DeliverAsync(Hub, PollWorld.Vote(lin, over, "Tea"));
        await world.DecidedAsync();
        await world.EndAsync(over);
        await Hub.Get<PollTotals>().TellAsync(default);

        await lin.DeliverAsync(Hub, lin.Activity("Delete", lin.Uri));

        await Hub.UntilAsync("select voters = 0 from poll where post_id = @Id", new { open.Id });
        Assert.Equal([0, 0], await world.VotesAsync(open.Id));
        Assert.Equal([1, 0], await world.VotesAsync(over.Id));
    }

    [Fact]
    public async Task As_many_answers_are_read_and_as_many_objects_of_one_Create_as_the_limits_say()
    {
        var lin = await world.FollowedAsync();
        var options = string.Join(',', Enumerable.Range(1, Limits.PollChoicesRead + 1).Select(i => $$"""{"type":"Note","name":"Answer {{i}}"}"""));
        var path = $"n{PollWorld.Number()}";
        await lin.DeliverAsync(Hub, lin.Activity("Create", lin.Note(path, "Many?", $"\"anyOf\":[{options}]").Replace("\"type\":\"Note\",\"attributedTo\"", "\"type\":\"Question\",\"attributedTo\"", StringComparison.Ordinal)));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}" });
        Assert.Equal(Limits.PollChoicesRead, await Hub.AskAsync<int>("select count(*)::int from poll_option o join post p on p.id = o.post_id where p.uri = @uri", new { uri = $"{world.Peer.Base}/{path}" }));

        string[] notes = [.. Enumerable.Range(1, Limits.CreateItems + 1).Select(i => lin.Note($"{path}/{i}", "one of many"))];
        await lin.DeliverAsync(Hub, $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{lin.Uri}}/c{{path}}","type":"Create","actor":"{{lin.Uri}}","object":[{{string.Join(',', notes)}}]}""");
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/{path}/{Limits.CreateItems}" });
        await world.DecidedAsync();
        Assert.Equal(Limits.CreateItems, await Hub.AskAsync<int>("select count(*)::int from post where uri like @like", new { like = $"{world.Peer.Base}/{path}/%" }));
    }

    [Fact]
    public async Task What_one_asks_stays_within_the_limits()
    {
        string[] Codes(params PollPlan[] plans) => [.. plans.Select(p => PollRules.Check(p, DateTimeOffset.UnixEpoch).Code ?? "")];
        string[] Choices(int count) => [.. Enumerable.Range(1, count).Select(i => $"Answer {i}")];
        var day = TimeSpan.FromDays(1);

        Assert.Equal(["", "poll-too-many"], Codes(new(Choices(Limits.PollChoices), false, day), new(Choices(Limits.PollChoices + 1), false, day)));
        Assert.Equal(["", "poll-too-few"], Codes(new(Choices(Limits.PollChoicesMin), false, day), new(["One", " "], false, day)));
        Assert.Equal(["", "poll-choice-too-long"], Codes(new(["a", new('b', Limits.PollChoice)], false, day), new(["a", new('b', Limits.PollChoice + 1)], false, day)));
        Assert.Equal(["poll-choice-twice", "poll-length"], Codes(new(["a", " a "], false, day), new(["a", "b"], false, TimeSpan.FromDays(400))));
        Assert.Equal("poll-too-few", (await Hub.DoAsync(tx => Hub.Get<Asking>().WriteAsync(tx, new Draft { Author = world.Ada, Writer = world.Ada, Source = "?", Visibility = Visibility.Public }, new(["a"], false, day), default))).Code);
    }
}
