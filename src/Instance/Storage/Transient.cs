using System.Collections.Frozen;
using System.Net.Sockets;
using Npgsql;

namespace Federated.Instance.Storage;

/// <summary>Which failures of the database go away by themselves: the same work may be tried again later.</summary>
public static class Transient
{
    static readonly FrozenSet<string> States = FrozenSet.Create(
        PostgresErrorCodes.SerializationFailure,
        PostgresErrorCodes.DeadlockDetected,
        PostgresErrorCodes.LockNotAvailable,
        PostgresErrorCodes.ObjectInUse,
        PostgresErrorCodes.QueryCanceled,
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        "25P03", // idle in a transaction for too long
        PostgresErrorCodes.TooManyConnections,
        PostgresErrorCodes.InsufficientResources,
        PostgresErrorCodes.DiskFull,
        PostgresErrorCodes.OutOfMemory,
        PostgresErrorCodes.ReadOnlySqlTransaction);

    /// <summary>The database could not be reached, or went away: no fault of what was asked of it.</summary>
    public static bool IsAbsence(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections } => true,
        PostgresException postgres => postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: TimeoutException } => false,
        _ => Is(failure),
    };

    public static bool Is(Exception failure) => failure switch
    {
        PostgresException postgres => States.Contains(postgres.SqlState) || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is { } inner && Is(inner),
        SocketException or IOException or TimeoutException => true,
        AggregateException { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
