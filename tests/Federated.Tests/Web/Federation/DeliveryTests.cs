using System.Globalization;
using Federated.Federation;
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

    [Fact]
    public async Task What_a_server_finds_too_large_is_sent_once_more_with_the_id_alone()
    {
        _peer.MostBytes = 8 * 1024;
        var post = await WriteAsync(new string('x', 3_000));

        var small = await _peer.UntilReceivedAsync("Create");
        Assert.Equal((post.Uri, false), (small.GetProperty("object").GetString(), small.TryGetProperty("proof", out _)));
        Assert.Equal(_ada.Uri, small.GetProperty("actor").GetString());
        Assert.Equal(2, _peer.Arrivals.Count(a => a.Method == "POST" && a.Body.AsSpan().IndexOf("\"Create\""u8) >= 0));
        await _hub.UntilAsync("select not exists (select 1 from delivery)");
    }

    [Fact]
    public async Task What_is_too_large_in_its_small_form_too_is_given_up()
    {
        _peer.MostBytes = 100;
        var post = await WriteAsync("too much");

        await UntilDeliveryAsync(post, "d.given_up_at is not null and d.code = 'too-large'");
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
    public async Task A_later_edit_takes_the_place_of_one_that_waits()
    {
        _peer.InboxStatus = 503;
        var post = await WriteAsync("first");
        await UntilDeliveryAsync(post, "d.tries = 1 and d.claimed_by is null");
        foreach (var text in new[] { "second", "third" })
            await _hub.DoAsync(tx => _hub.Get<Posting>().EditAsync(
                tx, post, new Draft { Author = _ada, Writer = _ada, Source = text, Visibility = post.Visibility }, CancellationToken.None));

        _peer.InboxStatus = 202;
        await _hub.DoAsync(tx => tx.ExecAsync("update delivery set next_at = now()", null, CancellationToken.None));

        var update = await _peer.UntilReceivedAsync("Update", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
        Assert.Contains("third", update.GetProperty("object").GetProperty("content").GetString()!, StringComparison.Ordinal);
        await _hub.UntilAsync("select not exists (select 1 from delivery)");
        Assert.Equal(1, _peer.Received.Count(r => r.Activity.GetProperty("type").GetString() == "Update"));
    }

    [Fact]
    public async Task A_server_that_failed_for_days_is_sent_only_what_must_arrive()
    {
        var before = await WriteAsync("before");
        // Its software has been asked for, too: an answer later would bring it back.
        await _hub.UntilAsync("select exists (select 1 from peer where host = @Host and last_success_at is not null and nodeinfo_at is not null) and not exists (select 1 from delivery)", new { _peer.Host });
        await FailingAsync(Limits.FailingDays - 1);
        var still = await WriteAsync("still");
        await FailingAsync(Limits.FailingDays);

        var after = await WriteAsync("after");
        await _hub.DoAsync(async tx => await _hub.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, before.Id, CancellationToken.None))!, _ada, _ada, CancellationToken.None));

        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id", new { still.Id }));
        Assert.Equal(0, await _hub.AskAsync<long>("select count(*) from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id", new { after.Id }));
        Assert.Equal(1, await _hub.AskAsync<long>("select count(*) from delivery d join activity a on a.id = d.activity_id where a.type = 'Delete'"));
    }

    [Fact]
    public async Task A_server_that_failed_for_days_counts_as_back_once_it_answers()
    {
        await FailingAsync(Limits.FailingDays);

        await _hub.Get<PeerSoftware>().LookUpAsync(_peer.Host, CancellationToken.None);

        var post = await WriteAsync("welcome back");
        await _peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
    }

    [Fact]
    public async Task A_server_is_left_alone_after_so_many_failures_in_a_row()
    {
        var peers = _hub.Get<PeerStore>();

        await peers.FailedAsync("down.example", Limits.FailuresToClose - 1, CancellationToken.None);
        Assert.False(await _hub.AskAsync<bool>("select closed_until is not null from peer where host = 'down.example'"));

        await peers.FailedAsync("down.example", Limits.FailuresToClose, CancellationToken.None);
        Assert.True(await _hub.AskAsync<bool>("select closed_until > now() from peer where host = 'down.example'"));
    }

    [Fact]
    public async Task A_post_for_members_reaches_only_members_whoever_asks()
    {
        var group = await _hub.DoAsync(async tx => (await _hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "talk", "Talk", CancellationToken.None))!);
        var hidden = await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = _ada, Writer = _ada, Source = "members", Visibility = Visibility.Members, Group = group }, CancellationToken.None));

        await _hub.DoAsync(tx => _hub.Get<Outbox>().EnqueueAsync(
            tx,
            new Outgoing { Id = _hub.Get<Federated.Instance.Ids.IdMaker>().Next(), Actor = _ada, Type = "Create", Body = [.. "{\"type\":\"Create\"}"u8], About = hidden.Value!.Uri, PostId = hidden.Value.Id },
            new Recipients { FollowersOf = [_ada.Id] }, CancellationToken.None));

        Assert.False(await _hub.AskAsync<bool>(
            "select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id)", new { hidden.Value!.Id }));
    }

    [Fact]
    public async Task A_server_with_a_long_backlog_that_is_left_alone_costs_the_others_nothing()
    {
        await _hub.DoAsync(async tx =>
        {
            var activity = _hub.Get<Federated.Instance.Ids.IdMaker>().Next();
            await tx.ExecAsync("insert into activity (id, uri, actor_id, type, public, body, digest, created_at) values (@activity, 'x', @Id, 'Like', true, '', '', now())", new { activity, _ada.Id }, CancellationToken.None);
            await tx.ExecAsync("""
                insert into delivery (activity_id, inbox, host, lane, next_at)
                select @activity, 'https://a.example/' || n, 'a.example', n, now() - interval '1 hour' from generate_series(1, 50000) n
                """, new { activity }, CancellationToken.None);
            await tx.ExecAsync("insert into peer (host, first_seen_at, closed_until) values ('a.example', now(), now() + interval '1 hour')", null, CancellationToken.None);
        });

        var post = await WriteAsync("past them");

        await _peer.UntilReceivedAsync("Create", like: a => a.GetProperty("object").GetProperty("id").GetString() == post.Uri);
        Assert.Equal(50_000, await _hub.AskAsync<long>("select count(*) from delivery where host = 'a.example' and tries = 0"));
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

    Task FailingAsync(int days) => _hub.DoAsync(tx => tx.ExecAsync(
        "update peer set failed_days = @days, failed_on = now()::date, closed_until = now() + interval '1 day' where host = @Host", new { days, _peer.Host }, CancellationToken.None));

    async Task<Post> WriteAsync(string text, string visibility = Visibility.Public)
    {
        var written = await _hub.DoAsync(tx => _hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = _ada, Writer = _ada, Source = text, Visibility = visibility }, CancellationToken.None));
        return written.Value!;
    }

    Task UntilDeliveryAsync(Post post, string condition) => _hub.UntilAsync(
        $"select exists (select 1 from delivery d join activity a on a.id = d.activity_id where a.post_id = @Id and {condition})", new { post.Id });
}
