using System.Security.Cryptography;
using System.Text;
using Federated.Instance.Storage;

namespace Federated.Instance.Config;

/// <summary>What ties a database to one hub: the domain in every id, and the secret key that opens its secrets.</summary>
public static class HubBinding
{
    const string Domain = "hub_domain";
    const string Scheme = "hub_scheme";
    const string HandleDomain = "hub_handle_domain";
    const string Seal = "secret_seal";

    sealed record SettingRow
    {
        public string Key { get; init; } = "";
        public string Value { get; init; } = "";
    }

    const string ListSql = """
        select key, value from setting where key in ('hub_domain', 'hub_scheme', 'hub_handle_domain', 'secret_seal')
        """;

    const string SaveSql = """
        insert into setting (key, value, updated_at) values (@key, @value, @now)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
        """;

    /// <summary>The section Hub with the domain that the database was made for, when the settings name none.</summary>
    public static async Task<HubOptions> CompleteAsync(HubOptions hub, Database database, CancellationToken ct)
    {
        if (hub.Domain.Length > 0)
            return hub;
        await using var db = await database.OpenAsync(ct);
        var stored = await StoredAsync(db, ct);
        return hub with
        {
            Domain = stored.GetValueOrDefault(Domain, ""),
            Scheme = stored.GetValueOrDefault(Scheme, hub.Scheme),
            HandleDomain = stored.GetValueOrDefault(HandleDomain, ""),
        };
    }

    /// <summary>
    /// Stores the domain and a seal by the secret key the first time, and compares later. Returns the sentence for the
    /// operator when they differ. Runs under the migration lock.
    /// </summary>
    public static async Task<string?> BindAsync(Tx tx, HubOptions hub, SecretKey key, CancellationToken ct)
    {
        await Migrator.LockAsync(tx, ct);
        var stored = await StoredAsync(tx, ct);
        if (Difference(stored, hub, key) is { } difference)
            return difference;
        await SaveAsync(tx, stored, Domain, hub.Domain, ct);
        await SaveAsync(tx, stored, Scheme, hub.Scheme, ct);
        await SaveAsync(tx, stored, HandleDomain, hub.HandleDomain, ct);
        if (!stored.TryGetValue(Seal, out var seal) || SecretKey.NumberOf(Convert.FromBase64String(seal)) != key.Current)
            await SaveAsync(tx, stored, Seal, Convert.ToBase64String(key.Protect(Encoding.UTF8.GetBytes(Seal), Seal)), ct);
        return null;
    }

    /// <summary>Compares without storing anything.</summary>
    public static async Task<string?> CheckAsync(Database database, HubOptions hub, SecretKey key, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return Difference(await StoredAsync(db, ct), hub, key);
    }

    static string? Difference(Dictionary<string, string> stored, HubOptions hub, SecretKey key)
    {
        if (stored.TryGetValue(Domain, out var domain) && (domain != hub.Domain || stored[Scheme] != hub.Scheme))
            return $"This hub's data belongs to {stored[Scheme]}://{domain}, so it cannot run as {hub.Scheme}://{hub.Domain}: "
                + "a hub's address can never change. Set Hub:Domain and Hub:Scheme back, or give the new hub a database of its own.";
        return stored.TryGetValue(Seal, out var seal) && !Opens(key, seal)
            ? "The secret key is not the one that this hub's data was sealed with: restore secret.key (or Secrets:Key) from the backup."
            : null;
    }

    static async Task<Dictionary<string, string>> StoredAsync(Db db, CancellationToken ct) =>
        (await db.ListAsync<SettingRow>(ListSql, null, ct)).ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);

    static async Task SaveAsync(Tx tx, Dictionary<string, string> stored, string key, string value, CancellationToken ct)
    {
        if (stored.GetValueOrDefault(key) != value)
            await tx.ExecAsync(SaveSql, new { key, value, now = tx.Now }, ct);
    }

    static bool Opens(SecretKey key, string seal)
    {
        try
        {
            return Encoding.UTF8.GetString(key.Unprotect(Convert.FromBase64String(seal), Seal)) == Seal;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
