using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Polls;

/// <summary>A hub where ada asks, and another server with people to vote and to ask.</summary>
public sealed class PollWorld : IAsyncLifetime
{
    static int _numbers;

    public TestHub Hub { get; private set; } = null!;
    public FakePeer Peer { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        Peer = await FakePeer.StartAsync();
        (Ada, Bo) = (await Hub.PersonAsync("ada"), await Hub.PersonAsync("bo"));
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Peer.DisposeAsync();
    }

    public static string Number() => Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture);

    /// <summary>A person at the other server that no other test knows.</summary>
    public FakeActor Stranger() => Peer.Actor($"p{Number()}");

    /// <summary>One whom bo follows.</summary>
    public async Task<FakeActor> FollowedAsync()
    {
        var lin = Stranger();
        var found = Assert.IsType<ActorLookup.Found>(await Hub.Get<RemoteActors>().ResolveAsync(lin.Uri, default));
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Bo, found.Actor, default));
        var follow = await Peer.UntilReceivedAsync("Follow", like: a => a.GetProperty("object").GetString() == lin.Uri);
        await lin.DeliverAsync(Hub, lin.Activity("Accept", follow.GetRawText()));
        await Hub.UntilAsync("select exists (select 1 from follow where followee_id = @Id and state = 'accepted')", new { found.Actor.Id });
        return lin;
    }

    /// <summary>One who follows ada.</summary>
    public async Task<FakeActor> FollowerAsync()
    {
        var lin = Stranger();
        await lin.DeliverAsync(Hub, lin.Activity("Follow", Ada.Uri));
        await Hub.UntilAsync("select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri and f.state = 'accepted')", new { lin.Uri });
        return lin;
    }

    public async Task<Post> AskAsync(bool multiple = false, string visibility = Visibility.Public, params string[] choices)
    {
        var draft = new Draft { Author = Ada, Writer = Ada, Source = "What would you like?", Visibility = visibility };
        var plan = new PollPlan(choices.Length == 0 ? ["Tea", "Coffee"] : choices, multiple, TimeSpan.FromDays(1));
        return (await Hub.DoAsync(tx => Hub.Get<Asking>().WriteAsync(tx, draft, plan, default))).Value!;
    }

    /// <summary>Lets the poll end now.</summary>
    public Task EndAsync(Post poll) => Hub.DoAsync(tx => tx.ExecAsync("update poll set ends_at = @now where post_id = @Id", new { poll.Id, now = tx.Now }, default));

    public static string Vote(FakeActor voter, Post poll, string choice) => voter.Activity("Create", $$"""
        {"id":"{{voter.Uri}}/votes/{{Number()}}","type":"Note","attributedTo":"{{voter.Uri}}","name":"{{choice}}","inReplyTo":"{{poll.Uri}}","to":["http://example.org/somebody"]}
        """);

    /// <summary>A sample with its places filled in.</summary>
    public string Sample(string software, string name, FakeActor actor, string number, Post? poll = null) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", software, $"{name}.json"))
            .Replace("{peer}", Peer.Base, StringComparison.Ordinal)
            .Replace("{actor}", actor.Uri, StringComparison.Ordinal)
            .Replace("{asker}", Ada.Uri, StringComparison.Ordinal)
            .Replace("{post}", poll?.Uri, StringComparison.Ordinal)
            .Replace("{n}", number, StringComparison.Ordinal);

    /// <summary>The votes of each choice, in their order.</summary>
    public Task<IReadOnlyList<int?>> VotesAsync(long postId) => Hub.DoAsync(tx => tx.ListAsync<int?>(
        "select votes from poll_option where post_id = @postId order by position", new { postId }, default));

    /// <summary>Waits until all that came is decided.</summary>
    public Task DecidedAsync() => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)");
}
