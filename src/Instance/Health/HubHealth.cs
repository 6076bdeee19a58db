using System.Diagnostics;
using Federated.Instance.Storage;

namespace Federated.Instance.Health;

/// <summary>The database as this program finds it.</summary>
public sealed record DatabaseFacts(string Version, TimeSpan AnswerTime, TimeSpan ClockAhead);

/// <summary>What waits in the queues; ages count from when the row was due.</summary>
public sealed record QueueFacts
{
    public long InboxWaiting { get; init; }
    public double InboxAgeSeconds { get; init; }
    public long InboxDead { get; init; }
    public long DeliveryWaiting { get; init; }
    public double DeliveryAgeSeconds { get; init; }
    public long DeliveryGivenUp { get; init; }
}

/// <summary>Whether the hub can do its work: read by the probes and by the doctor, changes nothing.</summary>
public sealed class HubHealth(Database database, Migrator migrator, DataDirectory data, TimeProvider clock, Func<string, long>? freeBytes = null)
{
    /// <summary>Free bytes on the data directory's disk below which the hub is not ready.</summary>
    public const long LeastFreeBytes = 128L * 1024 * 1024;

    const string FactsSql = """
        select current_setting('server_version') as version, clock_timestamp() as now
        """;

    sealed record FactsRow
    {
        public string Version { get; init; } = "";
        public DateTimeOffset Now { get; init; }
    }

    public async Task<DatabaseFacts> DatabaseAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        // The first one also loads code; the second is what the database takes.
        await db.OneAsync<FactsRow>(FactsSql, null, ct);
        var start = clock.GetTimestamp();
        var row = await db.OneAsync<FactsRow>(FactsSql, null, ct) ?? throw new UnreachableException();
        var took = clock.GetElapsedTime(start);
        return new(row.Version, took, clock.GetUtcNow() - took / 2 - row.Now);
    }

    /// <summary>What is wrong with the schema, or null.</summary>
    public async Task<string?> SchemaProblemAsync(CancellationToken ct) => await migrator.CheckAsync(ct) switch
    {
        SchemaState.Behind(var missing) => $"The database lacks {missing.Count} migrations, {missing[0]} first: run federated migrate.",
        SchemaState.Refused(_, var sentence) => sentence,
        _ => null,
    };

    /// <summary>What is wrong with the disk under the data directory, or null.</summary>
    public string? DiskProblem() => FreeBytes is var free && free < LeastFreeBytes
        ? $"Only {free / 1024 / 1024} MiB are free on the disk of {data.FullPath}: make room."
        : null;

    public long FreeBytes => freeBytes?.Invoke(data.FullPath) ?? new DriveInfo(data.FullPath).AvailableFreeSpace;

    const string QueuesSql = """
        select
            (select count(*) from inbox_item where state = 'waiting') as inbox_waiting,
            (select coalesce(extract(epoch from @now - min(next_at)), 0)::float8 from inbox_item where state = 'waiting') as inbox_age_seconds,
            (select count(*) from inbox_item where state = 'dead') as inbox_dead,
            (select count(*) from delivery where given_up_at is null) as delivery_waiting,
            (select coalesce(extract(epoch from @now - min(next_at)), 0)::float8 from delivery where given_up_at is null) as delivery_age_seconds,
            (select count(*) from delivery where given_up_at is not null) as delivery_given_up
        """;

    public async Task<QueueFacts> QueuesAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await db.OneAsync<QueueFacts>(QueuesSql, new { now = clock.Now() }, ct) ?? throw new UnreachableException();
    }
}
