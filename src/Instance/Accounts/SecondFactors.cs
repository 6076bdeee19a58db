using Federated.Federation;
using Federated.Instance.Mail;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>The second factor: set up, asked for, taken away. Each change of it ends the account's sessions and is told by mail.</summary>
public sealed class SecondFactors(Database database, SecretKey key, Administering administering)
{
    const string Purpose = "second-factor";

    /// <summary>A new secret, which counts once a code of it was typed. Refusals: `second-factor-on`.</summary>
    public Task<Result<byte[]>> BeginAsync(long accountId, CancellationToken ct) => database.TransactAsync<Result<byte[]>>(
        async tx =>
        {
            var secret = Totp.MakeSecret();
            return await SecondFactorStore.BeginAsync(tx, accountId, key.Protect(secret, Purpose), ct) ? secret : new Refusal("second-factor-on");
        },
        ct);

    /// <summary>The secret that waits for its first code, for as long as whoever asked for it may be before the screen; or null.</summary>
    public async Task<byte[]?> WaitingAsync(Db db, long accountId, DateTimeOffset now, CancellationToken ct) =>
        await SecondFactorStore.FindAsync(db, accountId, ct) is { } factor && Waits(factor, now) ? key.Unprotect(factor.Secret, Purpose) : null;

    /// <summary>The first code was typed: from now on sign-in asks for one. The recovery codes, which nobody can read again. Refusals: `code-wrong`.</summary>
    public Task<Result<IReadOnlyList<string>>> ConfirmAsync(Account account, string code, CancellationToken ct) => database.TransactAsync<Result<IReadOnlyList<string>>>(
        async tx =>
        {
            if (await SecondFactorStore.TakeAsync(tx, account.ActorId, ct) is not { } factor || !Waits(factor, tx.Now) || !await MatchAsync(tx, account.ActorId, factor, code, ct))
                return new Refusal("code-wrong", "Code");
            var codes = await RenewCodesAsync(tx, account.ActorId, ct);
            await administering.EndSessionsAsync(tx, account, account.ActorId, "account-second-factor-on", MailKind.SecondFactorOn, ct);
            return codes;
        },
        ct);

    /// <summary>Other recovery codes in the place of those that are left.</summary>
    public Task<string[]> RenewCodesAsync(long accountId, CancellationToken ct) => database.TransactAsync(tx => RenewCodesAsync(tx, accountId, ct), ct);

    /// <summary>Whether this is a code of now, or a recovery code that was not used. Each is true once.</summary>
    public Task<bool> CheckAsync(long accountId, string typed, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var code = typed.Replace(" ", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
            return await SecondFactorStore.TakeAsync(tx, accountId, ct) is { ConfirmedAt: not null } factor
                && (await MatchAsync(tx, accountId, factor, code, ct) || await SecondFactorStore.UseCodeAsync(tx, accountId, code, ct));
        },
        ct);

    /// <summary>False when there was none. `by` is null for the command line.</summary>
    public Task<bool> RemoveAsync(Account account, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            if (!await SecondFactorStore.RemoveAsync(tx, account.ActorId, ct))
                return false;
            await administering.EndSessionsAsync(tx, account, by, "account-second-factor-off", MailKind.SecondFactorOff, ct);
            return true;
        },
        ct);

    static bool Waits(SecondFactor factor, DateTimeOffset now) => factor.ConfirmedAt is null && now - factor.CreatedAt < Limits.SecondStepLife;

    async Task<bool> MatchAsync(Tx tx, long accountId, SecondFactor factor, string code, CancellationToken ct)
    {
        if (Totp.Match(key.Unprotect(factor.Secret, Purpose), code.Replace(" ", "", StringComparison.Ordinal), tx.Now, factor.LastStep) is not { } step)
            return false;
        await SecondFactorStore.UsedAsync(tx, accountId, step, ct);
        return true;
    }

    static async Task<string[]> RenewCodesAsync(Tx tx, long accountId, CancellationToken ct)
    {
        string[] codes = [.. Enumerable.Range(0, Limits.RecoveryCodes).Select(_ => Passwords.Make(groups: 3))];
        await SecondFactorStore.SetCodesAsync(tx, accountId, codes, ct);
        return codes;
    }
}
