using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using NodaTime;

namespace Federated.Tests.Instance.Events;

/// <summary>What an organiser may plan, and who has the say over an event.</summary>
public sealed class OrganizingTests(EventHub hub) : IClassFixture<EventHub>
{
    async Task<(string? Code, string? Field)> PlanAsync(EventPlan plan)
    {
        var result = await hub.Hub.DoAsync(tx => hub.Organizing.PublishAsync(tx, hub.Ada, plan, default));
        return (result.Code, result.Field);
    }

    Task<Result<Post>> ChangeAsync(Actor by, Post post, EventPlan plan) => hub.Hub.DoAsync(tx => hub.Organizing.ChangeAsync(tx, by, post.Id, plan, default));

    async Task<Actor> WithRoleAsync(string name, string role)
    {
        var actor = await hub.Hub.PersonAsync(name);
        await hub.Hub.RoleAsync(actor.Id, role);
        return actor;
    }

    [Fact]
    public async Task What_is_wrong_is_said_of_the_field()
    {
        var plan = EventHub.Plan;
        Assert.Equal(("zone-unknown", "Zone"), await PlanAsync(plan with { Zone = "Europe/Atlantis" }));
        Assert.Equal(("end-before-start", "End"), await PlanAsync(plan with { End = plan.Start.PlusMinutes(-1) }));
        Assert.Equal(("event-too-long", "End"), await PlanAsync(plan with { End = plan.Start.PlusDays(367) }));
        Assert.Equal(("event-over", "Start"), await PlanAsync(plan with { Start = new(2020, 1, 1, 10, 0), End = null }));
        Assert.Equal(("time-out-of-range", "Start"), await PlanAsync(plan with { Start = new(2999, 1, 1, 10, 0), End = null }));
        Assert.Equal(("where-missing", "Place"), await PlanAsync(plan with { Place = null }));
        Assert.Equal(("where-missing", "Place"), await PlanAsync(plan with { Place = new() { Name = " " } }));
        Assert.Equal(("link-refused", "OnlineUrl"), await PlanAsync(plan with { OnlineUrl = "javascript:alert(1)" }));
        Assert.Equal(("link-refused", "ExternalUrl"), await PlanAsync(plan with { JoinMode = JoinMode.External }));
        Assert.Equal(("coordinates", "Place"), await PlanAsync(plan with { Place = new() { Name = "Pole", Latitude = 91, Longitude = 0 } }));
        Assert.Equal(("coordinates", "Place"), await PlanAsync(plan with { Place = new() { Name = "Pole", Latitude = 90 } }));
        Assert.Equal(("place-too-long", "Place"), await PlanAsync(plan with { Place = new() { Name = new string('x', Limits.Summary + 1) } }));
        Assert.Equal(("title-too-short", "Title"), await PlanAsync(plan with { Title = "ab" }));
    }

    [Fact]
    public async Task Seats_and_tags_have_limits()
    {
        Assert.Equal(("capacity", "Capacity"), await PlanAsync(EventHub.Plan with { Capacity = 0 }));
        Assert.Equal(("capacity", "Capacity"), await PlanAsync(EventHub.Plan with { Capacity = Limits.EventSeats + 1 }));
        Assert.Equal((null, null), await PlanAsync(EventHub.Plan with { Capacity = Limits.EventSeats }));
        Assert.Equal(("too-many-tags", "Tags"), await PlanAsync(EventHub.Plan with { Tags = [.. Enumerable.Range(0, Limits.Hashtags + 1).Select(i => $"t{i}")] }));
        Assert.Equal((null, null), await PlanAsync(EventHub.Plan with { Tags = [.. Enumerable.Range(0, Limits.Hashtags).Select(i => $"t{i}")] }));
    }

    [Fact]
    public async Task One_account_publishes_so_many_events_a_day()
    {
        var mia = await hub.Hub.PersonAsync("mia_plans");
        for (var i = 0; i < Limits.EventsPerDay; i++)
            Assert.True((await hub.Hub.DoAsync(tx => hub.Organizing.PublishAsync(tx, mia, EventHub.Plan, default))).Ok);
        Assert.Equal("too-many-events", (await hub.Hub.DoAsync(tx => hub.Organizing.PublishAsync(tx, mia, EventHub.Plan, default))).Code);
    }

    [Fact]
    public async Task A_time_that_the_clock_skips_is_refused_and_a_switch_keeps_the_time_of_day()
    {
        var gap = await hub.Hub.DoAsync(tx => hub.Organizing.PublishAsync(
            tx, hub.Ada, EventHub.Plan with { Start = new(2036, 3, 30, 2, 30), End = new(2036, 3, 30, 10, 0) }, default));
        Assert.Equal(("time-skipped", "Start"), (gap.Code, gap.Field));

        var winter = await hub.PublishAsync(EventHub.Plan with { Start = new(2036, 11, 15, 18, 0), End = null, Zone = "Africa/Lagos" });
        Assert.Equal((Instant.FromUtc(2036, 11, 15, 17, 0), "Africa/Lagos"), ((await hub.RowAsync(winter)).Times.Start, (await hub.RowAsync(winter)).Zone));
    }

