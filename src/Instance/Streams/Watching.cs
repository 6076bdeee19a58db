using Federated.Instance.Storage;

namespace Federated.Instance.Streams;

/// <summary>Where a post stands in somebody's home timeline.</summary>
public sealed record HomeRow
{
    public long AccountId { get; init; }
    public long Id { get; init; }
}

/// <summary>What streams ask the database.</summary>
public static class Watching
{
    const string HavingSql = """
        select account_id, id from home where account_id = any(@accounts) and case when @byEntry then id = @id else post_id = @id end
        """;

    /// <summary>Which of these accounts have a post in their home timeline: at an entry of this id, or wherever it stands. Whether it is shown there says the timeline.</summary>
    public static Task<IReadOnlyList<HomeRow>> HavingAsync(Db db, IReadOnlyCollection<long> accounts, long id, bool byEntry, CancellationToken ct) =>
        db.ListAsync<HomeRow>(HavingSql, new { accounts = accounts.ToArray(), id, byEntry }, ct);
}
