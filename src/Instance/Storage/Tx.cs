using System.Text;
using Npgsql;

namespace Federated.Instance.Storage;

/// <summary>A <see cref="Db"/> inside a transaction; <see cref="Database.TransactAsync{T}"/> begins and ends it.</summary>
public sealed class Tx : Db
{
    const int NotifyBytes = 7_999;
    readonly List<Action> _afterCommit = [];
    readonly List<(string Channel, string Payload)> _notices = [];

    internal Tx(NpgsqlConnection connection, TimeProvider clock) : base(connection, clock) => Now = clock.Now();

    /// <summary>When the transaction began, by the hub's clock, in whole milliseconds.</summary>
    public override DateTimeOffset Now { get; }

    internal bool TakenBack { get; private set; }

    /// <summary>Nothing of this transaction stays, though its work returns a value.</summary>
    public void RollBack() => TakenBack = true;

    /// <summary>Runs in this process when the rows are there for everybody, in the order given; never after a rollback.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Tells every node that listens, with the commit. Equal notices of one transaction are sent once.</summary>
    public void Notify(string channel, string payload = "")
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(payload), NotifyBytes);
        if (!_notices.Contains((channel, payload)))
            _notices.Add((channel, payload));
    }

    const string UnlimitedSql = """
        select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)
        """;

    /// <summary>Lifts the limits of time for long work: a migration, a dump.</summary>
    public async Task LiftTimeLimitsAsync(CancellationToken ct)
    {
        CommandSeconds = 0;
        await ExecAsync(UnlimitedSql, null, ct);
    }

    const string NotifySql = """
        select pg_notify(channel, payload) from unnest(@channels::text[], @payloads::text[]) as notice (channel, payload)
        """;

    /// <summary>The last words before the commit. PostgreSQL answers a commit after a failed statement with a silent rollback, so that is an error here.</summary>
    internal async Task FinishAsync(CancellationToken ct)
    {
        if (Failed)
            throw new InvalidOperationException("A statement of this transaction failed and its error was dropped; nothing can be committed.");
        if (_notices.Count > 0)
            await ExecAsync(NotifySql, new { channels = _notices.ConvertAll(n => n.Channel), payloads = _notices.ConvertAll(n => n.Payload) }, ct);
    }

    internal void Committed() => _afterCommit.ForEach(action => action());
}
