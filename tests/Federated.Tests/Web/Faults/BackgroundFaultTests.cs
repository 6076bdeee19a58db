using System.Net;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Faults;

/// <summary>What a worker cannot do for one server ends that piece of work: not the worker, and not the hub (AT-219).</summary>
public sealed class BackgroundFaultTests : IAsyncLifetime
{
    TestHub _hub = null!;
    FakePeer _peer = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _peer = await FakePeer.StartAsync();
        await _hub.DoAsync(tx => tx.ExecAsync(
            """
            create function poison() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
            create trigger poison before insert on post for each row when (new.uri like '%poison%') execute function poison();
            create trigger poison before update on peer for each row when (new.software = 'poison') execute function poison();
            """, null, default));
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task An_old_post_that_cannot_be_stored_keeps_nobody_elses_away()
    {
        var ada = await _hub.PersonAsync("ada");
        foreach (var name in (string[])["poison", "bo"])
        {
            var actor = _peer.Actor(name);
            _peer.Documents[$"/users/{name}/outbox"] = $$"""
                {"@context":"https://www.w3.org/ns/activitystreams","id":"{{actor.Uri}}/outbox","type":"OrderedCollection","orderedItems":[{{actor.Activity("Create", actor.Note($"{name}/1", "old"))}}]}
                """;
            var found = Assert.IsType<ActorLookup.Found>(await _hub.Get<RemoteActors>().ResolveAsync(actor.Uri, default)).Actor;
            await _hub.DoAsync(async tx =>
            {
                await _hub.Get<Following>().FollowAsync(tx, ada, found, default);
                await _hub.Get<Following>().AcceptedElsewhereAsync(tx, ada, found, default);
            });
            await _hub.UntilAsync("select exists (select 1 from backfill where uri = @Uri and asked_at is not null)", new { actor.Uri });
        }

        await _hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{_peer.Base}/bo/1" });
        await LivesAsync();
    }

    [Fact]
    public async Task A_servers_word_that_cannot_be_stored_keeps_nobody_elses_away()
    {
        await using var poison = await FakePeer.StartAsync("poison");
        foreach (var peer in (FakePeer[])[poison, _peer])
        {
            var bo = peer.Actor("bo");
            await bo.DeliverAsync(_hub, bo.Activity("Like", "https://x.example.org/1"));
        }

        await _hub.UntilAsync("select exists (select 1 from peer where host = @Host and software = 'mastodon')", new { _peer.Host });
        Assert.Null(await _hub.AskAsync<string>("select software from peer where host = @Host", new { poison.Host }));
        await LivesAsync();
    }

    async Task LivesAsync()
    {
        using var page = await _hub.Http.GetAsync("/livez");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
