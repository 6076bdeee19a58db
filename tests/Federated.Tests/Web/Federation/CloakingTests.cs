namespace Federated.Tests.Web.Federation;

/// <summary>An origin that serves something else each time (AT-100): what was verified first stays, until its author says that it is newer.</summary>
public sealed class CloakingTests(HubAndPeer world) : IClassFixture<HubAndPeer>
{
    [Theory]
    [InlineData("2026-11-20T09:00:00Z")]
    [InlineData("2026-11-20T11:00:00Z")]
    public async Task What_its_origin_serves_now_counts_only_when_it_is_newer(string updated)
    {
        var (ada, bo) = (await world.PersonAsync(), world.Stranger());
        await world.FollowAsync(ada, bo);
        var path = $"cloak/{bo.Name}";
        var uri = $"{world.Peer.Base}/{path}";
        await bo.DeliverAsync(world.Hub, bo.Activity("Create", bo.Note(path, "first", "\"updated\":\"2026-11-20T10:30:00Z\"")));
        await world.Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri });

        world.Peer.Documents[$"/{path}"] = bo.Note(path, "second", $"\"updated\":\"{updated}\"");
        await bo.DeliverAsync(world.Hub, bo.Activity("Update", uri));

        await world.DecidedAsync();
        Assert.Contains(updated is "2026-11-20T11:00:00Z" ? "second" : "first", await world.Hub.AskAsync<string>("select content from post where uri = @uri", new { uri }), StringComparison.Ordinal);
    }
}
