using Dapper;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>
/// The keys that cookies and forms are protected with, as XML that the web host reads and writes; shared by all nodes.
/// Without await, because the framework that asks has none here: at the start, and once in months.
/// </summary>
public sealed class KeyRing(Database database, TimeProvider clock)
{
    const string ListSql = """
        select xml from key_ring order by created_at, id
        """;

    public IReadOnlyList<string> List()
    {
        using var connection = database.Source.OpenConnection();
        return connection.Query<string>(ListSql).AsList();
    }

    const string AddSql = """
        insert into key_ring (id, xml, created_at) values (@id, @xml, @now) on conflict (id) do nothing
        """;

    public void Add(string id, string xml)
    {
        using var connection = database.Source.OpenConnection();
        connection.Execute(AddSql, new { id, xml, now = clock.Now() });
    }
}
