using System.Collections.Concurrent;
using System.Threading.Channels;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Delivery;

/// <summary>
/// An inbox said that it is gone: the actor's own server is asked whether the actor is (K8, E4), which then ends it. A shared inbox
/// says nothing about anybody.
/// </summary>
public sealed partial class GoneInboxes(Database database, RemoteActors actors, TimeProvider clock, ILogger<GoneInboxes> log) : BackgroundService
{
    const int MostWaiting = 1_000;
    readonly Channel<(string Host, string Inbox)> _waiting = Channel.CreateBounded<(string, string)>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    public void Suspect(string host, string inbox)
    {
        var now = clock.GetUtcNow();
        if (_asked.Count > MostWaiting)
            _asked.Clear();
        if (_asked.TryGetValue(inbox, out var last) && now - last < Limits.GoneInboxPause)
            return;
        _asked[inbox] = now;
        _waiting.Writer.TryWrite((host, inbox));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (host, inbox) in _waiting.Reader.ReadAllAsync(stoppingToken))
                await AskAsync(host, inbox, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    const string OwnerSql = """
        select a.uri from actor a
        where a.host = @host and a.inbox = @inbox and a.deleted_at is null
          and not exists (select 1 from actor s where s.host = @host and s.shared_inbox = @inbox)
        limit 1
        """;

    async Task AskAsync(string host, string inbox, CancellationToken ct)
    {
        try
        {
            string? owner;
            await using (var db = await database.OpenAsync(ct))
                owner = await db.ValueAsync<string>(OwnerSql, new { host, inbox }, ct);
            if (owner is not null)
                LogAsked(log, host, (await actors.FetchAsync(owner, ct)).GetType().Name);
        }
        catch (Exception error) when (Transient.Is(error))
        {
            LogLater(log, host, error.Message);
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "delivery.inbox-gone {Host} {Answer}")]
    static partial void LogAsked(ILogger log, string host, string answer);

    [LoggerMessage(2102, LogLevel.Warning, "delivery.inbox-gone-later {Host} {Reason}")]
    static partial void LogLater(ILogger log, string host, string reason);
}
