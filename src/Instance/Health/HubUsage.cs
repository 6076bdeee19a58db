using Federated.Instance.Storage;

namespace Federated.Instance.Health;

/// <summary>The counts that NodeInfo tells: people seen in the last month and half year, what was written here.</summary>
public sealed record HubUsage
{
    public long People { get; init; }
    public long ActiveMonth { get; init; }
    public long ActiveHalfYear { get; init; }
    public long Posts { get; init; }
    public long Replies { get; init; }
    public long Groups { get; init; }

    const string ReadSql = """
        select (select count(*) from account where disabled_at is null) as people,
               (select count(*) from account where seen_on > current_date - 30) as active_month,
               (select count(*) from account where seen_on > current_date - 180) as active_half_year,
               (select coalesce(sum(posts_count), 0) from actor where host is null) as posts,
               (select count(*) from post where local and reply_to_id is not null and deleted_at is null and visibility <> 'waiting') as replies,
               (select count(*) from actor where host is null and kind = 'group' and deleted_at is null) as groups
        """;

    /// <summary>Counts anew. It reads every local answer, so it is not for every request: <see cref="HubCounts"/> remembers.</summary>
    public static async Task<HubUsage> ReadAsync(Db db, CancellationToken ct) => (await db.OneAsync<HubUsage>(ReadSql, null, ct))!;
}

/// <summary>The counts of the hub, some minutes old at most.</summary>
public sealed class HubCounts(Database database, TimeProvider clock)
{
    static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    (HubUsage Usage, DateTimeOffset Until)? _known;

    public async ValueTask<HubUsage> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known && known.Until > clock.GetUtcNow())
            return known.Usage;
        await using var db = await database.OpenAsync(ct);
        var usage = await HubUsage.ReadAsync(db, ct);
        _known = (usage, clock.GetUtcNow() + Memory);
        return usage;
    }
}
