using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Federated.Instance.Ids;

/// <summary>
/// This program's number among all that share the database: an advisory lock (<see cref="LockClass"/>, number) on a
/// connection of its own. A number is free again when its program ends in any way.
/// </summary>
public sealed partial class NodeLease : IAsyncDisposable
{
    public const int LockClass = 4242;
    static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);

    readonly Database _database;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stopping = new();
    readonly CancellationTokenSource _lost = new();
    NpgsqlConnection _connection;
    Task _watching = Task.CompletedTask;

    NodeLease(short number, NpgsqlConnection connection, Database database, TimeProvider clock, ILogger logger)
    {
        (Number, _connection, _database, _clock, _logger) = (number, connection, database, clock, logger);
    }

    /// <summary>0 to 1023.</summary>
    public short Number { get; }

    /// <summary>Cancelled when another program got the number while the database was away: this one must stop.</summary>
    public CancellationToken Lost => _lost.Token;

    // Any free number, not the first one: after the database was away, that is the number which a running program wants back.
    const string TakeAnySql = """
        select n::smallint
        from (select n from generate_series(0, @last) as n order by random() offset 0) any_order
        where pg_try_advisory_lock(@lockClass, n)
        limit 1
        """;

    public static async Task<NodeLease> TakeAsync(Database database, TimeProvider clock, ILogger<NodeLease> logger, CancellationToken ct)
    {
        var connection = await database.OpenOwnAsync(ct);
        try
        {
            var number = await new Db(connection, clock).ValueAsync<short?>(TakeAnySql, new { last = IdMaker.Nodes - 1, lockClass = LockClass }, ct)
                ?? throw new StorageException($"All {IdMaker.Nodes} node numbers of this database are taken: stop programs that use it.");
            var lease = new NodeLease(number, connection, database, clock, logger);
            lease._watching = Task.Run(lease.WatchAsync, CancellationToken.None);
            return lease;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        await _connection.DisposeAsync();
        _stopping.Dispose();
        _lost.Dispose();
    }

    async Task WatchAsync()
    {
        var held = true;
        while (held && !_stopping.IsCancellationRequested)
        {
            try
            {
                await _connection.WaitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception failure) when (failure is NpgsqlException || Transient.Is(failure))
            {
                LogAway(Number, failure.Message);
                held = await TakeAgainAsync();
            }
        }
        if (!held)
        {
            LogLost(Number);
            await _lost.CancelAsync();
        }
    }

    const string TakeSql = """
        select pg_try_advisory_lock(@lockClass, @number)
        """;

    /// <summary>Tries until the database is back; false when the number is somebody else's by then.</summary>
    async Task<bool> TakeAgainAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _connection.DisposeAsync();
                _connection = await _database.OpenOwnAsync(_stopping.Token);
                return await new Db(_connection, _clock).ValueAsync<bool>(TakeSql, new { lockClass = LockClass, number = (int)Number }, _stopping.Token);
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException || Transient.Is(failure))
            {
                await Task.Delay(ReconnectPause, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        return true;
    }

    [LoggerMessage(9020, LogLevel.Warning, "The lease of node number {Number} is without its connection: {Reason}")]
    partial void LogAway(short number, string reason);

    [LoggerMessage(9021, LogLevel.Critical, "Another program took node number {Number} while the database was away; this one stops")]
    partial void LogLost(short number);
}
