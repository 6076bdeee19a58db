using Federated.Instance.Storage;

namespace Federated.Instance.Ids;

/// <summary>The nodes of this hub that are alive: each holds an advisory lock of this class for as long as it runs.</summary>
public static class Nodes
{
    public const int LockClass = 4242;

    const string LiveSql = """
        select l.objid::int::smallint
        from pg_locks l
        where l.locktype = 'advisory' and l.classid = 4242 and l.objsubid = 2 and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
        """;

    public static Task<IReadOnlyList<short>> LiveAsync(Db db, CancellationToken ct) => db.ListAsync<short>(LiveSql, null, ct);
}
