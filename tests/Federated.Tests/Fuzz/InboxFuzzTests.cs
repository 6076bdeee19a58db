using Federated.Tests.Support;
using Federated.Web.Federation;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Fuzz;

/// <summary>Whole signed requests through the door, the resolver and the handlers; `./dev bench fuzz` sends a hundred thousand.</summary>
public sealed class InboxFuzzTests
{
    const int Cases = 2_000;
    const int AtOnce = 8;

    [Fact]
    public async Task Nothing_that_a_server_sends_breaks_the_door_or_what_lies_behind_it()
    {
        await using var hub = await TestHub.StartAsync(null, _ => { }, s => s.AddSingleton(new InboxRates(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)));
        await using var inbox = await WildInbox.OnAsync(hub.Services, hub.Http);
        var first = Random.Shared.Next();

        await Parallel.ForEachAsync(Enumerable.Range(0, Cases), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await inbox.SendAsync(unchecked(first + i)));
        await inbox.SettleAsync();

        Assert.True(inbox.Answers.GetValueOrDefault(202) > Cases / 2, string.Join(' ', inbox.Answers));
        Assert.True(inbox.Answers.Keys.Except([202, 503]).Count() > 2, string.Join(' ', inbox.Answers));
    }
}
