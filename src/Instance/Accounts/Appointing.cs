using System.Globalization;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// Gives and ends roles. Whoever does it is looked up in the same transaction: nobody gives or ends what is above their own role, nor for
/// longer than they have it. `by` is null for the command line, which may do everything but take the last owner away.
/// </summary>
public sealed class Appointing(Database database, IdMaker ids, Audit audit)
{
    /// <summary>
    /// Gives a role besides what the person has. Refusals: `account-unknown`, `role-above`, `role-outlasts`, `role-dates`.
    /// </summary>
    public Task<Result<RoleGrant>> GrantAsync(string name, Role role, DateTimeOffset? from, DateTimeOffset? until, long? by, CancellationToken ct) =>
        database.TransactAsync<Result<RoleGrant>>(
            async tx =>
            {
                await RoleStore.LockAsync(tx, ct);
                if (await AccountStore.ByNameAsync(tx, name, ct) is not { } account)
                    return new Refusal("account-unknown", "Name");
                return await RefusalAsync(tx, role, from, until, by, ct) is { } refused ? refused : await GiveAsync(tx, account, role, from, until, by, ct);
            },
            ct);

    /// <summary>
    /// Gives a role in place of what the person has, or will have; a role that is to come leaves what is there. The role member is what remains without others.
    /// Refusals: `account-unknown`, `role-dates`, `last-owner`.
    /// </summary>
    public Task<Result<Account>> SetAsync(string name, Role role, CancellationToken ct, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        database.TransactAsync<Result<Account>>(
            async tx =>
            {
                await RoleStore.LockAsync(tx, ct);
                if (await AccountStore.ByNameAsync(tx, name, ct) is not { } account)
                    return new Refusal("account-unknown");
                if (BadDates(tx, from, until) || (role == Role.Member && (from ?? until) is not null))
                    return new Refusal("role-dates");
                var had = await RoleStore.OfAsync(tx, account.ActorId, ct);
                if (account.Role == role && until is null && had.Count <= 1 && had.All(g => g.EndsAt is null && g.Role == role && g.StartsAt <= tx.Now))
                    return account;
                var now = from is null || from <= tx.Now;
                if (now && !(role == Role.Owner && until is null) && await RoleStore.AreLastAsync(tx, [.. had.Select(g => g.Id)], ct))
                    return new Refusal("last-owner");
                foreach (var grant in now ? had : [])
                    await EndAsync(tx, grant, by: null, ct);
                if (role != Role.Member)
                    await GiveAsync(tx, account, role, from, until, by: null, ct);
                return account with { Role = now ? role : account.Role };
            },
            ct);

    /// <summary>
    /// Ends a role at once, or at a moment before its end. Refusals: `role-gone` (there is none, or it is over), `role-above`, `role-dates`, `last-owner`.
    /// </summary>
    public Task<Result<RoleGrant>> EndAsync(long id, DateTimeOffset? at, long? by, CancellationToken ct) => database.TransactAsync<Result<RoleGrant>>(
        async tx =>
        {
            await RoleStore.LockAsync(tx, ct);
            if (await RoleStore.ByIdAsync(tx, id, ct) is not { } grant || grant.StateAt(tx.Now) == RoleState.Over)
                return new Refusal("role-gone");
            if (by is { } decider && (await AccountStore.ByIdAsync(tx, decider, ct) is not { Role: >= Role.Admin } own || own.Role < grant.Role))
                return new Refusal("role-above");
            if (at is { } later && later > tx.Now && (later <= grant.StartsAt || later >= grant.EndsAt))
                return new Refusal("role-dates", "At");
            if (await RoleStore.AreLastAsync(tx, [grant.Id], ct))
                return new Refusal("last-owner");
            if (at is null || at <= tx.Now)
            {
                await EndAsync(tx, grant, by, ct);
                return grant with { EndedAt = tx.Now };
            }
            await RoleStore.EndOnAsync(tx, grant.Id, at.Value, ct);
            await audit.AddAsync(tx, by, "role-end", grant.Name, $"{grant.Role.Word()} {Day(at)}", ct);
            return grant with { EndsAt = at };
        },
        ct);

    static async Task<Refusal?> RefusalAsync(Tx tx, Role role, DateTimeOffset? from, DateTimeOffset? until, long? by, CancellationToken ct)
    {
        if (role == Role.Member || BadDates(tx, from, until))
            return new Refusal("role-dates", "Until");
        if (by is not { } decider)
            return null;
        if (await AccountStore.ByIdAsync(tx, decider, ct) is not { Role: >= Role.Admin } own || own.Role < role)
            return new Refusal("role-above", "Role");
        var had = (await RoleStore.OfAsync(tx, decider, ct)).Where(g => g.Role >= role && g.Role >= Role.Admin && g.StartsAt <= tx.Now);
        return had.Any(g => g.EndsAt is null || (until is not null && until <= g.EndsAt)) ? null : new Refusal("role-outlasts", "Until");
    }

    static bool BadDates(Tx tx, DateTimeOffset? from, DateTimeOffset? until) => until is { } end && (end <= tx.Now || end <= from);

    async Task<RoleGrant> GiveAsync(Tx tx, Account account, Role role, DateTimeOffset? from, DateTimeOffset? until, long? by, CancellationToken ct)
    {
        var begins = from > tx.Now ? from.Value : tx.Now;
        var grant = new RoleGrant { Id = ids.Next(), AccountId = account.ActorId, Name = account.Name, Role = role, StartsAt = begins, EndsAt = until, GrantedAt = tx.Now };
        await RoleStore.InsertAsync(tx, grant, by, ct);
        await TellAsync(tx, grant, by, "role-grant", $"{role.Word()} {Day(begins)} {Day(until)}".TrimEnd(), ct);
        return grant;
    }

    async Task EndAsync(Tx tx, RoleGrant grant, long? by, CancellationToken ct)
    {
        await RoleStore.EndAsync(tx, grant.Id, by, ct);
        await TellAsync(tx, grant, by, "role-end", grant.Role.Word(), ct);
    }

    /// <summary>Another role ends the sessions and tokens of its holder: nobody goes on with what was let in for another one.</summary>
    async Task TellAsync(Tx tx, RoleGrant grant, long? by, string action, string detail, CancellationToken ct)
    {
        await AccountStore.SetStampAsync(tx, grant.AccountId, SecretToken.Make(), ct);
        await audit.AddAsync(tx, by, action, grant.Name, detail, ct);
        tx.Notify(Administering.Channel, grant.AccountId.ToString(CultureInfo.InvariantCulture));
    }

    static string Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
