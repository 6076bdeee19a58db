using Microsoft.Extensions.Logging;

namespace Federated.Instance.Storage;

/// <summary>Whether the database has the schema that this program needs.</summary>
public abstract record SchemaState
{
    /// <summary>It has; <paramref name="Applied"/> names what was added by this call.</summary>
    public sealed record Current(IReadOnlyList<string> Applied) : SchemaState;

    /// <summary>It lacks these; <see cref="Migrator.MigrateAsync"/> adds them.</summary>
    public sealed record Behind(IReadOnlyList<string> Missing) : SchemaState;

    /// <summary>Its history is another one, so nothing was touched. Codes: schema-changed, schema-foreign, schema-newer.</summary>
    public sealed record Refused(string Code, string Sentence) : SchemaState;
}

/// <summary>
/// Brings the schema up to date: forward only, one transaction for each step, under an advisory lock, so that several
/// programs may start at once.
/// </summary>
public sealed class Migrator(Database database, IReadOnlyList<Migration> migrations, ILogger<Migrator> logger)
{
    const long LockKey = 0x6665_6465_7261_7465;

    sealed record AppliedRow
    {
        public string Name { get; init; } = "";
        public string Sha256 { get; init; } = "";
    }

    public async Task<SchemaState> MigrateAsync(CancellationToken ct)
    {
        List<string> applied = [];
        while (true)
        {
            switch (await database.TransactAsync(tx => StepAsync(tx, ct), ct))
            {
                case SchemaState.Behind(var missing):
                    StorageLog.Migrated(logger, missing[0]);
                    applied.Add(missing[0]);
                    break;
                case SchemaState.Refused refused:
                    return refused;
                default:
                    // A migration may add types, which the pool has read before.
                    if (applied.Count > 0)
                        await database.Source.ReloadTypesAsync(ct);
                    return new SchemaState.Current(applied);
            }
        }
    }

    /// <summary>Looks without changing anything: for health checks and the doctor.</summary>
    public async Task<SchemaState> CheckAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await db.ValueAsync<bool>(ExistsSql, null, ct) ? Compare(await db.ListAsync<AppliedRow>(ListSql, null, ct)) : Compare([]);
    }

    const string LockSql = """
        select pg_advisory_xact_lock(@key)
        """;

    /// <summary>Waits until this transaction alone migrates or does what is done once in a hub's life, until it ends.</summary>
    public static async Task LockAsync(Tx tx, CancellationToken ct)
    {
        await tx.LiftTimeLimitsAsync(ct);
        await tx.ExecAsync(LockSql, new { key = LockKey }, ct);
    }

    const string ExistsSql = """
        select to_regclass('schema_migration') is not null
        """;

    const string CreateSql = """
        create table if not exists schema_migration (
            name text primary key,
            sha256 text not null,
            applied_at timestamptz not null
        )
        """;

    const string ListSql = """
        select name, sha256 from schema_migration order by name collate "C"
        """;

    const string InsertSql = """
        insert into schema_migration (name, sha256, applied_at) values (@name, @sha256, @now)
        """;

    /// <summary>Applies the first missing migration; <see cref="SchemaState.Behind"/> then says what was missing before.</summary>
    async Task<SchemaState> StepAsync(Tx tx, CancellationToken ct)
    {
        await LockAsync(tx, ct);
        if (!await tx.ValueAsync<bool>(ExistsSql, null, ct))
            await tx.ExecAsync(CreateSql, null, ct);
        var state = Compare(await tx.ListAsync<AppliedRow>(ListSql, null, ct));
        if (state is not SchemaState.Behind(var missing))
            return state;
        var next = migrations.First(migration => migration.Name == missing[0]);
        await tx.ExecAsync(next.Sql, null, ct);
        await tx.ExecAsync(InsertSql, new { next.Name, next.Sha256, tx.Now }, ct);
        return state;
    }

    SchemaState Compare(IReadOnlyList<AppliedRow> applied)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var there = applied[i];
            if (i >= migrations.Count)
                return new SchemaState.Refused("schema-newer", $"The database has the migration {there.Name}, which this program does not know: run the newer program.");
            if (migrations[i].Name != there.Name)
                return new SchemaState.Refused("schema-foreign", $"The database has the migration {there.Name} where this program has {migrations[i].Name}: run the program that made it.");
            if (migrations[i].Sha256 != there.Sha256)
                return new SchemaState.Refused("schema-changed", $"The migration {there.Name} was changed after it ran on this database: restore its text.");
        }
        return applied.Count == migrations.Count
            ? new SchemaState.Current([])
            : new SchemaState.Behind([.. migrations.Skip(applied.Count).Select(migration => migration.Name)]);
    }
}
