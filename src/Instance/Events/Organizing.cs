using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>
/// Publishes, changes, calls off and deletes the events of this hub. Their author is the calendar; the human who writes one,
/// and the hub's moderators, have the say.
/// </summary>
public sealed class Organizing(Posting posting, Seating seating, JoinAnswers answers, EventNotices notices, Audit audit)
{
    /// <summary>Refusals: those of <see cref="EventRules"/> and <see cref="DraftRules"/>, and too-many-events.</summary>
    public async Task<Result<Post>> PublishAsync(Tx tx, Actor writer, EventPlan plan, CancellationToken ct)
    {
        var data = EventRules.Check(plan, Instant.FromDateTimeOffset(tx.Now));
        if (!data.Ok)
            return new Refusal(data.Code, data.Field);
        if (await tx.ValueAsync<long>(WrittenSql, new { writer = writer.Id, since = tx.Now.AddDays(-1) }, ct) >= Limits.EventsPerDay)
            return new Refusal("too-many-events");
        return await posting.WriteAsync(tx, DraftOf(plan, await CalendarAsync(tx, ct), writer, data.Value), ct);
    }

    const string WrittenSql = "select count(*) from post where writer_id = @writer and kind = 'event' and published_at > @since";

    /// <summary>Refusals: those of publishing, and event-gone, not-yours, newcomer-edit. The status, and who may see it, stay.</summary>
    public async Task<Result<Post>> ChangeAsync(Tx tx, Actor by, long id, EventPlan plan, CancellationToken ct)
    {
        if (await MineAsync(tx, by, id, ct) is not { } mine)
            return await GoneOrNotYoursAsync(tx, by, id, ct);
        // Calling off stays possible; what moderators have let pass becomes nothing else.
        if (mine.Post is { Waiting: false } && await TrustLevels.OfAsync(tx, by.Id, ct) == Trust.New)
            return new Refusal("newcomer-edit");
        var data = EventRules.Check(plan, mine.Row.EndsAt > tx.Now ? Instant.FromDateTimeOffset(tx.Now) : null);
        if (!data.Ok)
            return new Refusal(data.Code, data.Field);
        var changed = data.Value with { Status = StatusAfter(mine.Row, data.Value), Reason = mine.Row.Cancelled ? mine.Row.Reason : "" };
        return await EditAsync(tx, by, mine.Post, "event-edit", w => DraftOf(plan, w.Calendar, w.Writer, changed), ct);
    }

    /// <summary>A new time ends a postponement and makes an event a rescheduled one.</summary>
    static EventStatus StatusAfter(EventRow before, EventData after) =>
        before.Times.Start == after.Times.Start || before.Cancelled ? before.Status : EventStatus.Rescheduled;

    /// <summary>It stays where it is, marked (rule E31). Refusals: event-gone, not-yours, summary-too-long.</summary>
    public Task<Result<Post>> CancelAsync(Tx tx, Actor by, long id, string reason, CancellationToken ct) =>
        SetStatusAsync(tx, by, id, EventStatus.Cancelled, reason, ct);

    /// <summary>To a time not known yet. Refusals as for <see cref="CancelAsync"/>.</summary>
    public Task<Result<Post>> PostponeAsync(Tx tx, Actor by, long id, string reason, CancellationToken ct) =>
        SetStatusAsync(tx, by, id, EventStatus.Postponed, reason, ct);

    /// <summary>It takes place after all. Refusals as for <see cref="CancelAsync"/>.</summary>
    public Task<Result<Post>> ResumeAsync(Tx tx, Actor by, long id, CancellationToken ct) =>
        SetStatusAsync(tx, by, id, EventStatus.Scheduled, "", ct);

    async Task<Result<Post>> SetStatusAsync(Tx tx, Actor by, long id, EventStatus status, string reason, CancellationToken ct)
    {
        var line = Characters.Line(reason);
        if (line.Length > Limits.Summary)
            return new Refusal("summary-too-long", nameof(reason));
        if (await MineAsync(tx, by, id, ct) is not { } mine)
            return await GoneOrNotYoursAsync(tx, by, id, ct);
        if (mine.Row.Status == status && mine.Row.Reason == line)
            return mine.Post;
        if (line.Length > 0 && !mine.Post.Waiting && await TrustLevels.OfAsync(tx, by.Id, ct) == Trust.New)
            return new Refusal("newcomer-reason", nameof(reason));
        var tags = await PostStore.TagsAsync(tx, id, ct);
        return await EditAsync(tx, by, mine.Post, $"event-{status.Word()}", w => DraftOf(mine.Post, w.Calendar, w.Writer) with
        {
            Tags = [.. tags.Select(t => t.Name)], Facet = mine.Row.Data with { Status = status, Reason = line },
        }, ct);
    }

