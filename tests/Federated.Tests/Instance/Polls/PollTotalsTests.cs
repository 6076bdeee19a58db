using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Polls;
using Federated.Instance.Posts;

namespace Federated.Tests.Instance.Polls;

/// <summary>How the world learns the totals of a poll of this hub, and nothing more.</summary>
public sealed class PollTotalsTests(PollWorld world) : IClassFixture<PollWorld>
{
    Federated.Tests.Support.TestHub Hub => world.Hub;

    [Fact]
    public async Task A_poll_is_sent_as_a_question_with_its_answers()
    {
        var follower = await world.FollowerAsync();
        var poll = await world.AskAsync(multiple: true);

        var question = (await world.Peer.UntilReceivedAsync("Create", like: a => Id(a) == poll.Uri)).GetProperty("object");
        Assert.Equal("Question", question.GetProperty("type").GetString());
        Assert.Equal(["Tea", "Coffee"], question.GetProperty("anyOf").EnumerateArray().Select(o => o.GetProperty("name").GetString()));
        Assert.Equal(0, question.GetProperty("votersCount").GetInt32());
        Assert.True(question.TryGetProperty("endTime", out _));
        Assert.False(question.TryGetProperty("oneOf", out _) || question.TryGetProperty("closed", out _));
        Assert.NotNull(follower);
    }

    [Fact]
    public async Task Totals_are_told_once_in_three_minutes_and_never_who_chose_what()
    {
        var follower = await world.FollowerAsync();
        var poll = await world.AskAsync();
        var voter = world.Stranger();
        await voter.DeliverAsync(Hub, PollWorld.Vote(voter, poll, "Coffee"));
        await Hub.UntilAsync("select voters = 1 from poll where post_id = @Id", new { poll.Id });

        await Hub.Get<PollTotals>().TellAsync(default);
        Assert.True(await Hub.AskAsync<bool>("select due_at - told_at = @PollTotalsPause from poll where post_id = @Id", new { poll.Id, Limits.PollTotalsPause }));
        Assert.DoesNotContain(world.Peer.Received, r => r.Activity.GetProperty("type").GetString() == "Update" && Id(r.Activity) == poll.Uri);

        await Hub.DoAsync(tx => tx.ExecAsync("update poll set due_at = @now where post_id = @Id", new { poll.Id, now = tx.Now }, default));
        await Hub.Get<PollTotals>().TellAsync(default);
        var update = await world.Peer.UntilReceivedAsync("Update", like: a => Id(a) == poll.Uri);
        Assert.Equal([0, 1], Totals(update));
        Assert.Equal(1, update.GetProperty("object").GetProperty("votersCount").GetInt32());
        Assert.False(update.GetProperty("object").TryGetProperty("updated", out _));
        Assert.DoesNotContain(voter.Uri, update.GetRawText(), StringComparison.Ordinal);
        Assert.False(await Hub.AskAsync<bool>("select due_at is not null from poll where post_id = @Id", new { poll.Id }));
        Assert.DoesNotContain(voter.Uri, await Hub.Http.GetStringAsync(new Uri(poll.Uri + "/replies")), StringComparison.Ordinal);
        Assert.NotNull(follower);
    }

    [Fact]
    public async Task The_end_is_told_to_voters_and_writer_here_and_to_all_servers()
    {
        await world.FollowerAsync();
        var poll = await world.AskAsync();
        await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, poll.Id, [0], default));
        await world.EndAsync(poll);
        await Hub.Get<PollTotals>().TellAsync(default);
        await Hub.Get<PollTotals>().TellAsync(default);

        var last = await world.Peer.UntilReceivedAsync("Update", like: a => Id(a) == poll.Uri);
        Assert.True(last.GetProperty("object").TryGetProperty("closed", out _));
        Assert.Equal([1, 0], Totals(last));
        var told = await Hub.DoAsync(tx => tx.ListAsync<long>("select account_id from notification where kind = 'poll_end' and post_id = @Id order by account_id", new { poll.Id }, default));
        Assert.Equal([world.Ada.Id, world.Bo.Id], told.Order());
        Assert.Equal(1, world.Peer.Received.Count(r => r.Activity.GetProperty("type").GetString() == "Update" && Id(r.Activity) == poll.Uri));
    }

    [Fact]
    public async Task The_end_of_a_poll_elsewhere_is_told_to_those_here_who_voted()
    {
        var lin = await world.FollowedAsync();
        var n = PollWorld.Number();
        var uri = $"{lin.Uri}/statuses/{n}";
        await lin.DeliverAsync(Hub, world.Sample("mastodon", "create-question", lin, n));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        var id = await Hub.AskAsync<long>("select id from post where uri = @uri", new { uri });
        await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, id, [0], default));

        await lin.DeliverAsync(Hub, world.Sample("mastodon", "update-question", lin, n).Replace("\"endTime\"", "\"closed\":\"2026-11-20T11:00:00Z\",\"endTime\"", StringComparison.Ordinal));
        await Hub.UntilAsync("select ends_at <= now() from poll where post_id = @id", new { id });
        await Hub.Get<PollTotals>().TellAsync(default);

        Assert.Equal([world.Bo.Id], await Hub.DoAsync(tx => tx.ListAsync<long>("select account_id from notification where kind = 'poll_end' and post_id = @id", new { id }, default)));
        Assert.Equal("poll-over", (await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Ada, id, [0], default))).Code);
    }

    [Fact]
    public async Task A_deleted_poll_leaves_no_votes()
    {
        var poll = await world.AskAsync();
        await Hub.DoAsync(tx => Hub.Get<Voting>().VoteAsync(tx, world.Bo, poll.Id, [0], default));
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, poll, world.Ada, world.Ada, default));

        Assert.Equal(0, await Hub.AskAsync<long>("select (select count(*) from poll where post_id = @Id) + (select count(*) from poll_option where post_id = @Id) + (select count(*) from poll_vote where post_id = @Id)", new { poll.Id }));
    }

    static string? Id(JsonElement activity) => activity.GetProperty("object") is { ValueKind: JsonValueKind.Object } about ? about.GetProperty("id").GetString() : null;

    static IEnumerable<int> Totals(JsonElement activity) =>
        activity.GetProperty("object").GetProperty("oneOf").EnumerateArray().Select(o => o.GetProperty("replies").GetProperty("totalItems").GetInt32());
}
