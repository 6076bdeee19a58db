using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Backfill;

/// <summary>Wishes for the past: of whom somebody here begins to follow, and of conversations that somebody here reads.</summary>
public sealed class Backfilling(Database database, TimeProvider clock) : IFollowListener, INightly
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task OnAcceptedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct)
    {
        if (!follower.Local || followee.Local)
            return;
        if (followee.Outbox is not null)
            await BackfillStore.WantAsync(tx, followee.Uri, BackfillKind.Outbox, ct);
        if (followee.Upcoming is not null)
            await BackfillStore.WantAsync(tx, followee.Uri, BackfillKind.Upcoming, ct);
    }

    public Task OnEndedAsync(Tx tx, Actor follower, Actor followee, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Somebody here reads a conversation that began elsewhere, and is no longer fresh: what was said there since is fetched behind their back.</summary>
    public async Task WantThreadAsync(Post post, CancellationToken ct)
    {
        if (!post.Open || post.PublishedAt > clock.GetUtcNow() - Limits.BackfillAge)
            return;
        await database.TransactAsync(async tx =>
        {
            if (await PostStore.ByIdAsync(tx, post.ThreadId, ct) is { Local: false, Open: true, DeletedAt: null } root)
                await BackfillStore.WantAsync(tx, root.Uri, BackfillKind.Thread, ct);
        }, ct);
    }

    public Task RunAsync(Tx tx, CancellationToken ct) => BackfillStore.PruneAsync(tx, tx.Now - Kept, ct);
}
