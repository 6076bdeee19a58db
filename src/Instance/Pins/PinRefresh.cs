using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Pins;

/// <summary>Reads once a day what people pinned who are followed from here: some servers never tell.</summary>
public sealed class PinRefresh(
    Database database, Wakeups wakeups, RemoteObjects objects, RemoteCollections collections, TakingIn takingIn, TimeProvider clock, ILogger<PinRefresh> log)
    : PeriodicWorker(new(Pause, wakeups, Channel), clock, log)
{
    public const string Channel = "federated_pins";
    const int Batch = 10;
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Who is claimed is not asked again for a day, whatever comes of it.</summary>
    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var due = await database.TransactAsync(tx => ActorStore.ClaimFeaturedAsync(tx, tx.Now - Limits.FeaturedPause, Batch, ct), ct);
        await Task.WhenAll(due.Select(actor => ReadAsync(actor, ct)));
        return due.Count == Batch;
    }

    async Task ReadAsync(Actor actor, CancellationToken ct)
    {
        if (await objects.FetchAsync(actor.Featured!, ct) is not ObjectLookup.Found { Document: var collection })
            return;
        List<long> posts = [];
        foreach (var item in await collections.ItemsAsync(collection, actor.Uri, Limits.PinsRead, ct))
            if (item.Id is { } id && Origin.Same(id, actor.Uri) && await PostAsync(item, id, ct) is { Open: true } post && post.AuthorId == actor.Id)
                posts.Add(post.Id);
        await database.TransactAsync(tx => PinStore.SetAsync(tx, actor.Id, posts, ct), ct);
    }

    /// <summary>As it is known here, else as the collection brings it in full, else as its id says.</summary>
    async Task<Post?> PostAsync(As item, string id, CancellationToken ct)
    {
        await using (var db = await database.OpenAsync(ct))
        {
            if (await PostStore.ByUriAsync(db, id, ct) is { } known)
                return known.DeletedAt is null ? known : null;
        }
        if (item.Type is not null && item.Has("attributedTo"))
            return await takingIn.TakeAsync(item, ct);
        return await objects.FetchAsync(id, ct) is ObjectLookup.Found found ? await takingIn.TakeAsync(found.Document, ct) : null;
    }
}
