using System.Collections.Concurrent;
using System.Threading.Channels;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Delivery;

/// <summary>
/// An inbox said that it is gone: the actor's own server is asked whether the actor is (K8, E4), which then ends it. A shared inbox
/// says nothing about anybody.
/// </summary>
public sealed partial class GoneInboxes(Database database, RemoteActors actors, TimeProvider clock, ILogger<GoneInboxes> log)
    : PeriodicWorker(new(Pause), clock, log)
{
    const int MostWaiting = 1_000;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    readonly Channel<(string Host, string Inbox)> _waiting = Channel.CreateBounded<(string, string)>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    public void Suspect(string host, string inbox)
    {
        var now = Clock.GetUtcNow();
        if (_asked.Count > MostWaiting)
            _asked.Clear();
        if (_asked.TryGetValue(inbox, out var last) && now - last < Limits.GoneInboxPause)
            return;
        _asked[inbox] = now;
        _waiting.Writer.TryWrite((host, inbox));
    }

    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var (host, inbox) = await _waiting.Reader.ReadAsync(ct);
        await AskAsync(host, inbox, ct);
        return true;
    }

    const string OwnerSql = """
        select a.uri from actor a
        where a.host = @host and a.inbox = @inbox and a.deleted_at is null
          and not exists (select 1 from actor s where s.host = @host and s.shared_inbox = @inbox)
        limit 1
        """;

    async Task AskAsync(string host, string inbox, CancellationToken ct)
    {
        string? owner;
        await using (var db = await database.OpenAsync(ct))
            owner = await db.ValueAsync<string>(OwnerSql, new { host, inbox }, ct);
        if (owner is not null)
            LogAsked(Log, host, (await actors.FetchAsync(owner, ct)).GetType().Name);
    }

    [LoggerMessage(2101, LogLevel.Information, "delivery.inbox-gone {Host} {Answer}")]
    static partial void LogAsked(ILogger log, string host, string answer);
}
