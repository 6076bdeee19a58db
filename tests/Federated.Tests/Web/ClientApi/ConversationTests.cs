using System.Text.Json;
using Federated.Instance.Actors;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Conversations of few, and threads of which somebody wants to hear no more.</summary>
public sealed class ConversationTests(ClientHub hub) : IClassFixture<ClientHub>
{
    const string Path = "/api/v1/conversations";

    async Task<(Actor Person, ApiClient Client)> SomebodyAsync(string name)
    {
        var person = await hub.Hub.PersonAsync(name);
        return (person, await ApiClient.OfAsync(hub.Hub, person));
    }

    static (string Id, bool Unread, string Last, string With)[] Rows(JsonElement list) => [.. list.EnumerateArray().Select(c =>
        (c.Id(), c.Is("unread"), c.GetProperty("last_status").Id(), string.Join(' ', c.GetProperty("accounts").EnumerateArray().Select(a => a.Text("acct")))))];

    [Fact]
    public async Task Each_of_those_it_reaches_has_it_once_at_its_newest_post()
    {
        var (_, zoe) = await SomebodyAsync("zoe");
        var (_, abe) = await SomebodyAsync("abe");
        var first = await zoe.WriteAsync("@abe hello", "direct");
        var other = await hub.Ada.WriteAsync("@abe of something else @zoe", "direct");
        await zoe.WriteAsync("@abe public");
        Assert.Equal([(other, true, other, "ada zoe"), (first, true, first, "zoe")], Rows(await abe.GetAsync(Path)));
        Assert.Equal([(other, true, other, "ada abe"), (first, false, first, "abe")], Rows(await zoe.GetAsync(Path)));
        Assert.DoesNotContain(first, (await hub.Bo.GetAsync(Path)).Ids());

        var answer = await abe.WriteAsync("@zoe yes", "direct", first);
        Assert.Equal([(first, false, answer, "zoe"), (other, true, other, "ada zoe")], Rows(await abe.GetAsync(Path)));
        Assert.Equal((first, true, answer, "abe"), Rows(await zoe.GetAsync(Path))[0]);
        Assert.Equal([other], (await abe.GetAsync($"{Path}?max_id={answer}&limit=1")).Ids());
        Assert.Equal([first], (await abe.GetAsync($"{Path}?min_id={other}")).Ids());

        Assert.False((await zoe.PostAsync($"{Path}/{first}/read")).Is("unread"));
        Assert.True((await zoe.PostAsync($"{Path}/{first}/unread")).Is("unread"));
        await hub.Bo.PostAsync($"{Path}/{first}/read", null, 404);
        await hub.Bo.DeleteAsync($"{Path}/{first}", 404);

        // Taken away it comes back with the next; what is gone gives way to what was before it.
        await zoe.DeleteAsync($"{Path}/{first}");
        Assert.Equal([other], (await zoe.GetAsync(Path)).Ids());
        var again = await abe.WriteAsync("@zoe still there?", "direct", answer);
        Assert.Equal((first, true, again, "abe"), Rows(await zoe.GetAsync(Path))[0]);
        await abe.DeleteAsync($"/api/v1/statuses/{again}");
        Assert.Equal(answer, Rows(await zoe.GetAsync(Path))[0].Last);
        await hub.Ada.DeleteAsync($"/api/v1/statuses/{other}");
        Assert.Equal([first], (await zoe.GetAsync(Path)).Ids());
        await zoe.PostAsync($"/api/v1/accounts/{(await zoe.GetAsync("/api/v1/accounts/lookup?acct=abe")).Id()}/block");
        Assert.Empty((await zoe.GetAsync(Path)).Ids());
        var note = await zoe.WriteAsync("to myself", "direct");
        Assert.Equal([(note, false, note, "zoe")], Rows(await zoe.GetAsync(Path)));
    }

    [Fact]
    public async Task Of_a_muted_thread_nothing_is_told()
    {
        var (_, ben) = await SomebodyAsync("ben");
        var post = await ben.WriteAsync("long discussion");
        var one = await hub.Bo.WriteAsync("@ben one", replyTo: post);
        Assert.True((await ben.PostAsync($"/api/v1/statuses/{one}/mute")).Is("muted"));
        await hub.Bo.WriteAsync("@ben two", replyTo: one);
        await hub.Cy.PostAsync($"/api/v1/statuses/{post}/favourite");
        Assert.Single((await ben.GetAsync("/api/v1/notifications")).Ids());
        Assert.True((await ben.GetAsync($"/api/v1/statuses/{post}")).Is("muted"));
        Assert.False((await hub.Bo.GetAsync($"/api/v1/statuses/{post}")).Is("muted"));

        Assert.False((await ben.PostAsync($"/api/v1/statuses/{post}/unmute")).Is("muted"));
        await hub.Bo.WriteAsync("@ben three", replyTo: post);
        Assert.Equal(2, (await ben.GetAsync("/api/v1/notifications")).GetArrayLength());
        var hidden = await hub.Bo.WriteAsync("@ada for her", "direct");
        await ben.PostAsync($"/api/v1/statuses/{hidden}/mute", null, 404);
    }
}
