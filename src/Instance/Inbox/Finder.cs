using Federated.Federation.Discovery;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>What an address led to.</summary>
public abstract record Finding
{
    Finding() { }

    public sealed record Someone(Actor Actor) : Finding;

    public sealed record Something(Post Post) : Finding;

    public sealed record Nothing : Finding;

    /// <summary>Its server does not answer now.</summary>
    public sealed record Away(string Host) : Finding;

    /// <summary>This hub does not talk with its server.</summary>
    public sealed record Blocked(string Host) : Finding;
}

/// <summary>Finds whom or what a typed address means, here or on its own server. It fetches, so only people with an account may ask.</summary>
public sealed class Finder(
    Database database, RemoteActors actors, RemoteObjects objects, TakingIn takingIn, PeerPolicy policy, Peering peering, HubAddress address)
{
    /// <summary>Whether it reads like an address at all: a handle with its server, or a link.</summary>
    public static bool IsAddress(string text) => Acct.Parse(text.Trim()) is not null || Origin.Of(text.Trim(), allowHttp: true) is not null;

    /// <summary>
    /// `@name`, `@name@host`, `acct:name@host`, or the address of a page or an object. A post that the one who asks may not see is
    /// nothing, as if it were not there.
    /// </summary>
    /// <param name="typed">By whoever asks.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="knock">Whether a server that this hub does not know is put before those who decide about servers.</param>
    public async Task<Finding> FindAsync(string typed, Viewer viewer, CancellationToken ct, bool knock = true)
    {
        var found = await FindAsync(typed.Trim(), ct);
        if (knock && found is Finding.Blocked(var stranger) && policy.MayKnock(stranger))
            await peering.KnockAsync(stranger, ct);
        if (found is not Finding.Something { Post.Id: var id })
            return found;
        await using var db = await database.OpenAsync(ct);
        return await PostStore.VisibleAsync(db, id, viewer, ct) is { } post ? new Finding.Something(post) : new Finding.Nothing();
    }

    async Task<Finding> FindAsync(string text, CancellationToken ct)
    {
        if (Acct.Parse(text) is { } acct)
            return Of(await actors.FindAsync(acct, ct), acct.Domain);
        if (Acct.IsLocalName(text.TrimStart('@').ToLowerInvariant()))
            return await LocalActorAsync(text.TrimStart('@'), ct);
        text = text.Split('#')[0];
        if (Origin.Of(text, address.AllowsHttp) is not { } origin)
            return new Finding.Nothing();
        if (address.IsLocal(text))
            return await LocalAsync(text, ct);
        if (policy.Blocks(origin.Authority))
            return new Finding.Blocked(origin.Authority);
        return await KnownAsync(text, ct) ?? await FetchAsync(text, origin.Authority, ct);
    }

    async Task<Finding> LocalAsync(string uri, CancellationToken ct)
    {
        if (address.ActorName(uri) is { } name)
            return await LocalActorAsync(name, ct);
        return uri[address.Base.Length..].Split('?')[0].Split('/') switch
        {
            ["", ['@', .. var handle]] when Acct.Parse(handle) is { } acct => Of(await actors.FindAsync(acct, ct), acct.Domain),
            ["", ['@', .. var person]] => await LocalActorAsync(person, ct),
            ["", "groups", var group] => await LocalActorAsync(group, ct),
            ["", "posts" or "objects" or "events" or "topics", var id] when long.TryParse(id, out var number) => await LocalPostAsync(number, ct),
            _ => new Finding.Nothing(),
        };
    }

    async Task<Finding> LocalActorAsync(string name, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await ActorStore.LocalByNameAsync(db, name, ct) is { Active: true } actor ? new Finding.Someone(actor) : new Finding.Nothing();
    }

    async Task<Finding> LocalPostAsync(long id, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        return await PostStore.ByIdAsync(db, id, ct) is { DeletedAt: null } post ? new Finding.Something(post) : new Finding.Nothing();
    }

    async Task<Finding?> KnownAsync(string uri, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (await ActorStore.ByUriAsync(db, uri, ct) is { Active: true } actor)
            return new Finding.Someone(actor);
        return await PostStore.ByUriAsync(db, uri, ct) is { DeletedAt: null } post ? new Finding.Something(post) : null;
    }

    async Task<Finding> FetchAsync(string uri, string host, CancellationToken ct) => await objects.FetchAsync(uri, ct) switch
    {
        ObjectLookup.Found { Document: var document } when document.Types.Any(AsTypes.Actors.Contains) => Of(await actors.StoreAsync(document, ct), host),
        ObjectLookup.Found { Document: var document } => await takingIn.TakeAsync(document, ct) is { } post ? new Finding.Something(post) : new Finding.Nothing(),
        ObjectLookup.Unavailable => new Finding.Away(host),
        ObjectLookup.Missing { Code: "peer-blocked" } => new Finding.Blocked(host),
        _ => new Finding.Nothing(),
    };

    static Finding Of(ActorLookup lookup, string host) => lookup switch
    {
        ActorLookup.Found { Actor: { Active: true } actor } => new Finding.Someone(actor),
        ActorLookup.Unavailable => new Finding.Away(host),
        ActorLookup.Missing { Code: "peer-blocked" } => new Finding.Blocked(host),
        _ => new Finding.Nothing(),
    };
}
