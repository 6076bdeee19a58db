using Federated.Federation.Fetching;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>What fetching one object by its id came to.</summary>
public abstract record ObjectLookup
{
    ObjectLookup() { }

    /// <summary>The document that its own origin serves under this id.</summary>
    public sealed record Found(As Document) : ObjectLookup;

    /// <summary>410, or a Tombstone in its place.</summary>
    public sealed record Gone : ObjectLookup;

    /// <summary>It cannot be had, and asking again will not help.</summary>
    public sealed record Missing(string Code) : ObjectLookup;

    /// <summary>Its host is away; later it may be there.</summary>
    public sealed record Unavailable(string Code) : ObjectLookup;
}

/// <summary>Fetches ActivityPub documents by id, signed by the hub actor, and checks that they are what they claim.</summary>
public sealed class RemoteObjects(Database database, Outbound outbound, LocalKeys keys, PeerPolicy policy, Discovery discovery, HubAddress address)
{
    long _hubActorId;

    public async Task<ObjectLookup> FetchAsync(string id, CancellationToken ct)
    {
        if (Origin.Of(id, address.AllowsHttp, allowFragment: false) is not { } origin || address.IsLocal(id))
            return new ObjectLookup.Missing("uri-refused");
        if (policy.Blocks(origin.Authority))
            return new ObjectLookup.Missing("peer-blocked");
        if (!await discovery.AdmitsAsync(origin.Authority, ct))
            return new ObjectLookup.Unavailable("too-many-strangers");
        var first = await GetAsync(id, ct);
        if (first is not ObjectLookup.Found found || found.Document.Id == id)
            return first;

        // F10: a page address or a redirect led to it; ask once for the id it gives, on the same origin.
        if (found.Document.Id is not { } real || !Origin.Same(real, id))
            return new ObjectLookup.Missing("origin-mismatch");
        var second = await GetAsync(real, ct);
        return second is ObjectLookup.Found { Document.Id: var again } && again != real ? new ObjectLookup.Missing("id-mismatch") : second;
    }

    /// <summary>A collection or one of its pages, which may lack an id; absent when it is not to be had.</summary>
    public async Task<As> FetchPageAsync(string uri, CancellationToken ct)
    {
        if (Origin.Of(uri, address.AllowsHttp) is not { } origin || address.IsLocal(uri) || policy.Blocks(origin.Authority) || !await discovery.AdmitsAsync(origin.Authority, ct))
            return default;
        return await GetAsync(uri, ct) is ObjectLookup.Found found ? found.Document : default;
    }

    async Task<ObjectLookup> GetAsync(string uri, CancellationToken ct)
    {
        var signer = await keys.SignerAsync(await HubActorIdAsync(ct), ct);
        var result = await outbound.FetchAsync(FetchRequest.Document(uri, MediaTypes.IsActivityPub, signer), ct);
        if (result is FetchFailed failed)
            return Of(failed);
        var fetched = (Fetched)result;
        var read = AsReader.Read(fetched.Body);
        if (read.Refusal is { } refusal)
            return new ObjectLookup.Missing(refusal);
        if (read.Document.Is(AsTypes.Tombstone))
            return new ObjectLookup.Gone();
        return Origin.Same(fetched.FinalUri, uri) || (read.Document.Id is { } id && Origin.Same(fetched.FinalUri, id) && Origin.Same(id, uri))
            ? new ObjectLookup.Found(read.Document)
            : new ObjectLookup.Missing("origin-mismatch");
    }

    /// <summary>Whether asking again may help.</summary>
    public static ObjectLookup Of(FetchFailed failed) => failed.Code switch
    {
        "gone" => new ObjectLookup.Gone(),
        "dns" or "tls" or "network" or "timeout" or "too-slow" or "busy" => new ObjectLookup.Unavailable(failed.Code),
        "status" when failed.Status is >= 500 or 408 or 425 or 429 => new ObjectLookup.Unavailable(failed.Code),
        _ => new ObjectLookup.Missing(failed.Code),
    };

    async ValueTask<long> HubActorIdAsync(CancellationToken ct)
    {
        if (_hubActorId != 0)
            return _hubActorId;
        await using var db = await database.OpenAsync(ct);
        return _hubActorId = (await ActorStore.LocalByNameAsync(db, HubAddress.HubActorName, ct))?.Id ?? 0;
    }
}
