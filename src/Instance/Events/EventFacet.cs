using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Ids;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Events;

/// <summary>The part of a post that is an event: read from the wire, stored, written to the wire.</summary>
public sealed class EventFacet(IdMaker ids, EventJson json, EventNotices notices) : IPostFacet
{
    public string Kind => PostKind.Event;

    public FacetReading Read(As document) => EventReader.Read(document);

    public async Task InsertAsync(Tx tx, Post post, object data, CancellationToken ct)
    {
        var @event = (EventData)data;
        await EventStore.InsertAsync(tx, post.Id, @event, await PlaceStore.KeepAsync(tx, ids, @event.Place, ct), ct);
    }

    public async Task ChangeAsync(Tx tx, Post post, object data, CancellationToken ct)
    {
        var changed = (EventData)data;
        if (await EventStore.LockAsync(tx, post.Id, ct) is not { } before)
            return;
        var placeId = await PlaceStore.KeepAsync(tx, ids, changed.Place, ct);
        await EventStore.ChangeAsync(tx, post.Id, changed, placeId, ct);
        if (before.PlaceId is { } old && old != placeId)
            await PlaceStore.DropUnusedAsync(tx, old, ct);
        await notices.ChangedAsync(tx, post, before, changed, ct);
    }

    public async Task EraseAsync(Tx tx, Post post, CancellationToken ct)
    {
        await RsvpStore.DropOfEventAsync(tx, post.Id, ct);
        await EventStore.EraseAsync(tx, post.Id, ct);
    }

    public async Task<bool> SpeaksForAsync(Db db, Post post, string actorUri, CancellationToken ct) =>
        !post.Local && (await EventStore.FindAsync(db, post.Id, ct))?.OrganizerUri == actorUri;

    public async Task<object> WriteAsync(Db db, Post post, PostDocument document, CancellationToken ct) =>
        await EventStore.FindAsync(db, post.Id, ct) is { } row ? await json.WriteAsync(db, post, row, document, ct) : document;
}
