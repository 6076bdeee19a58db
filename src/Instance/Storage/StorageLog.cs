using Microsoft.Extensions.Logging;

namespace Federated.Instance.Storage;

static partial class StorageLog
{
    [LoggerMessage(4001, LogLevel.Information, "Migration {Name} applied")]
    public static partial void Migrated(ILogger logger, string name);

    [LoggerMessage(4002, LogLevel.Warning, "Listening to the database was interrupted, trying again: {Reason}")]
    public static partial void ListenerLost(ILogger logger, string reason);

    [LoggerMessage(4010, LogLevel.Information, "Making a PostgreSQL {Version} cluster in {Folder}")]
    public static partial void ClusterMaking(ILogger logger, int version, string folder);

    [LoggerMessage(4011, LogLevel.Information, "PostgreSQL started as process {ProcessId} in {Folder}")]
    public static partial void ServerStarted(ILogger logger, int processId, string folder);

    [LoggerMessage(4012, LogLevel.Information, "Using PostgreSQL process {ProcessId}, which already runs in {Folder}")]
    public static partial void ServerAdopted(ILogger logger, int processId, string folder);

    [LoggerMessage(4013, LogLevel.Warning, "PostgreSQL process {ProcessId} ended, starting it again")]
    public static partial void ServerEnded(ILogger logger, int processId);

    [LoggerMessage(4014, LogLevel.Error, "PostgreSQL could not be started again: {Reason}")]
    public static partial void ServerNotRestarted(ILogger logger, string reason);

    [LoggerMessage(4015, LogLevel.Information, "PostgreSQL process {ProcessId} stopped")]
    public static partial void ServerStopped(ILogger logger, int processId);

    [LoggerMessage(4016, LogLevel.Warning, "The data directory was removed, so its cluster {Folder} is kept as {Aside} and a new one is made")]
    public static partial void ClusterSetAside(ILogger logger, string folder, string aside);
}
