using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Transfers;

namespace Federated.Instance.Bookmarks;

/// <summary>Posts that somebody keeps, by their addresses.</summary>
public sealed class BookmarkTransfer(Finder finder, Bookmarking bookmarking) : IImport
{
    sealed record Kept
    {
        public long Id { get; init; }
        public string Uri { get; init; } = "";
    }

    public TransferKind Kind => TransferKind.Bookmarks;
    public IReadOnlyList<string> Columns => ["#uri"];
    public bool Named => false;

    const string PageSql = $"""
        select k.id, p.uri
        from bookmark k
        join post p on p.id = k.post_id
        cross join {Visibility.ViewerSql}
        where k.account_id = @viewer and k.id > @after and {Visibility.MaySeeSql}
        order by k.id
        limit @count
        """;

    public async Task<IReadOnlyList<TransferRow>> PageAsync(Db db, long accountId, TransferPlace after, int count, CancellationToken ct) =>
        [.. (await db.ListAsync<Kept>(PageSql, new { viewer = accountId, viewerLocal = true, after = after.First, count }, ct)).Select(k => new TransferRow(new(k.Id), [k.Uri]))];

    public async Task<Taking> FindAsync(Actor owner, IReadOnlyList<string> cells, CancellationToken ct) => await finder.FindAsync(cells[0], Viewer.Of(owner), ct, knock: false) switch
    {
        Finding.Something { Post: var post } => new Taking.Ready(async tx => Taking.Of(await bookmarking.AddAsync(tx, owner.Id, post.Id, ct))),
        var other => ImportFinding.Elsewhere(other, "post-gone"),
    };
}
