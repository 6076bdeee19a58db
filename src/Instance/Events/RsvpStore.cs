using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>Reads and writes answers. Whoever changes those of a local event holds its row's lock (<see cref="EventStore.LockAsync"/>).</summary>
public static class RsvpStore
{
    const string Columns = "r.post_id, r.actor_id, r.answer, r.state, r.uri, r.asked, r.note, r.created_at, r.updated_at";

    const string FindSql = $"select {Columns} from rsvp r where r.post_id = @postId and r.actor_id = @actorId";

    public static Task<Rsvp?> FindAsync(Db db, long postId, long actorId, CancellationToken ct) => db.OneAsync<Rsvp>(FindSql, new { postId, actorId }, ct);

    const string ByUriSql = $"select {Columns} from rsvp r where r.uri = @uri order by r.updated_at desc limit 1";

    public static Task<Rsvp?> ByUriAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<Rsvp>(ByUriSql, new { uri }, ct);

    const string SaveSql = """
        insert into rsvp as r (post_id, actor_id, answer, state, uri, asked, note, created_at, updated_at)
        values (@PostId, @ActorId, @Answer, @State, @Uri, @Asked, @Note, @UpdatedAt, @UpdatedAt)
        on conflict (post_id, actor_id) do update set
            answer = excluded.answer, state = excluded.state, uri = excluded.uri, asked = excluded.asked, note = excluded.note, updated_at = excluded.updated_at
        """;

    public static Task SaveAsync(Tx tx, Rsvp rsvp, CancellationToken ct) => tx.ExecAsync(SaveSql, rsvp with { UpdatedAt = tx.Now }, ct);

    const string DropSql = "delete from rsvp where post_id = @postId and actor_id = @actorId";

    public static Task DropAsync(Tx tx, long postId, long actorId, CancellationToken ct) => tx.ExecAsync(DropSql, new { postId, actorId }, ct);

    const string DropOfEventSql = "delete from rsvp where post_id = @postId";

    public static Task DropOfEventAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(DropOfEventSql, new { postId }, ct);

    const string OfActorSql = $"select {Columns} from rsvp r where r.actor_id = @actorId";

    public static Task<IReadOnlyList<Rsvp>> OfActorAsync(Db db, long actorId, CancellationToken ct) => db.ListAsync<Rsvp>(OfActorSql, new { actorId }, ct);

    const string AnswersSql = $"select {Columns} from rsvp r where r.actor_id = @actorId and r.post_id = any(@ids)";

    /// <summary>What somebody said to these events.</summary>
    public static Task<IReadOnlyList<Rsvp>> AnswersAsync(Db db, long actorId, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<Rsvp>(AnswersSql, new { actorId, ids = ids.ToArray() }, ct);

    const string LocalComersSql = """
        select r.actor_id from rsvp r join actor a on a.id = r.actor_id and a.host is null
        where r.post_id = @postId and r.answer <> 'no' and r.state <> 'refused'
        """;

    /// <summary>People here who come, perhaps come, or wait for the answer.</summary>
    public static Task<IReadOnlyList<long>> LocalComersAsync(Db db, long postId, CancellationToken ct) => db.ListAsync<long>(LocalComersSql, new { postId }, ct);

    const string AttendeesSql = $"select {Columns} from rsvp r where r.post_id = @postId and r.actor_id > @after order by r.actor_id limit @count";

    /// <summary>The answers to an event with who gave them, by keyset; for its organisers' eyes.</summary>
    public static async Task<IReadOnlyList<(Rsvp Rsvp, Actor Actor)>> AttendeesAsync(Db db, long postId, long after, int count, CancellationToken ct)
    {
        var answers = await db.ListAsync<Rsvp>(AttendeesSql, new { postId, after, count }, ct);
        var actors = await ActorStore.ByIdsAsync(db, answers.Select(r => r.ActorId), ct);
        return [.. answers.Select(r => (r, actors[r.ActorId]))];
    }
}
