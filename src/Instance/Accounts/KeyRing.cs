using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>The keys that cookies and forms are protected with, as XML that the web host reads and writes. Shared by all nodes.</summary>
public sealed class KeyRing(Database database)
{
    const string ListSql = """
        select xml from key_ring order by created_at, id
        """;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await db.ListAsync<string>(ListSql, null, ct);
    }

    const string AddSql = """
        insert into key_ring (id, xml, created_at) values (@id, @xml, @now) on conflict (id) do nothing
        """;

    public Task AddAsync(string id, string xml, CancellationToken ct) =>
        database.TransactAsync(tx => tx.ExecAsync(AddSql, new { id, xml, now = tx.Now }, ct), ct);
}
