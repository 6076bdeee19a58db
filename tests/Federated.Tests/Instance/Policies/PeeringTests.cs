using Federated.Instance.Ids;
using Federated.Instance.Policies;
using Federated.Tests.Support;

namespace Federated.Tests.Instance.Policies;

public sealed class PeeringTests(HubDatabase hub) : IClassFixture<HubDatabase>
{
    sealed record AuditRow
    {
        public string Action { get; init; } = "";
        public string Detail { get; init; } = "";
    }

    readonly Peering _peering = new(hub.Database, new Audit(new IdMaker(TimeProvider.System, 1)));

    [Theory]
    [InlineData("hub.example.org", "hub.example.org")]
    [InlineData("https://Hub.Example.org/", "hub.example.org")]
    [InlineData("hub.example.org:443", "hub.example.org")]
    [InlineData("localhost:8081", "localhost:8081")]
    [InlineData("127.0.0.1:8081", "127.0.0.1:8081")]
    [InlineData("[::1]:8081", "[::1]:8081")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("münchen.example", "xn--mnchen-3ya.example")]
    [InlineData("", null)]
    [InlineData("a b", null)]
    [InlineData("hub.example.org/path", null)]
    [InlineData("hub.example.org.", null)]
    [InlineData("user@hub.example.org", null)]
    [InlineData("hub.example.org:0", null)]
    [InlineData("hub.example.org:99999", null)]
    public void A_peer_has_one_written_form(string typed, string? host) => Assert.Equal(host, PeerHost.Parse(typed));

    [Fact]
    public async Task A_decision_is_kept_and_audited_with_its_reason()
    {
        await _peering.DecideAsync("decided.example", PeerState.Blocked, "spam", by: null, default);
        await _peering.DecideAsync("decided.example", PeerState.Normal, "", by: null, default);

        var peer = await FindAsync("decided.example");
        Assert.Equal((PeerState.Normal, true), (peer.State, peer.Allowed));
        Assert.Equal([("peer-blocked", "spam"), ("peer-normal", "")], (await AuditAsync("decided.example")).Select(a => (a.Action, a.Detail)));
    }

    [Fact]
    public async Task Limiting_an_allowed_peer_leaves_it_allowed_and_holding_it_does_not()
    {
        await _peering.DecideAsync("limited.example", PeerState.Normal, "", by: null, default);
        await _peering.DecideAsync("limited.example", PeerState.Limited, "", by: null, default);
        Assert.True((await FindAsync("limited.example")).Allowed);

        await _peering.DecideAsync("limited.example", PeerState.Held, "", by: null, default);
        Assert.False((await FindAsync("limited.example")).Allowed);
    }

    [Fact]
    public async Task A_peer_is_added_once_and_its_state_stays()
    {
        await _peering.DecideAsync("known.example", PeerState.Blocked, "", by: null, default);

        Assert.True(await _peering.AddAsync("known.example", by: null, default));
        Assert.False(await _peering.AddAsync("known.example", by: null, default));
        Assert.Equal(PeerState.Blocked, (await FindAsync("known.example")).State);
        Assert.True(await _peering.AddAsync("new.example", by: null, default));
        var added = await FindAsync("new.example");
        Assert.Equal((true, true), (added.Followed, added.Allowed));
    }

    [Fact]
    public async Task Lists_are_paged_by_host_and_can_be_of_one_state()
    {
        foreach (var host in (string[])["page-a.example", "page-b.example", "page-c.example"])
            await _peering.DecideAsync(host, PeerState.MediaOff, "", by: null, default);

        var first = await _peering.ListAsync("", PeerState.MediaOff, 2, default);
        var second = await _peering.ListAsync(first[^1].Host, PeerState.MediaOff, 2, default);

        Assert.Equal(["page-a.example", "page-b.example"], first.Select(p => p.Host));
        Assert.Equal(["page-c.example"], second.Select(p => p.Host));
    }

    async Task<PeerRow> FindAsync(string host) => Assert.Single(await _peering.ListAsync("", null, 500, default), p => p.Host == host);

    async Task<IReadOnlyList<AuditRow>> AuditAsync(string subject)
    {
        await using var db = await hub.Database.OpenAsync(default);
        return await db.ListAsync<AuditRow>("select action, detail from audit where subject = @subject order by id", new { subject }, default);
    }
}
