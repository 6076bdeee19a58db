using System.Data;
using Dapper;
using Npgsql;

namespace Federated.Instance.Storage;

/// <summary>
/// An open connection with the four ways to run SQL. Arguments are an object whose properties are the parameters;
/// rows are records with init properties; enums are words (<see cref="Words"/>). One call at a time.
/// </summary>
public class Db : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;
    readonly TimeProvider _clock;

    internal Db(NpgsqlConnection connection, TimeProvider clock) => (_connection, _clock) = (connection, clock);

    /// <summary>By the hub's clock, in whole milliseconds.</summary>
    public virtual DateTimeOffset Now => _clock.Now();

    /// <summary>Seconds that a command may take; null = as the connection string says.</summary>
    private protected int? CommandSeconds { get; set; }

    /// <summary>A statement failed, so PostgreSQL will do nothing more in this transaction.</summary>
    private protected bool Failed { get; private set; }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? args, CancellationToken ct) =>
        await WatchAsync(RowsAsync<T>(Command(sql, args, ct)));

    /// <summary>The only row, or the default when there is none. Two rows are a bug and throw.</summary>
    public async Task<T?> OneAsync<T>(string sql, object? args, CancellationToken ct) =>
        (await ListAsync<T>(sql, args, ct)).SingleOrDefault();

    /// <summary>The first column of the first row, or the default when there is none or it is null.</summary>
    public Task<T?> ValueAsync<T>(string sql, object? args, CancellationToken ct) =>
        WatchAsync(ScalarAsync<T>(Command(sql, args, ct)));

    /// <summary>The number of rows affected.</summary>
    public Task<int> ExecAsync(string sql, object? args, CancellationToken ct) =>
        WatchAsync(_connection.ExecuteAsync(Command(sql, args, ct)));

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _connection.DisposeAsync();
    }

    async Task<List<T>> RowsAsync<T>(CommandDefinition command)
    {
        if (!Words.In(typeof(T)))
            return (await _connection.QueryAsync<T>(command)).AsList();
        await using var reader = new WordReader(await _connection.ExecuteReaderAsync(command), typeof(T));
        var parse = reader.GetRowParser<T>();
        List<T> rows = [];
        while (await reader.ReadAsync(command.CancellationToken))
            rows.Add(parse(reader));
        return rows;
    }

    async Task<T?> ScalarAsync<T>(CommandDefinition command)
    {
        if (Words.EnumOf(typeof(T)) is not { } type)
            return await _connection.ExecuteScalarAsync<T>(command);
        return await _connection.ExecuteScalarAsync<string>(command) is { } word ? (T)Words.Read(type, word) : default;
    }

    // Dapper would open a lost connection again without a word, and the rest of a transaction would commit on its own.
    CommandDefinition Command(string sql, object? args, CancellationToken ct) => _connection.State == ConnectionState.Open
        ? new CommandDefinition(sql, Words.Arguments(args), commandTimeout: CommandSeconds, cancellationToken: ct)
        : throw new NpgsqlException("The connection to the database is lost.", new IOException("The connection is closed."));

    async Task<T> WatchAsync<T>(Task<T> running)
    {
        try
        {
            return await running;
        }
        catch
        {
            Failed = true;
            throw;
        }
    }
}
