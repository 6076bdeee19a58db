using System.Globalization;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Passkeys;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Auth;

/// <summary>Accounts as ASP.NET Core Identity sees its users. It reads them and writes password hashes; the rest is not its work.</summary>
sealed class AccountUsers(Database database) : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserPasskeyStore<Account>
{
    static readonly Task<IdentityResult> NotHere = Task.FromResult(IdentityResult.Failed(
        new IdentityError { Code = "not-here", Description = "Accounts are made by Joining and stay for ever." }));

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return long.TryParse(userId, CultureInfo.InvariantCulture, out var id) ? await AccountStore.ByIdAsync(db, id, cancellationToken) : null;
    }

    public async Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await AccountStore.ByNameAsync(db, normalizedUserName, cancellationToken);
    }

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        await database.TransactAsync(
            tx => AccountStore.SetPasswordAsync(tx, user.ActorId, user.PasswordHash, user.SecurityStamp, cancellationToken), cancellationToken);
        return IdentityResult.Success;
    }

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => NotHere;

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => NotHere;

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.ActorId.ToString(CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    // Names never change, and the database compares them without regard to case.
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return [.. (await PasskeyStore.OfAsync(db, user.ActorId, cancellationToken)).Select(PasskeyRows.Info)];
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await PasskeyStore.FindAsync(db, credentialId, cancellationToken) is { } found && found.AccountId == user.ActorId ? PasskeyRows.Info(found) : null;
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await PasskeyStore.FindAsync(db, credentialId, cancellationToken) is { } found ? await AccountStore.ByIdAsync(db, found.AccountId, cancellationToken) : null;
    }

    // Keeping adds, counts and removes them, and tells the person.
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => NotHere;

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => NotHere;

    public void Dispose()
    {
    }
}
