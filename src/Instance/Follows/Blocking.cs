using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>Blocking and muting people, hiding servers: the same steps for people here and for other servers.</summary>
public sealed class Blocking(Outbox outbox, Following following)
{
    /// <summary>Ends what is between the two, both ways, and tells the other's own server. Refusals: block-self, not-blockable.</summary>
    public async Task<Result<Actor>> BlockAsync(Tx tx, Actor by, Actor other, CancellationToken ct)
    {
        if (Problem(by, other) is { } problem)
            return problem;
        await BlockStore.LockPairAsync(tx, by.Id, other.Id, ct);
        if (await BlockStore.FindAsync(tx, by.Id, other.Id, ct) is { Kind: BlockKind.Block })
            return other;
        await following.RejectAsync(tx, other, by, ct);
        await following.UnfollowAsync(tx, by, other, ct);
        var (id, uri) = outbox.NewActivity();
        await BlockStore.SetAsync(tx, by.Id, other.Id, BlockKind.Block, uri, ct);
        if (!other.Local)
            await outbox.SendAsync(tx, by, AsTypes.Block, other.Uri, new Sending { Id = id, About = $"{by.Uri} {other.Uri}", To = [other] }, ct);
        return other;
    }

    /// <summary>The follows that the block ended do not come back.</summary>
    public async Task UnblockAsync(Tx tx, Actor by, Actor other, CancellationToken ct)
    {
        if (await BlockStore.DropAsync(tx, by.Id, other.Id, BlockKind.Block, ct) is not { } uri || other.Local)
            return;
        var undone = new ActivityDocument { Id = uri, Type = AsTypes.Block, Actor = by.Uri, Object = other.Uri };
        await outbox.SendAsync(tx, by, AsTypes.Undo, WireJson.Embed(undone), new Sending { About = $"{by.Uri} {other.Uri}", To = [other] }, ct);
    }

    /// <summary>
    /// Follows stay, and the other does not learn of it. Without `notifications` what they do is told still; a length of zero is for ever. Refusals: block-self,
    /// not-blockable.
    /// </summary>
    public static async Task<Result<Actor>> MuteAsync(Tx tx, Actor by, Actor other, CancellationToken ct, bool notifications = true, TimeSpan length = default)
    {
        if (Problem(by, other) is { } problem)
            return problem;
        if (await BlockStore.FindAsync(tx, by.Id, other.Id, ct) is not { Kind: BlockKind.Block })
            await BlockStore.MuteAsync(tx, by.Id, other.Id, notifications, length > TimeSpan.Zero ? tx.Now + length : null, ct);
        return other;
    }

    public static Task UnmuteAsync(Tx tx, Actor by, Actor other, CancellationToken ct) => BlockStore.DropAsync(tx, by.Id, other.Id, BlockKind.Mute, ct);

    /// <summary>Refusals: hidden-full.</summary>
    public static async Task<Result<string>> HideAsync(Tx tx, Actor by, string host, CancellationToken ct)
    {
        var hidden = await BlockStore.HostsAsync(tx, by.Id, ct);
        if (hidden.Count >= Limits.HiddenHosts && !hidden.Contains(host))
            return new Refusal("hidden-full");
        await BlockStore.HideAsync(tx, by.Id, host, ct);
        return host;
    }

    /// <summary>Somebody elsewhere has blocked somebody here, whom nobody tells.</summary>
    public async Task ReceiveAsync(Tx tx, Actor by, Actor blocked, string uri, CancellationToken ct)
    {
        await BlockStore.LockPairAsync(tx, by.Id, blocked.Id, ct);
        await following.EndAsync(tx, by, blocked, ct);
        await following.EndAsync(tx, blocked, by, ct);
        await BlockStore.SetAsync(tx, by.Id, blocked.Id, BlockKind.Block, uri, ct);
    }

    static Refusal? Problem(Actor by, Actor other) =>
        by.Id == other.Id ? new("block-self")
        : other is { Local: true, Kind: not ActorKind.Person } ? new("not-blockable")
        : null;
}
