using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Storage;

namespace Federated.Instance.Follows;

/// <summary>Moving from one account to another, which takes the followers along: away from here, and what other servers say of their people.</summary>
public sealed class Moving(Outbox outbox, ActorUpdates updates)
{
    public const string Channel = "federated_moved";

    /// <summary>Says to everybody that this other account is the same person. Refusals: alias-self, aliases-full.</summary>
    public async Task<Result<Actor>> AddAliasAsync(Tx tx, Actor person, Actor other, CancellationToken ct)
    {
        if (person.Id == other.Id)
            return new Refusal("alias-self");
        var aliases = await AliasesAsync(tx, person, ct);
        if (aliases.Contains(other.Uri))
            return person;
        return aliases.Length >= Limits.Aliases ? new Refusal("aliases-full") : await SetAliasesAsync(tx, person, [.. aliases, other.Uri], ct);
    }

    public async Task<Actor> DropAliasAsync(Tx tx, Actor person, string uri, CancellationToken ct)
    {
        var aliases = await AliasesAsync(tx, person, ct);
        return aliases.Contains(uri) ? await SetAliasesAsync(tx, person, [.. aliases.Where(a => a != uri)], ct) : person;
    }

    /// <summary>
    /// Leaves for another account, as its own server described it just now: from then on this one only points there.
    /// Refusals: move-self, alias-missing, move-chain, move-lately, actor-gone.
    /// </summary>
    public async Task<Result<Actor>> MoveAsync(Tx tx, Actor person, Actor target, CancellationToken ct)
    {
        person = (await ActorStore.LockByUriAsync(tx, person.Uri, ct))!;
        if (Problem(tx, person, target) is { } problem)
            return problem;
        await ActorStore.MoveAsync(tx, person.Id, target, ct);
        var moved = (await ActorStore.ByIdAsync(tx, person.Id, ct))!;
        await updates.SendAsync(tx, moved, ct, now: true);
        await SendMoveAsync(tx, moved, target, ct);
        tx.Notify(Channel);
        return moved;
    }

    /// <summary>Uses the account again. Who went along stays there.</summary>
    public async Task<Actor> ReturnAsync(Tx tx, Actor person, CancellationToken ct)
    {
        await ActorStore.ReturnAsync(tx, person.Id, ct);
        var back = (await ActorStore.ByIdAsync(tx, person.Id, ct))!;
        await updates.SendAsync(tx, back, ct, now: true);
        return back;
    }

    /// <summary>Somebody elsewhere has moved; the new account was just asked. Refusals as for <see cref="MoveAsync"/>.</summary>
    public static async Task<Result<Actor>> ReceiveAsync(Tx tx, Actor sender, Actor target, CancellationToken ct)
    {
        var old = (await ActorStore.LockByUriAsync(tx, sender.Uri, ct))!;
        if (Problem(tx, old, target) is { } problem)
            return problem;
        await ActorStore.MoveAsync(tx, old.Id, target, ct);
        tx.Notify(Channel);
        return target;
    }

    /// <summary>Both accounts must say it, no move follows another at once, and none leads on to a third.</summary>
    static Refusal? Problem(Tx tx, Actor old, Actor target) =>
        old.Id == target.Id ? new("move-self")
        : !target.Active ? new("actor-gone")
        : !target.Aliases.Contains(old.Uri) ? new("alias-missing")
        : target.MovedTo is not null ? new("move-chain")
        : old.MovedAt > tx.Now - Limits.MovePause || target.MovedAt > tx.Now - Limits.MovePause ? new("move-lately")
        : null;

    static async Task<string[]> AliasesAsync(Tx tx, Actor person, CancellationToken ct) => (await ActorStore.LockByUriAsync(tx, person.Uri, ct))!.Aliases;

    async Task<Actor> SetAliasesAsync(Tx tx, Actor person, string[] aliases, CancellationToken ct)
    {
        await ActorStore.SetAliasesAsync(tx, person.Id, aliases, ct);
        var changed = (await ActorStore.ByIdAsync(tx, person.Id, ct))!;
        await updates.SendAsync(tx, changed, ct, now: true);
        return changed;
    }

    async Task SendMoveAsync(Tx tx, Actor person, Actor target, CancellationToken ct)
    {
        var (id, uri) = outbox.NewActivity();
        await outbox.EnqueueAsync(tx, new Outgoing
        {
            Id = id,
            Actor = person,
            Type = AsTypes.Move,
            Body = WireJson.Bytes(new ActivityDocument
            {
                Id = uri, Type = AsTypes.Move, Actor = person.Uri, To = [person.Followers!], Object = person.Uri, Target = target.Uri, Published = tx.Now,
            }),
            About = person.Uri,
            Public = true,
        }, new Recipients { FollowersOf = [person.Id] }, ct);
    }
}