    [Fact]
    public async Task A_place_that_only_has_a_town_is_called_by_it()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Place = new() { Name = "", Locality = " Lyon " } });
        Assert.Equal(new Place { Name = "Lyon", Locality = "Lyon" }, (await hub.RowAsync(post)).Place);
    }

    [Fact]
    public async Task The_writer_and_moderators_may_change_an_event_and_nobody_else()
    {
        var post = await hub.PublishAsync();
        var plan = EventHub.Plan with { Title = "Changed title" };
        Assert.Equal("not-yours", (await ChangeAsync(hub.Bo, post, plan)).Code);
        Assert.Equal("not-yours", (await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Bo, post.Id, "", default))).Code);
        Assert.Equal("not-yours", (await hub.Hub.DoAsync(tx => hub.Organizing.DeleteAsync(tx, hub.Bo, post.Id, default))).Code);
        Assert.Equal("event-gone", (await ChangeAsync(hub.Ada, post with { Id = 4 }, plan)).Code);
        Assert.Equal("not-yours", (await ChangeAsync(await WithRoleAsync("editor1", "editor"), post, plan)).Code);

        Assert.True((await ChangeAsync(hub.Ada, post, plan)).Ok);
        var moderator = await WithRoleAsync("moderator1", "moderator");
        Assert.True((await ChangeAsync(moderator, post, plan with { Title = "Kinder title" })).Ok);
        Assert.Equal("Kinder title", await hub.Hub.AskAsync<string>("select title from post where id = @Id", new { post.Id }));
        Assert.Equal(hub.Ada.Id, await hub.Hub.AskAsync<long>("select writer_id from post where id = @Id", new { post.Id }));
        Assert.Equal("event-edit", await hub.Hub.AskAsync<string>("select action from audit where by_id = @Id and subject = @Uri", new { moderator.Id, post.Uri }));
        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from audit where by_id = @Id", new { hub.Ada.Id }));
    }

    [Fact]
    public async Task Cancelling_keeps_text_and_tags_and_can_be_taken_back()
    {
        var post = await hub.PublishAsync(EventHub.Plan with { Tags = ["wiki"], Description = "About #maps" });
        await hub.Hub.DoAsync(tx => hub.Organizing.CancelAsync(tx, hub.Ada, post.Id, "Storm", default));
        Assert.Equal((EventStatus.Cancelled, "Storm"), ((await hub.RowAsync(post)).Status, (await hub.RowAsync(post)).Reason));
        Assert.Equal(["maps", "wiki"], await hub.Hub.DoAsync(async tx => (await PostStore.TagsAsync(tx, post.Id, default)).Select(t => t.Tag)));
        Assert.Equal("Editing workshop", await hub.Hub.AskAsync<string>("select title from post where id = @Id", new { post.Id }));

        await ChangeAsync(hub.Ada, post, EventHub.Plan with { Start = new(2036, 11, 16, 10, 0), End = null });
        Assert.Equal((EventStatus.Cancelled, "Storm"), ((await hub.RowAsync(post)).Status, (await hub.RowAsync(post)).Reason));
        await hub.Hub.DoAsync(tx => hub.Organizing.ResumeAsync(tx, hub.Ada, post.Id, default));
        Assert.Equal((EventStatus.Scheduled, ""), ((await hub.RowAsync(post)).Status, (await hub.RowAsync(post)).Reason));
    }

    [Fact]
    public async Task A_postponed_event_gets_a_new_time_and_is_rescheduled()
    {
        var post = await hub.PublishAsync();
        await hub.Hub.DoAsync(tx => hub.Organizing.PostponeAsync(tx, hub.Ada, post.Id, "", default));
        Assert.Equal(EventStatus.Postponed, (await hub.RowAsync(post)).Status);
        await ChangeAsync(hub.Ada, post, EventHub.Plan with { Start = new(2036, 12, 1, 10, 0), End = null });

        var row = await hub.RowAsync(post);
        Assert.Equal((EventStatus.Rescheduled, new DateTimeOffset(2036, 11, 15, 13, 0, 0, TimeSpan.Zero), 2), (row.Status, row.PreviousStartsAt, row.Sequence));
    }

    [Fact]
    public async Task Deleting_erases_the_event_its_answers_and_a_place_that_nobody_else_uses()
    {
        var place = new Place { Name = "Ada's kitchen", Street = "7 rue Secrète" };
        var post = await hub.PublishAsync(EventHub.Plan with { Place = place });
        var other = await hub.PublishAsync(EventHub.Plan with { Place = place });
        await hub.AnswerAsync(hub.Bo, post, RsvpAnswer.Yes);

        await hub.Hub.DoAsync(tx => hub.Organizing.DeleteAsync(tx, hub.Ada, post.Id, default));
        Assert.Equal((0L, 0L, 1L), (
            await hub.Hub.AskAsync<long>("select count(*) from event where post_id = @Id", new { post.Id }),
            await hub.Hub.AskAsync<long>("select count(*) from rsvp where post_id = @Id", new { post.Id }),
            await hub.Hub.AskAsync<long>("select count(*) from place where name = @Name", new { place.Name })));
        await ChangeAsync(hub.Ada, other, EventHub.Plan);
        Assert.Equal(0, await hub.Hub.AskAsync<long>("select count(*) from place where name = @Name", new { place.Name }));
    }

    [Fact]
    public async Task A_place_is_stored_once_even_when_many_come_at_once()
    {
        var place = new Place { Name = "Town hall", Locality = "Turin", Latitude = 45.07, Longitude = 7.69 };
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.PublishAsync(EventHub.Plan with { Place = place })));
        Assert.Equal(1, await hub.Hub.AskAsync<long>("select count(*) from place where name = 'Town hall'"));
    }
}
