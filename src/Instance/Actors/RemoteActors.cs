using Federated.Federation.Discovery;
using Federated.Federation.Fetching;
using Federated.Federation.Vocabulary;
using Federated.Instance.Config;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Actors;

/// <summary>What looking for an actor came to.</summary>
public abstract record ActorLookup
{
    ActorLookup() { }

    public sealed record Found(Actor Actor) : ActorLookup;
    public sealed record Gone : ActorLookup;
    public sealed record Missing(string Code) : ActorLookup;
    public sealed record Unavailable(string Code) : ActorLookup;
}

/// <summary>Finds actors of other servers: what is stored, else what their own server says.</summary>
public sealed class RemoteActors(
    Database database, RemoteObjects objects, Outbound outbound, PeerPolicy policy, Discovery discovery, HubAddress address, IdMaker ids,
    IEnumerable<IActorListener> listeners)
{
    /// <summary>By id. A stored actor is taken as it is: its own server tells of changes.</summary>
    public async Task<ActorLookup> ResolveAsync(string uri, CancellationToken ct)
    {
        Actor? known;
        await using (var db = await database.OpenAsync(ct))
            known = await ActorStore.ByUriAsync(db, uri, ct);
        if (known is { DeletedAt: not null })
            return new ActorLookup.Gone();
        if (known is not null)
            return new ActorLookup.Found(known);
        return Origin.Of(uri, address.AllowsHttp) is { } origin && !discovery.AdmitsActor(origin.Authority, uri)
            ? new ActorLookup.Unavailable("too-many-strangers")
            : await FetchAsync(uri, ct);
    }

    /// <summary>Asks the actor's own server, whatever is stored, and stores what it says and its keys.</summary>
    public async Task<ActorLookup> FetchAsync(string uri, CancellationToken ct)
    {
        return await objects.FetchAsync(uri, ct) switch
        {
            ObjectLookup.Found found => await StoreAsync(found.Document, ct),
            ObjectLookup.Gone => await ForgetAsync(uri, ct),
            ObjectLookup.Unavailable away => new ActorLookup.Unavailable(away.Code),
            ObjectLookup.Missing missing => new ActorLookup.Missing(missing.Code),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>Stores an actor's document that came from its own origin, by fetch or signed by itself.</summary>
    public Task<ActorLookup> StoreAsync(As document, CancellationToken ct) =>
        database.TransactAsync(async tx => await StoreAsync(tx, document, null, ct), ct);

    public async Task<ActorLookup> StoreAsync(Tx tx, As document, string? domain, CancellationToken ct)
    {
        // The domain of its handle was confirmed once by WebFinger, which its document does not tell.
        var before = document.Id is { } uri ? await ActorStore.LockByUriAsync(tx, uri, ct) : null;
        var reading = ActorReader.Read(document, domain ?? before?.Domain, tx.Now);
        if (!reading.Ok)
            return new ActorLookup.Missing(reading.Code);
        var actor = await ActorStore.UpsertRemoteAsync(tx, reading.Value.Actor with { Id = ids.Next() }, ct);
        if (actor is null)
            return new ActorLookup.Gone();
        if (before is not null)
            foreach (var listener in listeners)
                await listener.OnChangedAsync(tx, before, actor, ct);
        await EmojiStore.LearnAsync(tx, actor.Host, CustomEmoji.Read(document), ct);
        await KeyStore.ReplaceRemoteAsync(tx, actor.Id, reading.Value.Keys, reading.Value.KeysComplete, ct);
        return new ActorLookup.Found(actor);
    }

    /// <summary>By handle: WebFinger at its domain, the actor, and the way back (W4, W5, W7).</summary>
    public async Task<ActorLookup> FindAsync(Acct acct, CancellationToken ct)
    {
        var domain = acct.Domain == address.HandleDomain || acct.Domain == address.Host ? null : acct.Domain;
        await using (var db = await database.OpenAsync(ct))
        {
            if (await ActorStore.ByHandlesAsync(db, [(acct.Name, domain)], ct) is [var known, ..])
                return new ActorLookup.Found(known);
        }
        if (domain is null)
            return new ActorLookup.Missing("not-found");
        if (policy.Blocks(domain))
            return new ActorLookup.Missing("peer-blocked");
        if (!await discovery.AdmitsAsync(domain, ct))
            return new ActorLookup.Unavailable("too-many-strangers");
        var (jrd, failed) = await WebFingerAsync(acct, ct);
        if (jrd?.ActorId(address.AllowsHttp) is not { } self)
            return failed is ObjectLookup.Unavailable(var away) ? new ActorLookup.Unavailable(away) : new ActorLookup.Missing(failed is ObjectLookup.Missing(var code) ? code : "not-found");
        var lookup = await FetchAsync(self, ct);
        if (lookup is not ActorLookup.Found found || Acct.Of(found.Actor.Name, found.Actor.Domain) is not { } own)
            return lookup;
        var subject = jrd.Acct() ?? acct;
        return subject.Equals(own) ? lookup : await ConfirmDomainAsync(found.Actor, subject, asked: acct, ct);
    }

    /// <summary>The handle is on another domain than the actor's server: good when both domains say so.</summary>
    async Task<ActorLookup> ConfirmDomainAsync(Actor actor, Acct acct, Acct asked, CancellationToken ct)
    {
        if (!string.Equals(acct.Name, actor.Name, StringComparison.OrdinalIgnoreCase)
            || acct.Domain == address.HandleDomain || acct.Domain == address.Host || policy.Blocks(acct.Domain)
            || !await ConfirmsAsync(Acct.Of(actor.Name, actor.Host)!)
            || !(acct.Equals(asked) || await ConfirmsAsync(acct)))
            return new ActorLookup.Missing("handle-unconfirmed");

        async Task<bool> ConfirmsAsync(Acct at) => (await WebFingerAsync(at, ct)).Jrd?.Confirms(acct, actor.Uri, address.AllowsHttp) == true;

        return await database.TransactAsync<ActorLookup>(
            async tx => new ActorLookup.Found(await ActorStore.UpsertRemoteAsync(tx, actor with { Domain = acct.Domain }, ct) ?? actor), ct);
    }

    async Task<(Jrd? Jrd, ObjectLookup? Failed)> WebFingerAsync(Acct acct, CancellationToken ct)
    {
        var result = await outbound.FetchAsync(FetchRequest.Discovery(WebFinger.LookupAt(acct, address.Scheme)), ct);
        if (result is FetchFailed { Code: "not-found" or "gone" }
            && await outbound.FetchAsync(FetchRequest.Discovery($"{address.Scheme}://{acct.Domain}/.well-known/host-meta"), ct) is Fetched meta
            && HostMeta.LookupAt(meta.Body, acct, address.AllowsHttp) is { } elsewhere)
            result = await outbound.FetchAsync(FetchRequest.Discovery(elsewhere), ct);
        return result switch
        {
            Fetched fetched => (WebFinger.Read(fetched.Body), null),
            FetchFailed failed => (null, RemoteObjects.Of(failed)),
            _ => (null, null),
        };
    }

    /// <summary>Its server said 410: an actor known here is gone for good (K8, E4).</summary>
    public async Task<ActorLookup> ForgetAsync(string uri, CancellationToken ct)
    {
        await database.TransactAsync(async tx =>
        {
            if (await ActorStore.ByUriAsync(tx, uri, ct) is { Local: false } known)
                await EndAsync(tx, known, ct);
        }, ct);
        return new ActorLookup.Gone();
    }

    /// <summary>Erases an actor that is gone for good, and all that hangs on it.</summary>
    public async Task EndAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        if (await ActorStore.EraseAsync(tx, actor.Id, ct) == 0)
            return;
        foreach (var listener in listeners)
            await listener.OnDeletedAsync(tx, actor, ct);
    }
}
