using Federated.Federation.Discovery;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Events;

/// <summary>Hub A plans; hub B follows A's calendar, hub C only A's own actor. Bo on B and cem on C come.</summary>
public sealed class ThreeHubs : IAsyncLifetime
{
    public TestHub A { get; private set; } = null!;
    public TestHub B { get; private set; } = null!;
    public TestHub C { get; private set; } = null!;
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Cem { get; private set; } = null!;

    /// <summary>Published before anybody followed.</summary>
    public Post Early { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (A, B, C) = (await TestHub.StartAsync("a"), await TestHub.StartAsync("b"), await TestHub.StartAsync("c"));
        (Ada, Bo, Cem) = (await A.PersonAsync("ada"), await B.PersonAsync("bo"), await C.PersonAsync("cem"));
        Early = await PublishAsync(EventHub.Plan with { Title = "Planned before" });
        await FollowAsync(B, HubAddress.CalendarName);
        await FollowAsync(C, HubAddress.HubActorName);
    }

    public async Task DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await C.DisposeAsync();
    }

    public async Task<Post> PublishAsync(EventPlan? plan = null)
    {
        var published = await A.DoAsync(tx => A.Get<Organizing>().PublishAsync(tx, Ada, plan ?? EventHub.Plan, default));
        Assert.True(published.Ok, published.Code);
        return published.Value;
    }

    public static async Task<Post> CopyAsync(TestHub at, Post post)
    {
        await at.UntilAsync("select exists (select 1 from post p join event e on e.post_id = p.id where p.uri = @Uri)", new { post.Uri });
        return (await at.DoAsync(tx => PostStore.ByUriAsync(tx, post.Uri, default)))!;
    }

    async Task FollowAsync(TestHub from, string name)
    {
        var found = Assert.IsType<ActorLookup.Found>(await from.Get<RemoteActors>().FindAsync(Acct.Of(name, A.Address.Host)!, default));
        var hubActor = (await from.DoAsync(tx => ActorStore.LocalByNameAsync(tx, HubAddress.HubActorName, default)))!;
        await from.DoAsync(tx => from.Get<Following>().FollowAsync(tx, hubActor, found.Actor, default));
        await from.UntilAsync("select state = 'accepted' from follow where follower_id = @Id", new { hubActor.Id });
        await A.UntilAsync("select exists (select 1 from audience where inbox = @Inbox)", new { hubActor.Inbox });
    }
}

public sealed class EventsBetweenHubsTests(ThreeHubs hubs) : IClassFixture<ThreeHubs>
{
    static async Task<EventCard?> ListedAsync(TestHub at, Post post)
    {
        await using var db = await at.Database.OpenAsync(default);
        var copy = (await PostStore.ByUriAsync(db, post.Uri, default))!;
        return (await EventFinder.ListAsync(db, new EventQuery { From = DateTimeOffset.UnixEpoch }, Viewer.Anonymous, EventKey.First, 100, default)).SingleOrDefault(c => c.Id == copy.Id);
    }

    [Fact]
    public async Task An_event_is_listed_on_both_hubs_as_it_was_planned()
    {
        var post = await hubs.PublishAsync(EventHub.Plan with { Tags = ["Wiki"], Language = "fr", Capacity = 9 });
        foreach (var at in new[] { hubs.B, hubs.C })
        {
            var copy = await ThreeHubs.CopyAsync(at, post);
            var card = await ListedAsync(at, post);
            Assert.NotNull(card);
            Assert.Equal((hubs.A.Address.Host, "Editing workshop", "fr", 9), (card.Domain, card.Title, card.Language, card.Capacity));
            Assert.Equal(EventHub.Plan.Start, card.Times.LocalStart);
            Assert.Equal(EventHub.Plan.Place, card.Place);
            Assert.Equal(RsvpWay.Join, card.Way);
            Assert.False(copy.Local);
        }
        Assert.Equal(1, await hubs.B.AskAsync<long>("select count(*) from post where uri = @Uri", new { post.Uri }));
    }