    /// <summary>For mistakes and unlawful content; what takes not place is cancelled (rule E31). Refusals: event-gone, not-yours.</summary>
    public async Task<Result<Post>> DeleteAsync(Tx tx, Actor by, long id, CancellationToken ct)
    {
        if (await MineAsync(tx, by, id, ct) is not { } mine)
            return await GoneOrNotYoursAsync(tx, by, id, ct);
        await posting.DeleteAsync(tx, mine.Post, await CalendarAsync(tx, ct), by, ct);
        await NoteAsync(tx, by, mine.Post, "event-delete", ct);
        return mine.Post;
    }

    /// <summary>An organiser lets an attendee in, or sends them away. Refusals: event-gone, not-yours, rsvp-gone, event-full.</summary>
    public async Task<Result<Rsvp>> DecideAsync(Tx tx, Actor by, long id, long attendeeId, bool accept, CancellationToken ct)
    {
        if (await MineAsync(tx, by, id, ct) is not { Post: var post })
            return await GoneOrNotYoursAsync(tx, by, id, ct);
        var decided = await seating.DecideAsync(tx, post, attendeeId, accept, ct);
        if (!decided.Ok)
            return decided;
        var attendee = (await ActorStore.ByIdAsync(tx, attendeeId, ct))!;
        await (accept ? answers.AcceptAsync(tx, post, attendee, decided.Value, ct) : answers.RejectAsync(tx, post, attendee, decided.Value, null, ct));
        if (attendee.Local)
            await notices.DecidedAsync(tx, post, attendeeId, post.AuthorId, ct);
        return decided;
    }

    /// <summary>Whether somebody has the say over an event: its writer, the hub's moderators.</summary>
    public static async Task<bool> MayChangeAsync(Db db, Post post, Actor actor, CancellationToken ct) =>
        post is { Local: true, Kind: PostKind.Event, DeletedAt: null }
        && (post.WriterId == actor.Id || await db.ValueAsync<bool>(ModeratesSql, new { id = actor.Id, now = db.Now }, ct));

    const string ModeratesSql = $"select exists (select 1 from account c where c.actor_id = @id and {Roles.ModeratesSql})";

    const string LastZoneSql = """
        select e.zone from post p join event e on e.post_id = p.id where p.writer_id = @id and p.kind = 'event' order by p.id desc limit 1
        """;

    /// <summary>The time zone of the event that somebody planned last: most likely that of the next.</summary>
    public static Task<string?> LastZoneAsync(Db db, Actor writer, CancellationToken ct) => db.ValueAsync<string>(LastZoneSql, new { id = writer.Id }, ct);

    const string LockPostSql = "select id from post where id = @id for update";

    /// <summary>Post before event, as the inbox locks them.</summary>
    static async Task<(Post Post, EventRow Row)?> MineAsync(Tx tx, Actor by, long id, CancellationToken ct)
    {
        await tx.ExecAsync(LockPostSql, new { id }, ct);
        return await PostStore.ByIdAsync(tx, id, ct) is { } post && await MayChangeAsync(tx, post, by, ct)
            && await EventStore.LockAsync(tx, id, ct) is { } row ? (post, row) : null;
    }

    static async Task<Refusal> GoneOrNotYoursAsync(Db db, Actor by, long id, CancellationToken ct) =>
        await PostStore.VisibleAsync(db, id, Viewer.Of(by), ct) is { Kind: PostKind.Event } ? new("not-yours") : new("event-gone");

    async Task<Result<Post>> EditAsync(Tx tx, Actor by, Post post, string action, Func<(Actor Calendar, Actor Writer), Draft> draft, CancellationToken ct)
    {
        var writer = post.WriterId == by.Id ? by : (await ActorStore.ByIdAsync(tx, post.WriterId!.Value, ct))!;
        var edited = await posting.EditAsync(tx, post, draft((await CalendarAsync(tx, ct), writer)), ct);
        if (edited.Ok)
            await NoteAsync(tx, by, post, action, ct);
        return edited;
    }

    Task NoteAsync(Tx tx, Actor by, Post post, string action, CancellationToken ct) =>
        post.WriterId == by.Id ? Task.CompletedTask : audit.AddAsync(tx, by.Id, action, post.Uri, "", ct);

    static async Task<Actor> CalendarAsync(Db db, CancellationToken ct) =>
        await ActorStore.LocalByNameAsync(db, HubAddress.CalendarName, ct) ?? throw new InvalidOperationException("The hub has no calendar.");

    static Draft DraftOf(EventPlan plan, Actor calendar, Actor writer, EventData data) => new()
    {
        Author = calendar, Writer = writer, Kind = PostKind.Event, Group = plan.Group, Title = plan.Title, Source = plan.Description,
        Summary = Characters.Shorten(DateLine.For(data.Times, data.Place?.Short, plan.Language), Limits.Summary), Tags = plan.Tags, Language = plan.Language, Visibility = plan.Visibility, Facet = data,
    };

    static Draft DraftOf(Post post, Actor calendar, Actor writer) => new()
    {
        Author = calendar, Writer = writer, Kind = PostKind.Event, Title = post.Title, Summary = post.Summary, Source = post.Source ?? "",
        Language = post.Language ?? "en", Visibility = post.Visibility,
    };
}
