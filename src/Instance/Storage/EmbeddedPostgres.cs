using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Federated.Instance.Storage;

/// <param name="Data">The data directory of the hub.</param>
/// <param name="TestSpeed">Nothing is forced to the disk: a lost machine loses the cluster. For tests only.</param>
public sealed record EmbeddedPostgresOptions(DataDirectory Data, bool TestSpeed = false)
{
    /// <summary>Where initdb and postgres are looked for; null = on PATH and where distributions put them.</summary>
    public IReadOnlyList<string>? BinaryFolders { get; init; }
}

/// <summary>
/// A private PostgreSQL under the data directory, for hubs without a connection string. It is started, or joined when
/// another program of the hub has started it, started again when it dies, and stopped by the program that started it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    internal const string SecretFile = "postgres.secret";
    const string LockFile = "postgres.lock";
    const string Name = "federated";
    const string Superuser = "postgres";
    static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(2);

    readonly EmbeddedPostgresOptions _options;
    readonly ILogger _logger;
    readonly ClusterFolder _cluster;
    readonly ClusterLog _log;
    readonly string _password;
    readonly CancellationTokenSource _stopping = new();
    PostgresServer _server = null!;
    string _socket = "";
    Task _watching = Task.CompletedTask;

    EmbeddedPostgres(EmbeddedPostgresOptions options, ILogger logger, ClusterFolder cluster, string password)
    {
        (_options, _logger, _cluster, _password) = (options, logger, cluster, password);
        _log = new ClusterLog(options.Data.PathOf("postgres.log"));
    }

    /// <summary>For the hub's own role and database.</summary>
    public string ConnectionString => ConnectionTo(Name, Name, pooling: true);

    /// <summary>Outside the data directory when PostgreSQL's user cannot pass through that.</summary>
    public string ClusterDirectory => _cluster.FullPath;

    public string SocketDirectory => _socket;
    public string LogFile => _log.FullPath;
    public int ProcessId => _server.ProcessId;

    /// <summary>False when the server was started by another program of this hub.</summary>
    public bool StartedHere => _server.StartedHere;

    /// <summary>Returns when the database answers. What the machine lacks is a <see cref="StorageException"/>.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        EmbeddedPostgres embedded;
        using (await options.Data.LockAsync(LockFile, ct))
        {
            var cluster = await ClusterFolder.LocateAsync(options.Data, logger, ct);
            embedded = new EmbeddedPostgres(options, logger, cluster, Password(options.Data, cluster));
            await embedded.MakeClusterAsync(ct);
            try
            {
                await embedded.RunAsync(ct);
            }
            catch
            {
                await embedded.StopAsync();
                throw;
            }
        }
        embedded._watching = embedded.WatchAsync();
        return embedded;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        // Under the lock, so that a program which takes over begins when we are through.
        using (await _options.Data.LockAsync(LockFile, CancellationToken.None))
            await StopAsync();
        _stopping.Dispose();
    }

    async Task StopAsync()
    {
        if (_server is not { StartedHere: true })
            return;
        await _server.StopAsync();
        SocketFolder.Remove(_options.Data);
        StorageLog.ServerStopped(_logger, _server.ProcessId);
    }

    static string Password(DataDirectory data, ClusterFolder cluster) => data.Read(SecretFile) is { Length: > 0 } kept ? kept
        : cluster.Version is null ? data.ReadOrWrite(SecretFile, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)))
        : throw new StorageException($"The password of the embedded database is gone: restore {data.PathOf(SecretFile)} from a backup.");

    async Task MakeClusterAsync(CancellationToken ct)
    {
        if (_cluster.Version is null)
        {
            var binaries = await PostgresBinaries.FindAsync(null, _options.BinaryFolders, ct);
            StorageLog.ClusterMaking(_logger, binaries.Version, _cluster.FullPath);
            await _cluster.MakeAsync(binaries, ClusterSettings.Make(_options.TestSpeed), _password, _log, ct);
        }
        _cluster.Keep(_options.Data);
    }

    /// <summary>Joins the live server or starts one. Runs under the lock of the data directory.</summary>
    async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            if (PostgresServer.Find(_cluster) is not { } found)
            {
                await LaunchAsync(ct);
                break;
            }
            _socket = SocketFolder.Find(_options.Data, _cluster);
            // A server of a program that was killed is still there for a moment, shutting down.
            if (await AnswersAsync(found, ct))
            {
                _server = found;
                StorageLog.ServerAdopted(_logger, found.ProcessId, _cluster.FullPath);
                break;
            }
        }
        await MakeDatabaseAsync(ct);
    }

    async Task LaunchAsync(CancellationToken ct)
    {
        var binaries = await PostgresBinaries.FindAsync(_cluster.Version, _options.BinaryFolders, ct);
        _socket = await SocketFolder.MakeAsync(_options.Data, _cluster, ct);
        string[] command = [binaries.Postgres, "-D", _cluster.FullPath, .. ClusterSettings.Run(_socket, _options.TestSpeed)];
        _log.Begin();
        var server = await PostgresServer.StartAsync(_cluster, command, _log.FullPath);
        if (!await AnswersOrStopsAsync(server, ct))
            throw new StorageException(await server.Ended == PostgresServer.LockTaken
                ? $"Another program, perhaps in another container, keeps the embedded database {_cluster.FullPath}: stop it first."
                : $"PostgreSQL did not start: {_log.Reason()} (see {_log.FullPath})");
        _server = server;
        StorageLog.ServerStarted(_logger, server.ProcessId, _cluster.FullPath);
    }

    async Task<bool> AnswersOrStopsAsync(PostgresServer server, CancellationToken ct)
    {
        try
        {
            return await AnswersAsync(server, ct);
        }
        catch
        {
            await server.StopAsync();
            throw;
        }
    }

    /// <summary>True when it accepts connections, false when it ended before that.</summary>
    async Task<bool> AnswersAsync(PostgresServer server, CancellationToken ct)
    {
        const int Patience = 600;
        for (var silent = 0; silent < Patience && !server.Ended.IsCompleted; silent++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionTo(Superuser, Superuser, pooling: false));
                await connection.OpenAsync(ct);
                return true;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                // Starting up, recovering or shutting down: however long that takes, it goes on.
                silent = 0;
            }
            catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new StorageException($"The embedded database does not take its password: restore {_options.Data.PathOf(SecretFile)} from a backup.", failure);
            }
            catch (Exception failure) when (Transient.Is(failure))
            {
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
        return server.Ended.IsCompleted ? false
            : throw new StorageException($"PostgreSQL (process {server.ProcessId}) runs in {_cluster.FullPath} and does not answer: stop it and try again.");
    }

    const string HasRoleSql = """
        select exists (select from pg_roles where rolname = 'federated')
        """;

    const string HasDatabaseSql = """
        select exists (select from pg_database where datname = 'federated')
        """;

    async Task MakeDatabaseAsync(CancellationToken ct)
    {
        await using var database = new Database(ConnectionTo(Superuser, Superuser, pooling: false), TimeProvider.System);
        await using var db = await database.OpenAsync(ct);
        if (!await db.ValueAsync<bool>(HasRoleSql, null, ct))
            await db.ExecAsync($"create role {Name} login createdb password '{_password}'", null, ct);
        if (!await db.ValueAsync<bool>(HasDatabaseSql, null, ct))
            await db.ExecAsync($"create database {Name} owner {Name}", null, ct);
    }

    /// <summary>The hub recovers by itself: a server that died is started again, or joined when somebody else was faster.</summary>
    async Task WatchAsync()
    {
        while (true)
        {
            await Task.WhenAny(_server.Ended, Task.Delay(Timeout.Infinite, _stopping.Token));
            if (_stopping.IsCancellationRequested)
                return;
            StorageLog.ServerEnded(_logger, _server.ProcessId);
            try
            {
                using (await _options.Data.LockAsync(LockFile, _stopping.Token))
                    await RunAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException || Transient.Is(failure))
            {
                StorageLog.ServerNotRestarted(_logger, failure.Message);
                await Task.Delay(RestartPause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    string ConnectionTo(string database, string user, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = _socket,
        Database = database,
        Username = user,
        Password = _password,
        Pooling = pooling,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
