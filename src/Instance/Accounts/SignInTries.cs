using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// Counts tries to sign in, those as nobody like those as somebody. A try is counted before the password is looked at,
/// so that many at once gain nothing.
/// </summary>
public sealed class SignInTries(Database database)
{
    static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // Old rows go a few at a time, more than one for each that comes.
    const string TakeSql = """
        with old as (
            delete from sign_in_try
            where subject in (select t.subject from sign_in_try t where t.since <= @start and t.subject <> @subject order by t.since limit 10 for update skip locked)
        )
        insert into sign_in_try as t (subject, since, tries) values (@subject, @now, 1)
        on conflict (subject) do update set
            since = case when t.since <= @start then @now else t.since end,
            tries = case when t.since <= @start then 1 else least(t.tries, @most) + 1 end
        returning since, tries
        """;

    sealed record TryRow
    {
        public DateTimeOffset Since { get; init; }
        public int Tries { get; init; }
    }

    /// <summary>
    /// Null when this try may go on; else how long until the next one may. Counted by what was typed, whether anybody has it or not: a count that a name and an
    /// e-mail address shared would tell that they are one person's.
    /// </summary>
    public Task<TimeSpan?> TakeTypedAsync(string typed, CancellationToken ct) => TakeAsync(OfTyped(typed), Limits.SignInPerAccount, ct);

    /// <summary>The same for somebody who is signed in: strangers at the door do not use up their tries.</summary>
    public Task<TimeSpan?> TakeAsync(long accountId, CancellationToken ct) => TakeAsync(Subject(accountId), Limits.SignInPerAccount, ct);

    /// <summary>The same for codes of a second factor, which are short: they have a smaller count of their own.</summary>
    public Task<TimeSpan?> TakeCodeAsync(long accountId, CancellationToken ct) => TakeAsync(OfCodes(accountId), Limits.CodesPerAccount, ct);

    Task<TimeSpan?> TakeAsync(byte[] subject, int most, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            var taken = await tx.OneAsync<TryRow>(TakeSql, new { subject, now = tx.Now, start = tx.Now - Window, most }, ct);
            return taken!.Tries > most ? taken.Since + Window - tx.Now : (TimeSpan?)null;
        },
        ct);

    const string ForgetSql = """
        delete from sign_in_try where subject = any(@subjects)
        """;

    const string TypedSql = """
        select t.typed from account c join actor p on p.id = c.actor_id cross join lateral (values (p.name), (c.email)) t (typed)
        where c.actor_id = @accountId and t.typed is not null
        """;

    /// <summary>After a new password. Codes stay counted: who reads the mail is not yet who holds the second factor.</summary>
    public static async Task ForgetAsync(Tx tx, long accountId, CancellationToken ct) =>
        await tx.ExecAsync(ForgetSql, new { subjects = await OfAllAsync(tx, accountId, ct) }, ct);

    /// <summary>After a sign-in that worked.</summary>
    public static async Task ForgetAllAsync(Tx tx, long accountId, CancellationToken ct) =>
        await tx.ExecAsync(ForgetSql, new { subjects = (await OfAllAsync(tx, accountId, ct)).Append(OfCodes(accountId)).ToArray() }, ct);

    static async Task<byte[][]> OfAllAsync(Tx tx, long accountId, CancellationToken ct) =>
        [Subject(accountId), .. (await tx.ListAsync<string>(TypedSql, new { accountId }, ct)).Select(OfTyped)];

    static byte[] OfTyped(string typed) => Subject("name", typed.ToLowerInvariant());

    static byte[] Subject(long accountId) => Subject("account", accountId.ToString(CultureInfo.InvariantCulture));

    static byte[] OfCodes(long accountId) => Subject("code", accountId.ToString(CultureInfo.InvariantCulture));

    static byte[] Subject(string kind, string name) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name}"));
}
