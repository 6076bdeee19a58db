using System.Threading.Channels;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Instance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Policies;

/// <summary>Keeps over restarts which signature dialect a host takes: loaded before anything is sent, written behind what is learnt.</summary>
public sealed partial class PeerDialects : BackgroundService
{
    readonly Channel<KnownDialect> _learned = Channel.CreateBounded<KnownDialect>(
        new BoundedChannelOptions(Limits.Dialects) { FullMode = BoundedChannelFullMode.DropOldest });
    readonly Database _database;
    readonly ILogger<PeerDialects> _log;

    public PeerDialects(Database database, TimeProvider clock, ILogger<PeerDialects> log)
    {
        (_database, _log) = (database, log);
        Known = new Dialects(clock, known => _learned.Writer.TryWrite(known));
    }

    public Dialects Known { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Known.Load(await _database.TransactAsync(tx => KnownAsync(tx, cancellationToken), cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var known in _learned.Reader.ReadAllAsync(stoppingToken))
                await KeepAsync(known, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>What cannot be written is learnt once more after a restart.</summary>
    async Task KeepAsync(KnownDialect known, CancellationToken ct)
    {
        try
        {
            await _database.TransactAsync(tx => SetAsync(tx, known, ct), ct);
        }
        catch (Exception error) when (Transient.Is(error))
        {
            LogLost(_log, known.Authority, error.Message);
        }
    }

    const string KnownSql = """
        select host, dialect, dialect_until as until from peer where dialect is not null and dialect_until > @now order by dialect_until desc limit @most
        """;

    static async Task<IEnumerable<KnownDialect>> KnownAsync(Tx tx, CancellationToken ct) =>
        (await tx.ListAsync<Row>(KnownSql, new { now = tx.Now, most = Limits.Dialects }, ct))
            .Select(r => new KnownDialect(r.Host, r.Dialect == PathWord ? Dialect.CavagePath : Dialect.MessageSignature, r.Until));

    const string PathWord = "cavage_path";
    const string SetSql = """
        insert into peer (host, first_seen_at, dialect, dialect_until) values (@host, @now, @dialect, @until)
        on conflict (host) do update set dialect = excluded.dialect, dialect_until = excluded.dialect_until
        """;

    static Task<int> SetAsync(Tx tx, KnownDialect known, CancellationToken ct) => tx.ExecAsync(SetSql, new
    {
        host = known.Authority,
        now = tx.Now,
        dialect = known.Dialect switch
        {
            Dialect.CavagePath => PathWord,
            Dialect.MessageSignature => "message_signature",
            _ => null,
        },
        until = known.Dialect == Dialect.Cavage ? (DateTimeOffset?)null : known.Until,
    }, ct);

    sealed record Row
    {
        public string Host { get; init; } = "";
        public string Dialect { get; init; } = "";
        public DateTimeOffset Until { get; init; }
    }

    [LoggerMessage(3002, LogLevel.Warning, "peer.dialect-lost {Host} {Reason}")]
    static partial void LogLost(ILogger log, string host, string reason);
}
