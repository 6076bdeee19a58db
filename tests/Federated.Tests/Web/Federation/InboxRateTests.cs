using System.Net;
using Federated.Federation;
using Federated.Tests.Support;
using Federated.Web.Federation;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Federation;

/// <summary>How much the inboxes take.</summary>
public sealed class InboxRateTests
{
    public static TheoryData<string, int> All => new()
    {
        { "address", Limits.InboxPerAddress },
        { "host", Limits.InboxPerKeyHost },
        { "recipient", Limits.InboxPerRecipient },
        { "key fetch", Limits.KeyFetchesPerAddress },
        { "key fetch of the inbox", Limits.InboxKeyFetchesPerAddress },
        { "forwarded", Limits.ForwardedPerKeyHost },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void As_many_as_the_limit_says_and_no_more(string what, int limit)
    {
        using var rates = new InboxRates();
        bool Take(int n) => what switch
        {
            "address" => rates.TakeFor(IPAddress.Parse($"2001:db8::{n:x}")),
            "host" => rates.TakeFor("peer.example"),
            "recipient" => rates.TakeFor(7),
            "key fetch of the inbox" => rates.TakeKeyFetchOfInboxFor(IPAddress.Loopback),
            "forwarded" => rates.TakeForwardedFor("peer.example"),
            _ => rates.TakeKeyFetchFor(IPAddress.Loopback),
        };

        Assert.All(Enumerable.Range(1, limit), n => Assert.True(Take(n)));
        Assert.False(Take(limit + 1));
    }

    [Theory]
    [InlineData(1, 9, 9)]
    [InlineData(9, 1, 9)]
    [InlineData(9, 9, 1)]
    public async Task Too_much_is_429_and_says_when_to_come_again(int perAddress, int perHost, int perRecipient)
    {
        using var rates = new InboxRates(perAddress, perHost, perRecipient);
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(rates));
        await using var peer = await FakePeer.StartAsync();
        await hub.PersonAsync("ada");
        var bo = peer.Actor("bo");
        await bo.DeliverAsync(hub, bo.Activity("Like", hub.Address.Base), "/actors/ada/inbox");

        using var answer = await bo.PostAsync(hub, bo.Activity("Like", hub.Address.Base), "/actors/ada/inbox");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal(1, await hub.AskAsync<long>("select count(*) from inbox_seen"));
    }

    [Fact]
    public async Task The_inbox_of_the_hub_itself_takes_more_than_a_persons()
    {
        using var rates = new InboxRates(perRecipient: 1);
        await using var hub = await TestHub.StartAsync(null, _ => { }, services => services.AddSingleton(rates));
        await using var peer = await FakePeer.StartAsync();
        var calendar = peer.Actor("events", "Application");

        foreach (var _ in Enumerable.Range(0, 3))
            await calendar.DeliverAsync(hub, calendar.Activity("Announce", hub.Address.Base), "/actor/inbox");
    }
}
