using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts.Apps;

/// <summary>What somebody allows an app.</summary>
public sealed record Allowed
{
    public long AppId { get; init; }
    public long AccountId { get; init; }

    /// <summary>As it was when this was allowed; null to take it as it is.</summary>
    public string? SecurityStamp { get; init; }
    public string RedirectUri { get; init; } = "";
    public string[] Scopes { get; init; } = [];

    /// <summary>The PKCE challenge (S256) of the app, if it sent one.</summary>
    public string? Challenge { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public byte[]? CodeHash { get; init; }
}

/// <summary>A token as its app gets it.</summary>
public sealed record Granted(string Token, IReadOnlyList<string> Scopes, DateTimeOffset At);

/// <summary>Registers apps, lets them in and out (OAuth 2, RFC 6749, with PKCE, RFC 7636).</summary>
public sealed class Granting(Database database, IdMaker ids)
{
    /// <summary>An app and its secret, which nobody can read again.</summary>
    public Task<(App App, string Secret)> RegisterAsync(App wanted, CancellationToken ct) => database.TransactAsync(tx => RegisterAsync(tx, wanted, ct), ct);

    async Task<(App App, string Secret)> RegisterAsync(Tx tx, App wanted, CancellationToken ct)
    {
        var secret = SecretToken.Make();
        var app = wanted with { Id = ids.Next(), ClientId = SecretToken.Make(), SecretHash = SecretToken.Hash(secret), CreatedAt = tx.Now };
        await AppStore.InsertAsync(tx, app, ct);
        return (app, secret);
    }

    const string InsertCodeSql = """
        insert into app_code (code_hash, app_id, account_id, security_stamp, redirect_uri, scopes, challenge, expires_at)
        select @hash, @AppId, c.actor_id, c.security_stamp, @RedirectUri, @Scopes, @Challenge, @ExpiresAt from account c where c.actor_id = @AccountId
        """;

    /// <summary>The code by which the app gets its token, once.</summary>
    public Task<string> AllowAsync(Allowed allowed, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var code = SecretToken.Make();
            await tx.ExecAsync(
                InsertCodeSql,
                new
                {
                    hash = SecretToken.Hash(code), allowed.AppId, allowed.AccountId, allowed.RedirectUri, allowed.Scopes, allowed.Challenge,
                    ExpiresAt = tx.Now + Limits.AppCodeLife,
                },
                ct);
            return code;
        },
        ct);

    const string UseCodeSql = """
        update app_code set used_at = @now where code_hash = @hash and used_at is null
        returning app_id, account_id, security_stamp, redirect_uri, scopes, challenge, expires_at, code_hash
        """;

    /// <summary>
    /// A token for a code, which is used up by any try; one that comes again ends what it brought before (RFC 6749, 4.1.2).
    /// The one refusal is `invalid_grant`.
    /// </summary>
    public Task<Result<Granted>> RedeemAsync(App app, string code, string redirectUri, string? verifier, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var hash = SecretToken.Hash(code);
            if (await tx.OneAsync<Allowed>(UseCodeSql, new { hash, now = tx.Now }, ct) is not { } allowed)
            {
                await TokenStore.RevokeOfCodeAsync(tx, hash, ct);
                return new Refusal("invalid_grant");
            }
            if (allowed.AppId != app.Id || allowed.RedirectUri != redirectUri || allowed.ExpiresAt <= tx.Now || !IsProven(allowed.Challenge, verifier))
                return new Refusal("invalid_grant");
            return await TokenStore.AddAsync(tx, ids, allowed, ct) is { } token
                ? new Granted(token, allowed.Scopes, tx.Now)
                : (Result<Granted>)new Refusal("invalid_grant");
        },
        ct);

    /// <summary>A token by which an app acts for itself.</summary>
    public Task<Granted> GrantAppAsync(App app, IReadOnlyList<string> scopes, CancellationToken ct) => database.TransactAsync(
        async tx => new Granted(await TokenStore.AddForAppAsync(tx, ids, app.Id, scopes, ct), scopes, tx.Now), ct);

    /// <summary>A token for somebody without their asking, as the command line gives it. Refusals: `account-unknown`, `account-disabled`.</summary>
    public Task<Result<Granted>> GrantAsync(App wanted, string name, CancellationToken ct) => database.TransactAsync<Result<Granted>>(
        async tx =>
        {
            if (await AccountStore.ByNameAsync(tx, name, ct) is not { } account)
                return new Refusal("account-unknown");
            var (app, _) = await RegisterAsync(tx, wanted, ct);
            if (await TokenStore.AddAsync(tx, ids, new Allowed { AppId = app.Id, AccountId = account.ActorId, Scopes = app.Scopes }, ct) is { } token)
                return new Granted(token, app.Scopes, tx.Now);
            tx.RollBack();
            return new Refusal("account-disabled");
        },
        ct);

    /// <summary>Without a challenge there must be no verifier either: somebody took the challenge away (RFC 9700, 2.1.1).</summary>
    static bool IsProven(string? challenge, string? verifier) => challenge is null
        ? verifier is null
        : verifier is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier)))));
}
