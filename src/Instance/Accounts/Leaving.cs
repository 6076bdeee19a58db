using System.Globalization;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// Somebody leaves for good. At once: nobody signs in, the profile is empty, other servers are told. Soon, some at a time: what the
/// person wrote (<see cref="Posts.GoneAuthors"/>). The name stays taken for ever.
/// </summary>
public sealed class Leaving(Database database, RemoteActors actors, Outbox outbox, Notifier notifier, Audit audit)
{
    static readonly TimeSpan Recently = TimeSpan.FromDays(30);

    /// <summary>Refusals: `account-unknown`, `last-owner`. `by` is null for the command line.</summary>
    public Task<Result<Account>> DeleteAsync(string name, long? by, CancellationToken ct) => database.TransactAsync<Result<Account>>(
        async tx =>
        {
            if (await AccountStore.ByNameAsync(tx, name, ct) is not { } account)
                return new Refusal("account-unknown");
            if (await RoleStore.IsLastOwnerAsync(tx, account.ActorId, ct))
                return new Refusal("last-owner");
            var actor = (await ActorStore.ByIdAsync(tx, account.ActorId, ct))!;
            await TellOthersAsync(tx, actor, ct);
            await actors.EndAsync(tx, actor, ct);
            await EmptyAsync(tx, actor.Id, ct);
            await notifier.DropOfAccountAsync(tx, actor.Id, ct);
            await audit.AddAsync(tx, by, "account-delete", account.Name, "", ct);
            tx.Notify(Administering.Channel, actor.Id.ToString(CultureInfo.InvariantCulture));
            return account;
        },
        ct);

    const string KnownSql = """
        select f.followee_id from follow f where f.follower_id = @id
        union
        (select distinct on (a.host) a.id
         from actor a join peer p on p.host = a.host
         where a.deleted_at is null and (p.last_inbound_at > @since or p.last_success_at > @since)
         order by a.host, a.id)
        """;

    /// <summary>A Delete to the followers, to whom it followed, and to each server that this hub had to do with lately, since any may know the actor.</summary>
    async Task TellOthersAsync(Tx tx, Actor actor, CancellationToken ct)
    {
        var known = await tx.ListAsync<long>(KnownSql, new { id = actor.Id, since = tx.Now - Recently }, ct);
        await outbox.SendAsync(tx, actor, AsTypes.Delete, actor.Uri, new Sending { About = actor.Uri, FollowersOf = [actor.Id], Also = known, Public = true }, ct);
    }

    const string CloseSql = """
        update account
        set email = null, password_hash = null, security_stamp = @stamp, language = null, time_zone = null, disabled_at = coalesce(disabled_at, @now)
        where actor_id = @id
        """;
    const string SessionsSql = "delete from session where account_id = @id";
    const string LinksSql = "delete from sign_in_link where account_id = @id";
    const string MailedSql = "delete from mailed_link where account_id = @id";
    const string CodesSql = "delete from recovery_code where account_id = @id";
    const string SecondSql = "delete from second_factor where account_id = @id";
    const string IdentitiesSql = "delete from external_identity where account_id = @id";
    const string PasskeysSql = "delete from passkey where account_id = @id";
    const string QuestionsSql = "delete from passkey_challenge where account_id = @id";
    const string GrantsSql = "delete from app_code where account_id = @id";
    const string TokensSql = "delete from app_token where account_id = @id";

    const string EndRolesSql = "update role_grant set ended_at = @now where account_id = @id and ended_at is null";

    static readonly string[] Emptied = [SessionsSql, LinksSql, MailedSql, CodesSql, SecondSql, IdentitiesSql, PasskeysSql, QuestionsSql, GrantsSql, TokensSql, EndRolesSql];

    static async Task EmptyAsync(Tx tx, long id, CancellationToken ct)
    {
        await tx.ExecAsync(CloseSql, new { id, stamp = SecretToken.Make(), now = tx.Now }, ct);
        foreach (var sql in Emptied)
            await tx.ExecAsync(sql, new { id, now = tx.Now }, ct);
    }
}
