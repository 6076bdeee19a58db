using System.Globalization;
using Federated.Instance.Storage;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>Reads and writes the events' own table.</summary>
public static class EventStore
{
    const string FindSql = $"select {EventRow.Columns} from event e left join place l on l.id = e.place_id where e.post_id = @postId";

    public static Task<EventRow?> FindAsync(Db db, long postId, CancellationToken ct) => db.OneAsync<EventRow>(FindSql, new { postId }, ct);

    const string ByIdsSql = $"select {EventRow.Columns} from event e left join place l on l.id = e.place_id where e.post_id = any(@ids)";

    public static Task<IReadOnlyList<EventRow>> ByIdsAsync(Db db, IEnumerable<long> ids, CancellationToken ct) =>
        db.ListAsync<EventRow>(ByIdsSql, new { ids = ids.ToArray() }, ct);

    const string LockSql = $"select {EventRow.Columns} from event e left join place l on l.id = e.place_id where e.post_id = @postId for update of e";

    /// <summary>The row, locked until the end of the transaction: whoever counts seats takes it first.</summary>
    public static Task<EventRow?> LockAsync(Tx tx, long postId, CancellationToken ct) => tx.OneAsync<EventRow>(LockSql, new { postId }, ct);

    const string InsertSql = """
        insert into event (post_id, starts_local, ends_local, zone, starts_at, ends_at, place_id, online, online_url, capacity, join_mode, external_url,
                           status, reason, category, organizer_uri, remote_attending)
        values (@postId, @startsLocal::timestamp, @endsLocal::timestamp, @zone, @startsAt, @endsAt, @placeId, @online, @onlineUrl, @capacity, @joinMode,
                @externalUrl, @status, @reason, @category, @organizerUri, @remoteAttending)
        """;

    public static Task InsertAsync(Tx tx, long postId, EventData data, long? placeId, CancellationToken ct) =>
        tx.ExecAsync(InsertSql, Arguments(postId, data, placeId), ct);

    const string ChangeSql = """
        update event set
            previous_starts_at = case when starts_at <> @startsAt then starts_at else previous_starts_at end,
            starts_local = @startsLocal::timestamp, ends_local = @endsLocal::timestamp, zone = @zone, starts_at = @startsAt, ends_at = @endsAt,
            place_id = @placeId, online = @online, online_url = @onlineUrl, capacity = @capacity, join_mode = @joinMode, external_url = @externalUrl,
            status = @status, reason = @reason, category = @category, organizer_uri = @organizerUri, remote_attending = @remoteAttending,
            sequence = sequence + 1
        where post_id = @postId
        """;

    public static Task ChangeAsync(Tx tx, long postId, EventData data, long? placeId, CancellationToken ct) =>
        tx.ExecAsync(ChangeSql, Arguments(postId, data, placeId), ct);

    const string EraseSql = "delete from event where post_id = @postId returning place_id";

    public static async Task EraseAsync(Tx tx, long postId, CancellationToken ct)
    {
        if (await tx.OneAsync<long?>(EraseSql, new { postId }, ct) is { } placeId)
            await PlaceStore.DropUnusedAsync(tx, placeId, ct);
    }

    const string SeatSql = "update event set attending = attending + @by where post_id = @postId";

    public static Task SeatAsync(Tx tx, long postId, int by, CancellationToken ct) => tx.ExecAsync(SeatSql, new { postId, by }, ct);

    static object Arguments(long postId, EventData data, long? placeId) => new
    {
        postId,
        startsLocal = Wall(data.Times.LocalStart),
        endsLocal = Wall(data.Times.LocalEnd),
        data.Times.Zone,
        startsAt = data.Times.Start.ToDateTimeOffset(),
        endsAt = data.Times.End.ToDateTimeOffset(),
        placeId,
        data.Online,
        data.OnlineUrl,
        data.Capacity,
        data.JoinMode,
        data.ExternalUrl,
        data.Status,
        data.Reason,
        data.Category,
        data.OrganizerUri,
        data.RemoteAttending,
    };

    // Sent as text: Dapper would call it an instant.
    static string? Wall(LocalDateTime? local) => local?.ToString("uuuu-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
