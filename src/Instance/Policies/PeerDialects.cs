using System.Threading.Channels;
using Federated.Federation;
using Federated.Federation.Fetching;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;

namespace Federated.Instance.Policies;

/// <summary>Keeps over restarts which signature dialect a host takes: loaded before anything is sent, written behind what is learnt.</summary>
public sealed class PeerDialects : PeriodicWorker
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    readonly Channel<KnownDialect> _learned = Channel.CreateBounded<KnownDialect>(
        new BoundedChannelOptions(Limits.Dialects) { FullMode = BoundedChannelFullMode.DropOldest });
    readonly Database _database;

    public PeerDialects(Database database, TimeProvider clock, ILogger<PeerDialects> log) : base(new(Pause), clock, log)
    {
        _database = database;
        Known = new Dialects(clock, known => _learned.Writer.TryWrite(known));
    }

    public Dialects Known { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Known.Load(await _database.TransactAsync(tx => KnownAsync(tx, cancellationToken), cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    /// <summary>What cannot be written is learnt once more after a restart.</summary>
    protected override async Task<bool> RoundAsync(CancellationToken ct)
    {
        var known = await _learned.Reader.ReadAsync(ct);
        await _database.TransactAsync(tx => SetAsync(tx, known, ct), ct);
        return true;
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
}
