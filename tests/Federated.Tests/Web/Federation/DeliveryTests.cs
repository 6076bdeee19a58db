using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What leaves: once per inbox, in order, tried again or given up by the answer, and never what is hub-only.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    TestHub _hub = null!;
    FakePeer _peer = null!;
    Actor _ada = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _peer = await FakePeer.StartAsync();
        _ada = await _hub.PersonAsync("ada");
        await FollowAsync(_peer.Actor("bo"));
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Two_followers_on_one_server_cost_one_delivery()
    {
        await FollowAsync(_peer.Actor("cy"));

        var post = await WriteAsync("to all");

        await _peer.UntilReceivedAsync("Create", "/inbox");
        Assert.Equal(1, _peer.Received.Count(r => r.Activity.GetProperty("type").GetString() == "Create"));
        Assert.Equal(post.Uri, _peer.Received.Last().Activity.GetProperty("object").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_server_in_trouble_is_tried_again_later()
    {
        _peer.InboxStatus = 503;
        var post = await WriteAsync("later");

        await UntilDeliveryAsync(post, "d.tries = 1 and d.claimed_by is null and d.code = 'status' and d.next_at > now() + interval '5 seconds'");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_final_answer_ends_the_delivery(int status)
    {
        _peer.InboxStatus = status;
        var post = await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"no {status}"));

        await UntilDeliveryAsync(post, "d.tries = 1 and d.given_up_at is not null");
    }

    [Fact]
    public async Task An_edit_never_overtakes_its_post()
    {
        _peer.InboxStatus = 503;
        var post = await WriteAsync("first");
        await UntilDeliveryAsync(post, "d.tries = 1 and d.claimed_by is null");
        await _hub.DoAsync(tx => _hub.Get<Posting>().EditAsync(
            tx, post, new Draft { Author = _ada, Writer = _ada, Source = "second", Visibility = post.Visibility }, CancellationToken.None));
        _peer.InboxStatus = 202;

        var other = await WriteAsync("another");

        await _peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("id").GetString() == other.Uri);
        Assert.DoesNotContain(_peer.Received, r => r.Activity.GetProperty("type").GetString() == "Update");
        await _hub.DoAsync(tx => tx.ExecAsync("update delivery set next_at = now()", null, CancellationToken.None));
        await _peer.UntilReceivedAsync("Update");
        var order = _peer.Received.Where(r => r.Activity.GetRawText().Contains(post.Uri, StringComparison.Ordinal)).Select(r => r.Activity.GetProperty("type").GetString()).ToList();
        Assert.Equal("Update", order[^1]);
        Assert.Equal("Create", order[^2]);
    }

    [Fact]
    public async Task A_dead_server_does_not_hold_up_another()
    {
        var dead = await FakePeer.StartAsync();
        await FollowAsync(dead.Actor("dora"), dead);
        await dead.DisposeAsync();

        var post = await WriteAsync("still here");

        await _peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
        await UntilDeliveryAsync(post, "d.code = 'network'");
    }

    [Fact]
    public async Task The_delivery_layer_refuses_a_hub_only_post_whoever_asks()
    {
        var hidden = await WriteAsync("among us", Visibility.HubOnly);

        await _hub.DoAsync(tx => _hub.Get<Outbox>().EnqueueAsync(
            tx,
            new Outgoing { Id = _hub.Get<Federated.Instance.Ids.IdMaker>().Next(), Actor = _ada, Type = "Create", Body = [.. "{\"type\":\"Create\"}"u8], About = hidden.Uri, PostId = hidden.Id },
            new Recipients { FollowersOf = [_ada.Id] }, CancellationToken.None));

        Assert.False(await _hub.AskAsync<bool>(
            "select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id)", new { hidden.Id }));
    }

    [Fact]
    public async Task A_deleted_post_leaves_no_text_behind()
    {
        var post = await WriteAsync("a secret word");
        await _peer.UntilReceivedAsync("Create");

        await _hub.DoAsync(async tx => await _hub.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, post.Id, CancellationToken.None))!, _ada, _ada, CancellationToken.None));

        var delete = await _peer.UntilReceivedAsync("Delete");
        Assert.Equal("Tombstone", delete.GetProperty("object").GetProperty("type").GetString());
        Assert.DoesNotContain("secret", delete.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from activity where convert_from(body, 'UTF8') like '%secret%'"));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from post where content || coalesce(source, '') like '%secret%'"));
        using var gone = await _hub.Http.GetAsync(new Uri(post.Uri).PathAndQuery);
        Assert.Equal(System.Net.HttpStatusCode.Gone, gone.StatusCode);
    }

    async Task FollowAsync(FakeActor follower, FakePeer? peer = null)
    {
        await follower.DeliverAsync(_hub, follower.Activity("Follow", _ada.Uri));
        await (peer ?? _peer).UntilReceivedAsync("Accept", like: a => a.GetProperty("object").GetProperty("actor").GetString() == follower.Uri);
    }

    async Task<Post> WriteAsync(string text, string visibility = Visibility.Public)
    {
        var written = await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = _ada, Writer = _ada, Source = text, Visibility = visibility }, CancellationToken.None));
        return written.Value!;
    }

    Task UntilDeliveryAsync(Post post, string condition) => _hub.UntilAsync(
        $"select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id and {condition})", new { post.Id });
}