    [Fact]
    public async Task D2_an_event_planned_before_the_follow_is_there_too()
    {
        await ThreeHubs.CopyAsync(hubs.B, hubs.Early);
        await ThreeHubs.CopyAsync(hubs.C, hubs.Early);
        Assert.NotNull(await ListedAsync(hubs.C, hubs.Early));
    }

    [Fact]
    public async Task A_change_a_cancellation_and_a_deletion_reach_both_hubs()
    {
        var post = await hubs.PublishAsync();
        await ThreeHubs.CopyAsync(hubs.B, post);
        await ThreeHubs.CopyAsync(hubs.C, post);

        await hubs.A.DoAsync(tx => hubs.A.Get<Organizing>().ChangeAsync(tx, hubs.Ada, post.Id, EventHub.Plan with { Title = "Moved", Start = new(2036, 11, 16, 9, 0), End = null }, default));
        foreach (var at in new[] { hubs.B, hubs.C })
            await at.UntilAsync("select p.title = 'Moved' and e.status = 'rescheduled' and e.previous_starts_at is not null from post p join event e on e.post_id = p.id where p.uri = @Uri", new { post.Uri });
        await hubs.A.DoAsync(tx => hubs.A.Get<Organizing>().CancelAsync(tx, hubs.Ada, post.Id, "", default));
        foreach (var at in new[] { hubs.B, hubs.C })
            await at.UntilAsync("select p.title = '[Cancelled] Moved' and e.status = 'cancelled' from post p join event e on e.post_id = p.id where p.uri = @Uri", new { post.Uri });
        await hubs.A.DoAsync(tx => hubs.A.Get<Organizing>().DeleteAsync(tx, hubs.Ada, post.Id, default));
        foreach (var at in new[] { hubs.B, hubs.C })
            await at.UntilAsync("select p.deleted_at is not null and not exists (select 1 from event e where e.post_id = p.id) from post p where p.uri = @Uri", new { post.Uri });
    }

    [Fact]
    public async Task People_of_other_hubs_come_and_go_and_the_last_seat_is_given_once()
    {
        var post = await hubs.PublishAsync(EventHub.Plan with { Capacity = 1 });
        var (atB, atC) = (await ThreeHubs.CopyAsync(hubs.B, post), await ThreeHubs.CopyAsync(hubs.C, post));

        await hubs.B.DoAsync(tx => hubs.B.Get<Attending>().AnswerAsync(tx, hubs.Bo, atB.Id, RsvpAnswer.Yes, "", default));
        await hubs.B.UntilAsync("select state = 'accepted' from rsvp where post_id = @Id", new { atB.Id });
        await hubs.C.DoAsync(tx => hubs.C.Get<Attending>().AnswerAsync(tx, hubs.Cem, atC.Id, RsvpAnswer.Yes, "", default));
        await hubs.C.UntilAsync("select state = 'refused' from rsvp where post_id = @Id", new { atC.Id });
        Assert.Equal(1, await hubs.A.AskAsync<int>("select attending from event where post_id = @Id", new { post.Id }));

        await hubs.B.DoAsync(tx => hubs.B.Get<Attending>().AnswerAsync(tx, hubs.Bo, atB.Id, RsvpAnswer.Maybe, "", default));
        await hubs.A.UntilAsync("select attending = 0 from event where post_id = @Id", new { post.Id });
        await hubs.C.DoAsync(tx => hubs.C.Get<Attending>().AnswerAsync(tx, hubs.Cem, atC.Id, RsvpAnswer.Yes, "", default));
        await hubs.C.UntilAsync("select state = 'accepted' from rsvp where post_id = @Id", new { atC.Id });
        await hubs.C.DoAsync(tx => hubs.C.Get<Attending>().WithdrawAsync(tx, hubs.Cem, atC.Id, default));
        await hubs.A.UntilAsync("select attending = 0 and not exists (select 1 from rsvp r join actor a on a.id = r.actor_id where r.post_id = event.post_id and a.name = 'cem') from event where post_id = @Id", new { post.Id });
    }

