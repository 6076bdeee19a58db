using Federated.Instance.Storage;

namespace Federated.Instance.Ids;

/// <summary>The nodes of this hub that are alive: each holds an advisory lock of this class for as long as it runs.</summary>
public static class Nodes
{
    const string LiveSql = """
        select l.objid::int::smallint
        from pg_locks l
        where l.locktype = 'advisory' and l.classid = @lockClass and l.objsubid = 2 and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
        """;

    public static Task<IReadOnlyList<short>> LiveAsync(Db db, CancellationToken ct) => db.ListAsync<short>(LiveSql, new { lockClass = NodeLease.LockClass }, ct);
}
