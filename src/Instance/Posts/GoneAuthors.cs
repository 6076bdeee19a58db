using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Posts;

/// <summary>Erases what actors wrote, of here and of other servers, soon after they are gone for good: some posts at a time, with all that follows from each.</summary>
public sealed class GoneAuthors(Database database, Posting posting, Outbox outbox, Wakeups wakeups, TimeProvider clock, ILogger<GoneAuthors> log)
    : PeriodicWorker(new(Anyway, wakeups, Channel), clock, log), IActorListener
{
    const string Channel = "federated_gone";
    const int Batch = 50;
    static readonly TimeSpan Anyway = TimeSpan.FromSeconds(30);

    public Task OnDeletedAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        tx.Notify(Channel);
        return Task.CompletedTask;
    }

    protected override Task<bool> RoundAsync(CancellationToken ct) => database.TransactAsync(tx => EraseSomeAsync(tx, ct), ct);

    const string NextSql = $"""
        select {ActorStore.Columns} from actor a
        where a.deleted_at is not null and a.erased_at is null
        order by a.id limit 1 for update skip locked
        """;
    const string PostsSql = $"select {PostStore.Columns} from post p where p.author_id = @id and p.deleted_at is null order by p.id limit @most for update";

    /// <summary>False when nobody is left.</summary>
    async Task<bool> EraseSomeAsync(Tx tx, CancellationToken ct)
    {
        if (await tx.OneAsync<Actor>(NextSql, null, ct) is not { } author)
            return false;
        var posts = await tx.ListAsync<Post>(PostsSql, new { id = author.Id, most = Batch }, ct);
        foreach (var post in posts)
        {
            if (post.Local)
                await outbox.ForgetAsync(tx, post.Id, ct);
            await posting.EraseAsync(tx, post, author, ReadOnlyMemory<byte>.Empty, ct);
        }
        if (posts.Count < Batch)
            await ActorStore.ErasedAsync(tx, author.Id, ct);
        return true;
    }
}
