using System.Threading.Channels;
using Federated.Federation;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Inbox;

/// <summary>An activity whose signature was verified, as it came; or the id of what somebody else than its actor brought without a proof.</summary>
public sealed record Inbound
{
    public required byte[] Key { get; init; }
    /// <summary>The server that brought it.</summary>
    public required string Host { get; init; }
    public required string ActorUri { get; init; }
    public required string ActivityUri { get; init; }
    public required string Type { get; init; }
    public required byte[] Body { get; init; }

    /// <summary>It is nobody's word: what it is about has to be asked for at its origin.</summary>
    public bool Unproven { get; init; }

    /// <summary>The local actor whose personal inbox it came to.</summary>
    public long? RecipientId { get; init; }
}

/// <summary>What the queue answered: only <see cref="Accepted"/> and <see cref="Duplicate"/> may become a 202.</summary>
public enum InboxAnswer
{
    Accepted,
    Duplicate,
    Busy,
}

/// <summary>
/// Stores inbound activities durably. Requests that arrive together share one commit, and each is answered after it.
/// </summary>
public sealed partial class InboxQueue(Database database, TimeProvider clock, ILogger<InboxQueue> log) : BackgroundService
{
    public const string Channel = "federated_inbox";
    const int Writers = 2;
    const int BatchSize = 256;
    static readonly TimeSpan DepthPause = TimeSpan.FromSeconds(10);

    readonly Channel<Waiting> _waiting = System.Threading.Channels.Channel.CreateBounded<Waiting>(4 * BatchSize);
    volatile bool _full;

    public async Task<InboxAnswer> AcceptAsync(Inbound inbound, CancellationToken ct)
    {
        if (_full)
            return InboxAnswer.Busy;
        var waiting = new Waiting(inbound);
        if (!_waiting.Writer.TryWrite(waiting))
            return InboxAnswer.Busy;
        return await waiting.Answer.Task.WaitAsync(ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(stoppingToken)).Append(WatchDepthAsync(stoppingToken)));

    async Task WriteAsync(CancellationToken ct)
    {
        var batch = new List<Waiting>(BatchSize);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(ct))
            {
                batch.Clear();
                while (batch.Count < BatchSize && _waiting.Reader.TryRead(out var one))
                    batch.Add(one);
                await StoreAsync(batch);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            while (_waiting.Reader.TryRead(out var one))
                one.Answer.TrySetResult(InboxAnswer.Busy);
        }
    }

    async Task StoreAsync(List<Waiting> batch)
    {
        try
        {
            var stored = await InsertAsync([.. batch.Select(w => w.Inbound)], CancellationToken.None);
            foreach (var waiting in batch)
                waiting.Answer.TrySetResult(stored.Remove(Convert.ToBase64String(waiting.Inbound.Key)) ? InboxAnswer.Accepted : InboxAnswer.Duplicate);
        }
        catch (Exception error) when (Transient.Is(error))
        {
            LogUnavailable(log, error.Message);
            foreach (var waiting in batch)
                waiting.Answer.TrySetResult(InboxAnswer.Busy);
        }
        catch (Exception error)
        {
            foreach (var waiting in batch)
                waiting.Answer.TrySetException(error);
        }
    }

    const string InsertSql = """
        with input as (
            select key, host, actor_uri, activity_uri, type, body, unproven, recipient_id, n
            from unnest(@keys::bytea[], @hosts::text[], @actors::text[], @activities::text[], @types::text[], @bodies::bytea[], @unproven::boolean[], @recipients::bigint[]) with ordinality
                as i (key, host, actor_uri, activity_uri, type, body, unproven, recipient_id, n)
        ), seen as (
            insert into inbox_seen (key, seen_at)
            select distinct key, @now::timestamptz from input order by key
            on conflict do nothing
            returning key
        ), recipients as (
            insert into inbox_recipient (key, actor_id)
            select distinct key, recipient_id from input where recipient_id is not null order by key
            on conflict do nothing
            returning key
        )
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, unproven, next_at, received_at)
        select fresh.key, host, actor_uri, activity_uri, type, body, unproven, @now, coalesce(s.seen_at, @now)
        from (
            select distinct on (key) * from input
            where key in (select key from seen) or key in (select key from recipients)
            order by key, n
        ) fresh left join inbox_seen s on s.key = fresh.key
        order by n
        returning key
        """;

    async Task<HashSet<string>> InsertAsync(IReadOnlyList<Inbound> batch, CancellationToken ct) =>
        await database.TransactAsync(async tx =>
        {
            var keys = await tx.ListAsync<byte[]>(InsertSql, new
            {
                keys = batch.Select(i => i.Key).ToArray(),
                hosts = batch.Select(i => i.Host).ToArray(),
                actors = batch.Select(i => i.ActorUri).ToArray(),
                activities = batch.Select(i => i.ActivityUri).ToArray(),
                types = batch.Select(i => i.Type).ToArray(),
                bodies = batch.Select(i => i.Body).ToArray(),
                unproven = batch.Select(i => i.Unproven).ToArray(),
                recipients = batch.Select(i => i.RecipientId).ToArray(),
                now = tx.Now,
            }, ct);
            if (keys.Count > 0)
                tx.Notify(Channel);
            return keys.Select(Convert.ToBase64String).ToHashSet(StringComparer.Ordinal);
        }, ct);

    const string DepthSql = "select count(*) from (select 1 from inbox_item where state = 'waiting' limit @most) waiting";

    /// <summary>A hub that starts with a full queue takes nothing from the first request on.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAtDepthAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    async Task WatchDepthAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(DepthPause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                await LookAtDepthAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    async Task LookAtDepthAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await database.OpenAsync(ct);
            _full = await db.ValueAsync<long>(DepthSql, new { most = Limits.InboxHighWater + 1 }, ct) > Limits.InboxHighWater;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogUnavailable(log, error.Message);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "inbox.unavailable {Reason}")]
    static partial void LogUnavailable(ILogger log, string reason);

    sealed record Waiting(Inbound Inbound)
    {
        public TaskCompletionSource<InboxAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
