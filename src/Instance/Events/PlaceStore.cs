using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>Places: each stored once, gone with the last event that is there.</summary>
public static class PlaceStore
{
    const string KeepSql = """
        insert into place (id, key, name, street, locality, region, postal_code, country, latitude, longitude)
        values (@id, @key, @name, @street, @locality, @region, @postalCode, @country, @latitude, @longitude)
        on conflict (key) do update set
            name = excluded.name, street = excluded.street, locality = excluded.locality, region = excluded.region,
            postal_code = excluded.postal_code, country = excluded.country, latitude = excluded.latitude, longitude = excluded.longitude
        returning id
        """;

    /// <summary>The id of the place; what its own hub says of it anew is taken over. The row stays locked until the end.</summary>
    public static async Task<long?> KeepAsync(Tx tx, IdMaker ids, Place? place, CancellationToken ct) => place is null ? null : await tx.ValueAsync<long>(
        KeepSql,
        new
        {
            id = ids.Next(), place.Key, place.Name, place.Street, place.Locality, place.Region, place.PostalCode, place.Country, place.Latitude, place.Longitude,
        },
        ct);

    const string LockSql = "select id from place where id = @id for update";
    const string DropSql = "delete from place where id = @id and not exists (select 1 from event where place_id = @id)";

    /// <summary>Erases a place that no event needs any more. Locked first, so that an event just coming there is seen.</summary>
    public static async Task DropUnusedAsync(Tx tx, long id, CancellationToken ct)
    {
        await tx.ExecAsync(LockSql, new { id }, ct);
        await tx.ExecAsync(DropSql, new { id }, ct);
    }

    const string ByIdSql = """
        select l.name, l.street, l.locality, l.region, l.postal_code, l.country, l.latitude, l.longitude
        from place l
        where l.id = @id and exists (
            select 1 from event e join post p on p.id = e.post_id
            where e.place_id = l.id and p.visibility = 'public' and p.deleted_at is null)
        """;

    /// <summary>A place where something public is; others are nobody's business.</summary>
    public static async Task<Place?> PublicAsync(Db db, long id, CancellationToken ct) => await db.OneAsync<Place>(ByIdSql, new { id }, ct);
}
