using System.Reflection;
using System.Text.RegularExpressions;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Npgsql;

namespace Federated.Tests.Architecture;

/// <summary>Every SQL constant is one that PostgreSQL understands, and each table has one folder that writes it.</summary>
public sealed partial class SqlRules(HubDatabase hub) : IClassFixture<HubDatabase>
{
    /// <summary>A table of single values, where each key has its one writer.</summary>
    const string Shelf = "setting";

    [Fact]
    public async Task Every_constant_parses_against_the_schema()
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        List<string> breaches = [];
        foreach (var constant in Constants().Where(c => Statement().IsMatch((string)c.GetRawConstantValue()!)))
            if (await ProblemAsync(connection, (string)constant.GetRawConstantValue()!) is { } problem)
                breaches.Add($"{constant.DeclaringType!.FullName}.{constant.Name}: {problem}");
        Checkout.AssertNone(breaches);
    }

    [Fact]
    public void Constants_list_their_columns() => Checkout.AssertNone(
        from constant in Constants()
        where SelectStar().IsMatch((string)constant.GetRawConstantValue()!)
        select $"{constant.DeclaringType!.FullName}.{constant.Name} selects *");

    [Fact]
    public void Each_table_is_written_by_one_folder() => Checkout.AssertNone(
        from write in from source in Checkout.CSharp("src/Instance")
                      from constant in source.SqlConstants()
                      from Match match in Write().Matches(constant.Sql)
                      select (Table: match.Groups["table"].Value, source.Feature)
        group write.Feature by write.Table into table
        where table.Key != Shelf && table.Distinct().Count() > 1
        select $"{table.Key} is written by {string.Join(" and ", table.Distinct())}");

    static IEnumerable<FieldInfo> Constants() =>
        from type in typeof(Database).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.IsLiteral && field.FieldType == typeof(string) && field.Name.EndsWith("Sql", StringComparison.Ordinal)
        select field;

    static async Task<string?> ProblemAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            NpgsqlCommandBuilder.DeriveParameters(command);
            return null;
        }
        catch (PostgresException failure)
        {
            return failure.Message;
        }
    }

    // Others are conditions and lists of columns that statements are put together from.
    [GeneratedRegex(@"^\s*(select|insert|update|delete|with|merge|create|alter|drop|lock|truncate|listen)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\bselect\s+(\w+\.)?\*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SelectStar();

    [GeneratedRegex(@"\b(insert\s+into|delete\s+from|merge\s+into|(?<!\bdo\s+)(?<!\bfor\s+)(?<!\bno\s+key\s+)update)\s+(?<table>(?!set\b|of\b|skip\b|nowait\b)[a-z_]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Write();
}
