using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Accounts;

/// <summary>Somebody who is to have an account. Without a password hash they sign in by link.</summary>
public sealed record Newcomer(string Name, string? Email, string? PasswordHash, Role Role = Role.Member)
{
    public string DisplayName { get; init; } = "";
    public string? Language { get; init; }

    /// <summary>Nobody here let them in: they begin as new (<see cref="Trust.New"/>).</summary>
    public bool Fresh { get; init; }
}

/// <summary>Gives people an account: a local actor and the way in, in one transaction.</summary>
public sealed class Joining(Database database, LocalActors actors, IdMaker ids, Audit audit)
{
    /// <summary>
    /// Refusals: `name-invalid`, `name-reserved`, `name-taken` (also by somebody who left), `email-invalid`, `email-taken`.
    /// `by` is the account that decides, or null for the command line and for the person.
    /// </summary>
    public Task<Result<Account>> JoinAsync(Newcomer newcomer, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var joined = await JoinAsync(tx, newcomer, by, ct);
            if (!joined.Ok)
                tx.RollBack();
            return joined;
        },
        ct);

    /// <summary>The same in a transaction of the caller's, who takes it back after a refusal.</summary>
    public async Task<Result<Account>> JoinAsync(Tx tx, Newcomer newcomer, long? by, CancellationToken ct)
    {
        var name = Names.Fold(newcomer.Name);
        if (Names.Refusal(name) is { } refused)
            return new Refusal(refused, nameof(Newcomer.Name));
        if (newcomer.Email is { } email && Emails.Refusal(email) is { } wrong)
            return new Refusal(wrong, nameof(Newcomer.Email));
        if (await actors.CreateAsync(tx, ActorKind.Person, name, Names.Display(newcomer.DisplayName), ct) is not { } actor)
            return new Refusal("name-taken", nameof(Newcomer.Name));
        var account = new Account
        {
            ActorId = actor.Id,
            Name = actor.Name,
            DisplayName = actor.DisplayName,
            Email = newcomer.Email,
            PasswordHash = newcomer.PasswordHash,
            SecurityStamp = SecretToken.Make(),
            Role = newcomer.Role,
            Language = newcomer.Language,
            CreatedAt = tx.Now,
            NewcomerAt = newcomer.Fresh ? tx.Now : null,
        };
        if (!await AccountStore.InsertAsync(tx, account, ct))
            return new Refusal("email-taken", nameof(Newcomer.Email));
        if (account.Role != Role.Member)
            await RoleStore.InsertAsync(tx, new() { Id = ids.Next(), AccountId = account.ActorId, Role = account.Role, StartsAt = tx.Now }, by, ct);
        await audit.AddAsync(tx, by, "account-create", account.Name, account.Role.Word(), ct);
        return account;
    }
}
