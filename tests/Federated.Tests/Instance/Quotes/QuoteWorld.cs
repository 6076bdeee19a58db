using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Quotes;

/// <summary>A hub with ada and bo, and two other servers: one whose people quote, one whose people are quoted.</summary>
public sealed class QuoteWorld : IAsyncLifetime
{
    static int _numbers;

    public TestHub Hub { get; private set; } = null!;
    public FakePeer Peer { get; private set; } = null!;
    public FakePeer Other { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await TestHub.StartAsync();
        (Peer, Other) = (await FakePeer.StartAsync(), await FakePeer.StartAsync());
        (Ada, Bo) = (await Hub.PersonAsync("ada"), await Hub.PersonAsync("bo"));
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Peer.DisposeAsync();
        await Other.DisposeAsync();
    }

    public static string Number() => Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture);

    public FakeActor Stranger(FakePeer? peer = null) => (peer ?? Peer).Actor($"q{Number()}");

    /// <summary>One whom bo follows.</summary>
    public async Task<FakeActor> FollowedAsync(FakePeer? peer = null)
    {
        var lin = Stranger(peer);
        var found = Assert.IsType<ActorLookup.Found>(await Hub.Get<RemoteActors>().ResolveAsync(lin.Uri, default));
        await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, Bo, found.Actor, default));
        var follow = await lin.Peer.UntilReceivedAsync("Follow", like: a => a.GetProperty("object").GetString() == lin.Uri);
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

    public async Task<Federated.Instance.Result<Post>> TryWriteAsync(Actor writer, string text, long? quoted = null, string visibility = Visibility.Public, string quotable = Quotable.Public) =>
        await Hub.DoAsync(async tx =>
        {
            var written = await Hub.Get<Posting>().WriteAsync(
                tx, new Draft { Author = writer, Writer = writer, Source = text, Visibility = visibility, QuotedId = quoted, Quotable = quotable }, default);
            if (!written.Ok)
                tx.RollBack();
            return written;
        });

    public async Task<Post> WriteAsync(Actor writer, string text, long? quoted = null, string visibility = Visibility.Public, string quotable = Quotable.Public) =>
        (await TryWriteAsync(writer, text, quoted, visibility, quotable)).Value!;

    /// <summary>A post of somebody elsewhere that is known here.</summary>
    public async Task<Post> RemoteAsync(FakeActor author, string path, string extra = PublicPolicy)
    {
        await author.DeliverAsync(Hub, author.Activity("Create", author.Note(path, "Worth repeating", extra)));
        return await UntilKnownAsync($"{author.Peer.Base}/{path}");
    }

    public const string PublicPolicy = """
        "interactionPolicy":{"canQuote":{"automaticApproval":["https://www.w3.org/ns/activitystreams#Public"]} }
        """;

    public async Task<Post> UntilKnownAsync(string uri)
    {
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });
        return (await Hub.DoAsync(tx => PostStore.ByUriAsync(tx, uri, default)))!;
    }

    public Task UntilStateAsync(Post post, QuoteState state) =>
        Hub.UntilAsync("select exists (select 1 from quote where post_id = @Id and state = @state and check_at is null or post_id = @Id and state = @state and @state = 'accepted')", new { post.Id, state });

    public async Task<PostCard> CardAsync(Post post, Viewer viewer) =>
        (await Hub.DoAsync(tx => PostCards.LoadAsync(tx, [new PostEntry { Id = post.Id, PostId = post.Id }], viewer, default)))[0];

    public string Sample(string software, string name, FakeActor actor, string number, string post, string stamp = "") =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", software, $"{name}.json"))
            .Replace("{peer}", actor.Peer.Base, StringComparison.Ordinal)
            .Replace("{actor}", actor.Uri, StringComparison.Ordinal)
            .Replace("{post}", post, StringComparison.Ordinal)
            .Replace("{stamp}", stamp, StringComparison.Ordinal)
            .Replace("{n}", number, StringComparison.Ordinal);

    public Task DecidedAsync() => Hub.UntilAsync("select not exists (select 1 from inbox_item where state = 'waiting' and reason is null)");
}
