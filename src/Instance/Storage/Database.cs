using Npgsql;

namespace Federated.Instance.Storage;

/// <summary>The hub's PostgreSQL: one pool of connections with sane limits.</summary>
public sealed class Database : IAsyncDisposable
{
    // What the given string says comes later and wins.
    const string Defaults = "Application Name=federated;Maximum Pool Size=20;Timeout=10;Command Timeout=15;"
        // Nothing is set on a connection beyond its transaction, so none has to be reset between two uses.
        + "Max Auto Prepare=100;No Reset On Close=true;";

    // One second before the command's own limit, so that the server's clear answer is the one that is seen.
    const string ServerOptions = "-c statement_timeout=14s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC";

    readonly TimeProvider _clock;
    readonly string _connectionString;

    public Database(string connectionString, TimeProvider clock)
    {
        TypeHandlers.Ensure();
        _clock = clock;
        var settings = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
        settings.Options = $"{ServerOptions} {settings.Options}".TrimEnd();
        if (settings.Host?.Contains(',', StringComparison.Ordinal) is true && settings.TargetSessionAttributes is null)
            settings.TargetSessionAttributes = "primary";
        _connectionString = settings.ConnectionString;
        Source = new NpgsqlDataSourceBuilder(_connectionString) { Name = "hub" }.Build();
    }

    /// <summary>For what <see cref="Db"/> does not do: COPY, schema questions of tests.</summary>
    public NpgsqlDataSource Source { get; }

    public async Task<Db> OpenAsync(CancellationToken ct) => new(await Source.OpenConnectionAsync(ct), _clock);

    /// <summary>
    /// Runs the work in one transaction and commits; an exception, or <see cref="Tx.RollBack"/>, takes everything back.
    /// Not tried again by itself: the caller asks <see cref="Transient.Is"/>.
    /// </summary>
    public async Task<T> TransactAsync<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var tx = new Tx(connection, _clock);
        var result = await work(tx);
        if (tx.TakenBack)
            return result;
        await tx.FinishAsync(ct);
        // Once asked for, a commit is waited for: giving up in between would leave its end unknown.
        await transaction.CommitAsync(CancellationToken.None);
        tx.Committed();
        return result;
    }

    public Task TransactAsync(Func<Tx, Task> work, CancellationToken ct) => TransactAsync(
        async tx =>
        {
            await work(tx);
            return true;
        },
        ct);

    /// <summary>A connection outside the pool, to listen on for long.</summary>
    internal async Task<NpgsqlConnection> OpenOwnAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false, KeepAlive = 30 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
