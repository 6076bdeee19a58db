using Federated.Federation.Push;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients.Push;

/// <summary>The hub's key for push services: made when it is first needed, sealed in the database, kept opened.</summary>
public sealed class VapidKeys(Database database, SecretKey secret)
{
    const string Purpose = "vapid";

    VapidKey? _kept;

    const string FindSql = "select private_key from vapid_key";
    const string AddSql = "insert into vapid_key (id, private_key, created_at) values (1, @made, @now) on conflict do nothing";

    public async ValueTask<VapidKey> FindAsync(CancellationToken ct)
    {
        if (_kept is { } kept)
            return kept;
        byte[]? stored;
        await using (var db = await database.OpenAsync(ct))
            stored = await db.ValueAsync<byte[]>(FindSql, null, ct);
        // Another node may make one at the same moment: the first one counts.
        stored ??= await database.TransactAsync(async tx =>
        {
            await tx.ExecAsync(AddSql, new { made = secret.Protect(VapidKey.Create().ToBytes(), Purpose), now = tx.Now }, ct);
            return await tx.ValueAsync<byte[]>(FindSql, null, ct);
        }, ct);
        return _kept = VapidKey.FromBytes(secret.Unprotect(stored!, Purpose));
    }
}