    [Theory]
    [InlineData(Visibility.Direct)]
    [InlineData(Visibility.Public)]
    public async Task Somebody_of_another_hub_who_is_invited_is_told_sees_the_event_and_may_come(string visibility)
    {
        var post = await hubs.PublishAsync(EventHub.Plan with { Visibility = visibility });
        var boAtA = Assert.IsType<ActorLookup.Found>(await hubs.A.Get<RemoteActors>().ResolveAsync(hubs.Bo.Uri, default)).Actor;
        if (visibility == Visibility.Public)
            await ThreeHubs.CopyAsync(hubs.B, post);

        Assert.True((await hubs.A.DoAsync(tx => hubs.A.Get<Inviting>().InviteAsync(tx, hubs.Ada, post.Id, boAtA, default))).Ok);

        var copy = await ThreeHubs.CopyAsync(hubs.B, post);
        await hubs.B.UntilAsync("select exists (select 1 from notification where account_id = @Id and kind = 'invite' and post_id = @post)", new { hubs.Bo.Id, post = copy.Id });
        Assert.Equal(visibility, copy.Visibility);
        await hubs.B.DoAsync(tx => hubs.B.Get<Attending>().AnswerAsync(tx, hubs.Bo, copy.Id, RsvpAnswer.Yes, "", default));
        await hubs.B.UntilAsync("select state = 'accepted' from rsvp where post_id = @Id", new { copy.Id });
    }

    [Fact]
    public async Task An_organiser_s_decision_reaches_the_other_hub()
    {
        var post = await hubs.PublishAsync(EventHub.Plan with { JoinMode = Federated.Federation.Wire.JoinMode.Restricted });
        var copy = await ThreeHubs.CopyAsync(hubs.B, post);
        await hubs.B.DoAsync(tx => hubs.B.Get<Attending>().AnswerAsync(tx, hubs.Bo, copy.Id, RsvpAnswer.Yes, "Let me in", default));
        await hubs.A.UntilAsync("select exists (select 1 from rsvp where post_id = @Id and state = 'pending' and note = 'Let me in')", new { post.Id });
        var boAtA = await hubs.A.AskAsync<long>("select actor_id from rsvp where post_id = @Id", new { post.Id });

        await hubs.A.DoAsync(tx => hubs.A.Get<Organizing>().DecideAsync(tx, hubs.Ada, post.Id, boAtA, accept: true, default));
        await hubs.B.UntilAsync("select state = 'accepted' from rsvp where post_id = @Id", new { copy.Id });
    }

    [Fact]
    public async Task A_comment_on_one_hub_is_read_on_the_other_that_follows_the_calendar()
    {
        var post = await hubs.PublishAsync();
        await ThreeHubs.CopyAsync(hubs.B, post);
        var atC = await ThreeHubs.CopyAsync(hubs.C, post);
        var comment = (await hubs.C.DoAsync(tx => hubs.C.Get<Posting>().WriteAsync(
            tx, new Draft { Author = hubs.Cem, Writer = hubs.Cem, Source = "Is there a lift?", Visibility = Visibility.Public, ReplyToId = atC.Id }, default))).Value!;

        await hubs.A.UntilAsync("select replies_count = 1 from post where id = @Id", new { post.Id });
        await hubs.B.UntilAsync("select exists (select 1 from post c join post p on p.id = c.reply_to_id where c.uri = @Uri and p.uri = @Event)", new { comment.Uri, Event = post.Uri });

        await hubs.C.DoAsync(async tx => await hubs.C.Get<Posting>().DeleteAsync(tx, (await PostStore.ByIdAsync(tx, comment.Id, default))!, hubs.Cem, hubs.Cem, default));
        await hubs.A.UntilAsync("select deleted_at is not null from post where uri = @Uri", new { comment.Uri });
        await hubs.B.UntilAsync("select deleted_at is not null from post where uri = @Uri", new { comment.Uri });
    }
}
