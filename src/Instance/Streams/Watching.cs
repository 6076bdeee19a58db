using Federated.Instance.Storage;

namespace Federated.Instance.Streams;

/// <summary>What streams ask the database.</summary>
public static class Watching
{
    const string HavingSql = """
        select account_id from home where account_id = any(@accounts) and case when @byEntry then id = @id else post_id = @id end
        """;

    /// <summary>Which of these accounts have a post in their home timeline: at an entry of this id, or wherever it stands.</summary>
    public static Task<IReadOnlyList<long>> HavingAsync(Db db, IReadOnlyCollection<long> accounts, long id, bool byEntry, CancellationToken ct) =>
        db.ListAsync<long>(HavingSql, new { accounts = accounts.ToArray(), id, byEntry }, ct);
}
