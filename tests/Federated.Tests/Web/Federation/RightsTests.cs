using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>What is not one's own is left alone: activities about others' posts, people, follows and reactions.</summary>
public sealed class RightsTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    const string Everybody = "https://www.w3.org/ns/activitystreams#Public";

    TestHub Hub => world.Hub;

    /// <summary>A followed author and a note of theirs that is stored here.</summary>
    async Task<(Actor Ada, FakeActor Bo, string Note)> NoteAsync(string name, string? reach = null)
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(ada, bo);
        var activity = bo.Activity("Create", bo.Note($"notes/{name}", "mine"));
        await bo.DeliverAsync(Hub, reach is null ? activity : activity.Replace(Everybody, $"{bo.Uri}{reach}", StringComparison.Ordinal));
        await Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{world.Peer.Base}/notes/{name}" });
        return (ada, bo, $"{world.Peer.Base}/notes/{name}");
    }

    async Task<FakeActor> LikedAndBoostedAsync(Actor ada, string id)
    {
        var bo = world.Stranger();
        var post = await world.WriteAsync(ada, "liked");
        await world.FollowAsync(ada, bo);
        await bo.DeliverAsync(Hub, bo.Activity("Like", post.Uri, $"{world.Peer.Base}/likes/{id}"));
        await bo.DeliverAsync(Hub, bo.Activity("Announce", post.Uri, $"{world.Peer.Base}/boosts/{id}"));
        await Hub.UntilAsync("select likes_count = 1 and boosts_count = 1 from post where id = @Id", new { post.Id });
        return bo;
    }

    [Fact]
    public async Task Nobody_changes_another_actor_of_the_same_server()
    {
        var (victim, mallory) = (world.Stranger(), world.Stranger());
        await world.KnownAsync(victim);

        await mallory.DeliverAsync(Hub, mallory.Activity("Update", victim.Described("\"summary\":\"stolen\"")));

        await world.DecidedAsync();
        Assert.Equal("", await Hub.AskAsync<string>("select summary from actor where uri = @Uri", new { victim.Uri }));
    }

    [Fact]
    public async Task Nobody_changes_what_an_actor_of_another_server_wrote_or_is()
    {
        var (_, victim, note) = await NoteAsync("crosshost");
        await using var elsewhere = await FakePeer.StartAsync();
        var mallory = elsewhere.Actor("mallory");

        await mallory.DeliverAsync(Hub, mallory.Activity("Update", victim.Note("notes/crosshost", "stolen", "\"updated\":\"2026-11-21T10:00:00Z\"")));
        Assert.Equal("origin-mismatch", await world.RefusalAsync(mallory));
        await mallory.DeliverAsync(Hub, mallory.Activity("Update", victim.Described("\"summary\":\"stolen\"")));
        await world.DecidedAsync();

        Assert.Equal("mine", await Hub.AskAsync<string>("select content from post where uri = @note", new { note }));
        Assert.Equal("", await Hub.AskAsync<string>("select summary from actor where uri = @Uri", new { victim.Uri }));
    }

    [Fact]
    public async Task An_edit_changes_neither_owner_nor_time_nor_reach_nor_place()
    {
        var (ada, bo, note) = await NoteAsync("fixed", "/followers");
        var post = await world.WriteAsync(ada, "another");
        var edit = bo.Note("notes/fixed", "edited", $"\"updated\":\"2026-11-21T10:00:00Z\",\"inReplyTo\":\"{post.Uri}\"")
            .Replace("2026-11-20T10:00:00Z", "2020-01-01T00:00:00Z", StringComparison.Ordinal);

        await bo.DeliverAsync(Hub, bo.Activity("Update", edit));
        await Hub.UntilAsync("select content = 'edited' from post where uri = @note", new { note });

        Assert.True(await Hub.AskAsync<bool>("""
            select p.visibility = 'followers' and p.reply_to_id is null and p.published_at = '2026-11-20T10:00:00Z' and a.uri = @Uri
            from post p join actor a on a.id = p.author_id where p.uri = @note
            """, new { note, bo.Uri }));

        await bo.DeliverAsync(Hub, bo.Activity("Update", edit.Replace(bo.Uri, ada.Uri, StringComparison.Ordinal).Replace("11-21T10", "11-21T11", StringComparison.Ordinal)));
        Assert.Equal("owner-mismatch", await world.RefusalAsync(bo));
    }

    [Fact]
    public async Task Nobody_elsewhere_deletes_a_post_or_a_person_of_this_hub_or_another_person()
    {
        var (ada, victim, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        var post = await world.WriteAsync(ada, "stays");
        await world.KnownAsync(victim);

        foreach (var target in new[] { post.Uri, ada.Uri, victim.Uri })
            await mallory.DeliverAsync(Hub, mallory.Activity("Delete", target));
        await world.DecidedAsync();

        Assert.True(await Hub.AskAsync<bool>("select deleted_at is null from post where id = @Id", new { post.Id }));
        Assert.Equal(0, await world.CountAsync("actor where deleted_at is not null and uri = any(@uris)", new { uris = new[] { ada.Uri, victim.Uri } }));
    }

    [Theory]
    [InlineData("likes", "Like")]
    [InlineData("boosts", "Announce")]
    public async Task Nobody_undoes_anothers_like_or_boost(string kind, string type)
    {
        var ada = await world.PersonAsync();
        var bo = await LikedAndBoostedAsync(ada, $"{kind}{ada.Id}");
        var mallory = world.Stranger();
        var id = $"{world.Peer.Base}/{kind}/{kind}{ada.Id}";
        var uri = (await Hub.AskAsync<string>("select uri from post where author_id = @Id", new { ada.Id }))!;

        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", id));
        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", mallory.Activity(type, uri, id)));
        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", bo.Activity(type, uri, id)));
        Assert.Equal("owner-mismatch", await world.RefusalAsync(mallory));
        Assert.True(await Hub.AskAsync<bool>("select likes_count = 1 and boosts_count = 1 from post where uri = @uri", new { uri }));

        await bo.DeliverAsync(Hub, bo.Activity("Undo", id));
        await Hub.UntilAsync("select likes_count + boosts_count = 1 from post where uri = @uri", new { uri });
    }

    [Fact]
    public async Task Nobody_ends_anothers_follow_and_its_own_ends_by_its_bare_id()
    {
        var (ada, bo, mallory) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        var id = $"{world.Peer.Base}/follows/{ada.Id}";
        await bo.DeliverAsync(Hub, bo.Activity("Follow", ada.Uri, id));
        await world.UntilFollowsAsync(bo, ada);

        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", id));
        await mallory.DeliverAsync(Hub, mallory.Activity("Undo", mallory.Activity("Follow", ada.Uri, id)));
        await world.DecidedAsync();
        await world.UntilFollowsAsync(bo, ada);

        await bo.DeliverAsync(Hub, bo.Activity("Undo", id));
        await Hub.UntilAsync("select not exists (select 1 from follow where followee_id = @Id)", new { ada.Id });
    }

    [Fact]
    public async Task An_accept_or_reject_counts_only_from_whom_was_asked_and_only_while_asked()
    {
        var (ada, carol, bo, mallory) = (await world.PersonAsync(), await world.PersonAsync(), world.Stranger(), world.Stranger());
        var known = await world.KnownAsync(bo);
        string Follow(Actor follower, FakeActor followee, string? id = null) =>
            $$"""{"id":"{{id ?? $"{Hub.Address.Base}/activities/1"}}","type":"Follow","actor":"{{follower.Uri}}","object":"{{followee.Uri}}"}""";
        Task<string?> StateAsync(Actor follower) => Hub.AskAsync<string>("select state from follow where follower_id = @Id and followee_id = @bo", new { follower.Id, bo = known.Id });

        await bo.DeliverAsync(Hub, bo.Activity("Accept", Follow(carol, bo)));
        Assert.Equal("unknown-follow", await world.RefusalAsync(bo));
        Assert.Null(await StateAsync(carol));

        var follow = (await Hub.DoAsync(tx => Hub.Get<Following>().FollowAsync(tx, ada, known, default))).Value!;
        foreach (var type in new[] { "Accept", "Reject" })
        {
            await mallory.DeliverAsync(Hub, mallory.Activity(type, Follow(ada, bo, follow.Uri)));
            await mallory.DeliverAsync(Hub, mallory.Activity(type, follow.Uri));
        }
        await bo.DeliverAsync(Hub, bo.Activity("Accept", Follow(carol, bo)));
        await world.DecidedAsync();
        Assert.Equal(("pending", null), (await StateAsync(ada), await StateAsync(carol)));

        await bo.DeliverAsync(Hub, bo.Activity("Accept", follow.Uri));
        await Hub.UntilAsync("select state = 'accepted' from follow where uri = @Uri", new { follow.Uri });
        await Hub.DoAsync(tx => Hub.Get<Following>().UnfollowAsync(tx, ada, known, default));
        await bo.DeliverAsync(Hub, bo.Activity("Accept", Follow(ada, bo, follow.Uri)));
        await world.DecidedAsync();
        Assert.Null(await StateAsync(ada));
    }

    [Fact]
    public async Task A_boost_with_a_copy_inside_shows_what_the_author_wrote()
    {
        var (ada, booster, author) = (await world.PersonAsync(), world.Stranger(), world.Stranger());
        await world.FollowAsync(ada, booster);
        await using var elsewhere = await FakePeer.StartAsync();
        var writer = elsewhere.Actor("writer");
        elsewhere.Documents["/notes/true"] = writer.Note("notes/true", "as it was");
        world.Peer.Documents["/notes/near"] = author.Note("notes/near", "as it was");

        await booster.DeliverAsync(Hub, booster.Activity("Announce", writer.Note("notes/true", "edited by the booster <script>")));
        await booster.DeliverAsync(Hub, booster.Activity("Announce", author.Note("notes/near", "edited by the booster")));

        foreach (var uri in new[] { $"{elsewhere.Base}/notes/true", $"{world.Peer.Base}/notes/near" })
            await Hub.UntilAsync("select exists (select 1 from post where uri = @uri and content = 'as it was' and boosts_count = 1)", new { uri });
    }

    [Fact]
    public async Task A_boost_of_what_few_may_see_is_refused_whoever_makes_it()
    {
        var (ada, bo, note) = await NoteAsync("few", "/followers");
        var mallory = world.Stranger();
        await world.FollowAsync(ada, mallory);
        var hidden = await world.WriteAsync(ada, "hidden", Visibility.Followers);

        foreach (var (booster, uri) in new[] { (mallory, note), (bo, note), (mallory, hidden.Uri) })
        {
            await booster.DeliverAsync(Hub, booster.Activity("Announce", uri));
            Assert.Equal("not-open", await world.RefusalAsync(booster));
        }
        Assert.True(await Hub.AskAsync<bool>("select visibility = 'followers' and boosts_count = 0 from post where uri = @note", new { note }));
    }

    [Fact]
    public async Task A_person_passes_on_no_activities_and_a_group_none_of_this_hubs_own()
    {
        var (ada, person, group) = (await world.PersonAsync(), world.Stranger(), world.Stranger("Group"));
        await world.FollowAsync(ada, person);
        await world.FollowAsync(ada, group);
        var post = await world.WriteAsync(ada, "stays");

        await person.DeliverAsync(Hub, person.Activity("Announce", person.Activity("Create", person.Note("notes/wrapped", "x"))));
        Assert.Equal("announce-by-person", await world.RefusalAsync(person));
        await person.DeliverAsync(Hub, person.Activity("Announce", person.Activity("Announce", post.Uri)));
        await group.DeliverAsync(Hub, group.Activity("Announce", $$"""{"id":"{{Hub.Address.Base}}/activities/9","type":"Delete","actor":"{{ada.Uri}}","object":"{{post.Uri}}"}"""));
        await world.DecidedAsync();

        Assert.True(await Hub.AskAsync<bool>("select deleted_at is null and boosts_count = 0 from post where id = @Id", new { post.Id }));
        Assert.Equal(0, await world.CountAsync("post where uri like '%/notes/wrapped'"));
    }

    [Theory]
    [InlineData("Like", "likes_count")]
    [InlineData("Announce", "boosts_count")]
    public async Task The_same_like_or_boost_with_new_ids_counts_once(string type, string column)
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(ada, bo);
        var post = await world.WriteAsync(ada, "popular");

        for (var n = 0; n < 5; n++)
            await bo.DeliverAsync(Hub, bo.Activity(type, post.Uri));
        await world.DecidedAsync();

        Assert.Equal(1, await Hub.AskAsync<int>($"select {column} from post where id = @Id", new { post.Id }));
        Assert.Equal(1, await world.CountAsync("notification where account_id = @Id", new { ada.Id }));
    }

    [Fact]
    public async Task Nobody_elsewhere_adds_to_the_moderators_of_a_group_here()
    {
        var mallory = world.Stranger();
        var group = await Hub.DoAsync(tx => Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "rightsgroup", "Talk", default));

        await mallory.DeliverAsync(Hub, mallory.Activity("Add", mallory.Uri, extra: $"\"target\":\"{group!.Moderators}\""));
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("group_moderator where group_id = @Id", new { group.Id }));
    }

    [Fact]
    public async Task What_was_deleted_does_not_come_back()
    {
        var (_, bo, note) = await NoteAsync("dead");
        await bo.DeliverAsync(Hub, bo.Activity("Delete", $$"""{"id":"{{note}}","type":"Tombstone"}"""));
        await Hub.UntilAsync("select deleted_at is not null from post where uri = @note", new { note });

        await bo.DeliverAsync(Hub, bo.Activity("Create", bo.Note("notes/dead", "again")));
        await bo.DeliverAsync(Hub, bo.Activity("Update", bo.Note("notes/dead", "again", "\"updated\":\"2026-11-21T10:00:00Z\"")));
        await world.DecidedAsync();

        Assert.True(await Hub.AskAsync<bool>("select deleted_at is not null and content = '' from post where uri = @note", new { note }));
    }

    [Fact]
    public async Task The_first_owner_of_an_id_stays()
    {
        var (ada, bo, note) = await NoteAsync("owned");
        var mallory = world.Stranger();
        await world.FollowAsync(ada, mallory);

        await mallory.DeliverAsync(Hub, mallory.Activity("Create", mallory.Note("notes/owned", "mine now")));

        Assert.Equal("owner-mismatch", await world.RefusalAsync(mallory));
        Assert.Equal(bo.Uri, await Hub.AskAsync<string>("select a.uri from post p join actor a on a.id = p.author_id where p.uri = @note", new { note }));
    }

    [Fact]
    public async Task What_a_suspended_author_wrote_is_not_passed_on()
    {
        var (ada, bo, note) = await NoteAsync("suspended");
        var booster = world.Stranger();
        await world.FollowAsync(ada, booster);
        await Hub.DoAsync(tx => tx.ExecAsync("update actor set suspended_at = now() where uri = @Uri", new { bo.Uri }, default));
        world.Peer.Documents["/notes/fresh"] = bo.Note("notes/fresh", "new words");
        world.Peer.Documents["/notes/answer"] = booster.Note("notes/answer", "an answer", $"\"inReplyTo\":\"{world.Peer.Base}/notes/fresh\"");

        await booster.DeliverAsync(Hub, booster.Activity("Announce", note));
        await booster.DeliverAsync(Hub, booster.Activity("Announce", $"{world.Peer.Base}/notes/fresh"));
        await booster.DeliverAsync(Hub, booster.Activity("Create", world.Peer.Documents["/notes/answer"]));
        await world.DecidedAsync();

        Assert.Equal(0, await world.CountAsync("boost b join actor a on a.id = b.actor_id where a.uri = @Uri", new { booster.Uri }));
        Assert.Equal(0, await world.CountAsync("post where uri = @uri", new { uri = $"{world.Peer.Base}/notes/fresh" }));
    }

    [Fact]
    public async Task A_group_brings_nothing_of_a_blocked_server()
    {
        var (ada, group) = (await world.PersonAsync(), world.Stranger("Group"));
        await world.FollowAsync(ada, group);
        await using var blocked = await FakePeer.StartAsync();
        var author = blocked.Actor("author");
        await world.KnownAsync(author);
        blocked.Documents["/notes/1"] = author.Note("notes/1", "blocked words");
        await Hub.DoAsync(tx => tx.ExecAsync(
            "insert into peer (host, state, first_seen_at) values (@Host, 'blocked', now()) on conflict (host) do update set state = 'blocked'", new { blocked.Host }, default));
        await Hub.Get<PeerPolicy>().LoadAsync(default);
        blocked.Fetched.Clear();

        await group.DeliverAsync(Hub, group.Activity("Announce", author.Activity("Create", author.Note("notes/1", "blocked words"))));
        Assert.Equal("peer-blocked", await world.RefusalAsync(group));
        await group.DeliverAsync(Hub, group.Activity("Announce", $"{blocked.Base}/notes/1"));
        await world.DecidedAsync();

        Assert.Empty(blocked.Fetched);
        Assert.Equal(0, await world.CountAsync("post where uri like @like", new { like = $"{blocked.Base}%" }));
    }
}
