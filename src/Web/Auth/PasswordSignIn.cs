using System.Net;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Auth;

/// <summary>What came of a try to sign in.</summary>
public abstract record SignInAnswer
{
    public sealed record Accepted(Account Account) : SignInAnswer;

    /// <summary>Wrong password, or nobody has that name: nobody can tell which.</summary>
    public sealed record Refused : SignInAnswer;

    /// <summary>The password is right, and the account is disabled or suspended.</summary>
    public sealed record Closed : SignInAnswer;

    public sealed record TooMany(TimeSpan RetryAfter) : SignInAnswer;
}

/// <summary>Nobody's account: its password is checked, and never right, where there is none to check.</summary>
sealed class Nobody(IPasswordHasher<Account> hasher)
{
    public Account Account { get; } = new() { PasswordHash = hasher.HashPassword(new Account(), SecretToken.Make()) };
}

/// <summary>Signing in by name or e-mail address and password, with the same answer and the same work whether the name exists or not.</summary>
sealed class PasswordSignIn(Database database, AddressLimit addresses, SignInTries tries, UserManager<Account> users, Nobody nobody)
{
    public async Task<SignInAnswer> TryAsync(string typed, string password, IPAddress? from, CancellationToken ct)
    {
        if ((addresses.Take(from) ?? await tries.TakeTypedAsync(typed.TrimStart('@'), ct)) is { } wait)
            return new SignInAnswer.TooMany(wait);
        return await CheckAsync(await FindAsync(typed, ct), password);
    }

    /// <summary>The same for somebody who is signed in and has to prove it once more.</summary>
    public async Task<SignInAnswer> ConfirmAsync(Account account, string password, CancellationToken ct) =>
        await tries.TakeAsync(account.ActorId, ct) is { } wait ? new SignInAnswer.TooMany(wait) : await CheckAsync(account, password);

    async Task<SignInAnswer> CheckAsync(Account? account, string password)
    {
        var asked = account is { PasswordHash: not null } ? account : nobody.Account;
        if (!await users.CheckPasswordAsync(asked, password) || ReferenceEquals(asked, nobody.Account))
            return new SignInAnswer.Refused();
        return asked.MaySignIn ? new SignInAnswer.Accepted(asked) : new SignInAnswer.Closed();
    }

    /// <summary>`ada`, `@ada` or an e-mail address.</summary>
    async Task<Account?> FindAsync(string typed, CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var name = typed.TrimStart('@');
        return name.Contains('@', StringComparison.Ordinal) ? await AccountStore.ByEmailAsync(db, name, ct) : await AccountStore.ByNameAsync(db, name, ct);
    }
}
