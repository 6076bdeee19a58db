using Federated.Instance.Ids;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Federated.Instance.Config;

/// <summary>How a program opens its hub.</summary>
/// <param name="Serving">It takes the data directory for itself; other verbs join a running hub.</param>
/// <param name="Patience">How long a database elsewhere may take to answer.</param>
public sealed record Opening(bool Serving, TimeSpan Patience);

/// <summary>
/// A hub's data, opened in this order: data directory, secret key, database, schema, binding, node number.
/// Disposing closes in the opposite order. What the machine or the operator has to mend is a <see cref="StorageException"/>.
/// </summary>
public sealed class OpenHub : IAsyncDisposable
{
    static readonly TimeSpan ConnectPause = TimeSpan.FromSeconds(1);
    readonly DataDirectoryHeld? _lock;
    EmbeddedPostgres? _embedded;

    OpenHub(HubConfig config, DataDirectory data, bool serving, TimeProvider clock)
    {
        (Config, Data, Clock) = (config, data, clock);
        _lock = serving ? Lock(data) : null;
    }

    /// <summary>The settings; the domain comes from the database when they name none, and is empty before the first start.</summary>
    public HubConfig Config { get; private set; }
    public DataDirectory Data { get; }
    public TimeProvider Clock { get; }
    public SecretKey Key { get; private set; } = null!;
    public Database Database { get; private set; } = null!;
    public Migrator Migrator { get; private set; } = null!;
    public NodeLease Node { get; private set; } = null!;
    public IdMaker Ids { get; private set; } = null!;

    /// <summary>The migrations that were applied by this opening.</summary>
    public IReadOnlyList<string> Migrated { get; private set; } = [];

    public static async Task<OpenHub> OpenAsync(HubConfig config, Opening how, TimeProvider clock, ILoggerFactory logs, CancellationToken ct)
    {
        var hub = new OpenHub(config, DataDirectory.Open(config.Data.FullPath), how.Serving, clock);
        try
        {
            hub.Key = ReadKey(hub.Data, config.Secrets);
            await hub.OpenDatabaseAsync(how, logs, ct);
            await hub.BindAsync(ct);
            hub.Node = await NodeLease.TakeAsync(hub.Database, clock, logs.CreateLogger<NodeLease>(), ct);
            hub.Ids = new IdMaker(clock, hub.Node.Number);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
            await Node.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _lock?.Dispose();
    }

    static DataDirectoryHeld Lock(DataDirectory data) => data.LockForServing() switch
    {
        DataDirectoryHeld held => held,
        DataDirectoryLocked locked => throw new StorageException(locked.Sentence),
        var other => throw new InvalidOperationException(other.ToString()),
    };

    static SecretKey ReadKey(DataDirectory data, SecretsOptions secrets)
    {
        try
        {
            return SecretKey.Open(data, secrets.Key);
        }
        catch (FormatException failure)
        {
            throw new StorageException($"The secret key in {data.PathOf(SecretKey.FileName)} cannot be read: restore that file from the backup.", failure);
        }
    }

    async Task OpenDatabaseAsync(Opening how, ILoggerFactory logs, CancellationToken ct)
    {
        if (Config.Database.IsEmbedded)
            _embedded = await EmbeddedPostgres.StartAsync(new(Data), logs.CreateLogger<EmbeddedPostgres>(), ct);
        Database = new Database(_embedded?.ConnectionString ?? Config.Database.ConnectionString, Clock);
        Migrator = new Migrator(Database, Migration.All, logs.CreateLogger<Migrator>());
        Migrated = await MigrateAsync(how.Patience, ct) switch
        {
            SchemaState.Current(var applied) => applied,
            SchemaState.Refused(_, var sentence) => throw new StorageException(sentence),
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    /// <summary>A database elsewhere may still be starting, as after a boot of the machine.</summary>
    async Task<SchemaState> MigrateAsync(TimeSpan patience, CancellationToken ct)
    {
        var start = Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await Migrator.MigrateAsync(ct);
            }
            catch (Exception failure) when (Transient.Is(failure) && Clock.GetElapsedTime(start) < patience)
            {
                await Task.Delay(ConnectPause, Clock, ct);
            }
            catch (NpgsqlException failure)
            {
                throw new StorageException($"The database cannot be used: {failure.Message} Check Database:ConnectionString and the server.", failure);
            }
        }
    }

    async Task BindAsync(CancellationToken ct)
    {
        Config = Config with { Hub = await HubBinding.CompleteAsync(Config.Hub, Database, ct) };
        if (Config.Hub.Domain.Length == 0)
            return;
        var refusal = await Database.TransactAsync(tx => HubBinding.BindAsync(tx, Config.Hub, Key, ct), ct);
        if (refusal is not null)
            throw new StorageException(refusal);
    }
}
