using Federated.Instance.Inbox;
using Federated.Tests.Support;

namespace Federated.Tests.Architecture;

/// <summary>FEDERATION.md says which activities are taken; the program says so too.</summary>
public sealed class FederationDocumentTests
{
    [Fact]
    public async Task The_table_of_activities_is_the_table_of_routes()
    {
        await using var hub = await TestHub.StartAsync();
        var documented = (
            from line in File.ReadLines(Path.Combine(Checkout.Root, "FEDERATION.md"))
                .SkipWhile(l => l != "## Activities taken").Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            where line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| activity", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)
            let cells = line.Split('|', StringSplitOptions.TrimEntries)
            from activity in cells[1].Split(", ")
            from thing in cells[2].Split(", ")
            select $"{activity} {thing}").ToList();

        var routes = hub.Get<InboxRoutes>().Known.Select(r => $"{r.Activity} {r.Object}").ToList();

        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }
}
