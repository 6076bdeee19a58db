using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Policies;

/// <summary>What this hub does with what comes from a peer.</summary>
public enum PeerState
{
    Normal,
    Limited,
    Held,
    MediaOff,
    Blocked,
}

/// <summary>A peer as lists show it.</summary>
public sealed record PeerRow
{
    public string Host { get; init; } = "";
    public PeerState State { get; init; }
    public bool Allowed { get; init; }
    public bool Followed { get; init; }
    public string? Software { get; init; }
    public DateTimeOffset? LastInboundAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
}

/// <summary>Policy towards other hubs. Every node hears of a change through <see cref="PeerPolicy.Channel"/>, with the host as payload.</summary>
public sealed class Peering(Database database, Audit audit)
{
    const string ListSql = """
        select host, state, allowed, followed, software, last_inbound_at, last_success_at
        from peer
        where host > @after and (@state::text is null or state = @state) and (@like::text is null or position(@like in host) > 0)
        order by host
        limit @count
        """;

    /// <summary>The next peers by name after a host (`""` for the first), of one state or of all, with some letters in their name or whatever they are called.</summary>
    public async Task<IReadOnlyList<PeerRow>> ListAsync(string after, PeerState? state, int count, CancellationToken ct, string? like = null)
    {
        await using var db = await database.OpenAsync(ct);
        return await db.ListAsync<PeerRow>(ListSql, new { after, state, like, count }, ct);
    }

    const string AddSql = """
        insert into peer (host, first_seen_at, followed, allowed) values (@host, @now, true, true)
        on conflict (host) do update set followed = true, allowed = true, asked = 0, ask_at = null
        returning (xmax = 0 or not (select p.followed from peer p where p.host = @host))
        """;

    /// <summary>Makes a peer known, allows it, and wishes to follow it (its hub actor and its events); false when that was so already.</summary>
    public Task<bool> AddAsync(string host, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            if (!await tx.ValueAsync<bool>(AddSql, new { host, now = tx.Now }, ct))
            {
                tx.Notify(PeerPolicy.Channel, host);
                return false;
            }
            await audit.AddAsync(tx, by, "peer-add", host, "", ct);
            tx.Notify(PeerPolicy.Channel, host);
            return true;
        },
        ct);

    const string DecideSql = """
        insert into peer (host, state, allowed, first_seen_at) values (@host, @state, coalesce(@allowed, false), @now)
        on conflict (host) do update set state = excluded.state, allowed = coalesce(@allowed, peer.allowed)
        """;

    /// <summary>
    /// Decides about a peer, known or not: Normal also allows it where peers need that (`Federation:Mode`), Held and
    /// Blocked take that back.
    /// </summary>
    public Task DecideAsync(string host, PeerState state, string reason, long? by, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            bool? allowed = state switch { PeerState.Normal => true, PeerState.Held or PeerState.Blocked => false, _ => null };
            await tx.ExecAsync(DecideSql, new { host, state, allowed, now = tx.Now }, ct);
            await ActorStore.StandAsync(tx, host, ct);
            await audit.AddAsync(tx, by, $"peer-{state.Word()}", host, reason, ct);
            tx.Notify(PeerPolicy.Channel, host);
        },
        ct);

    const string KnockSql = """
        insert into peer (host, state, first_seen_at)
        select @host, 'held', @now
        where (select count(*) from (select 1 from peer where state = 'held' limit @most) held) < @most
        on conflict (host) do nothing
        """;

    /// <summary>A stranger wants in where peers are approved: it waits in the list, as long as not too many do.</summary>
    public Task KnockAsync(string host, CancellationToken ct) => database.TransactAsync(
        async tx =>
        {
            if (await tx.ExecAsync(KnockSql, new { host, now = tx.Now, most = Limits.HeldStrangers }, ct) > 0)
                tx.Notify(PeerPolicy.Channel, host);
        },
        ct);
}
