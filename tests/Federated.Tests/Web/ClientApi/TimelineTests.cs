using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Posts;

namespace Federated.Tests.Web.ClientApi;

/// <summary>Timelines and their pages.</summary>
public sealed class TimelineTests(ClientHub hub) : IClassFixture<ClientHub>
{
    [Fact]
    public async Task Home_is_read_in_both_directions_by_the_links_it_gives()
    {
        await hub.Bo.GetAsync("/api/v1/timelines/home");
        List<string> written = [];
        for (var i = 0; i < 7; i++)
            written.Insert(0, await hub.Ada.WriteAsync($"home {i}"));

        var newest = (await hub.Bo.GetAsync("/api/v1/timelines/home?limit=3")).Ids();
        Assert.Equal(written[..3], newest);
        var (next, prev) = Links();
        Assert.Equal(written[3..6], (await hub.Bo.GetAsync(next)).Ids());
        var (_, back) = Links();
        Assert.Equal(newest, (await hub.Bo.GetAsync(back)).Ids());
        Assert.Empty((await hub.Bo.GetAsync(prev)).Ids());
        Assert.False(hub.Bo.Headers.Contains("Link"));
        Assert.Equal(written[..2], (await hub.Bo.GetAsync($"/api/v1/timelines/home?since_id={written[5]}&limit=2")).Ids());
        Assert.Equal(written[3..5], (await hub.Bo.GetAsync($"/api/v1/timelines/home?min_id={written[5]}&limit=2")).Ids());
    }

    /// <summary>Some clients look for `next` at the beginning of the header and nowhere else.</summary>
    (string Next, string Prev) Links()
    {
        var header = hub.Bo.Headers.GetValues("Link").Single();
        var match = Regex.Match(header, "^<(http://[^>]+)>; rel=\"next\", <(http://[^>]+)>; rel=\"prev\"$");
        Assert.True(match.Success, header);
        return (new Uri(match.Groups[1].Value).PathAndQuery, new Uri(match.Groups[2].Value).PathAndQuery);
    }

    [Fact]
    public async Task An_answer_holds_so_many_posts_and_no_more()
    {
        for (var i = 0; i <= Limits.ApiPosts; i++)
            await hub.Cy.WriteAsync("one of many #many");

        foreach (var (asked, given) in new[] { ("1000000000", Limits.ApiPosts), ($"{Limits.ApiPosts + 1}", Limits.ApiPosts), ("0", 1), ("-1", 1), ("x", Limits.PageItems), ("", Limits.PageItems) })
            Assert.Equal(given, (await hub.Nobody.GetAsync($"/api/v1/timelines/tag/many?limit={asked}")).GetArrayLength());
    }

    [Fact]
    public async Task Strangers_read_what_this_hub_wrote_and_nothing_from_elsewhere()
    {
        var id = await hub.Cy.WriteAsync("for all");
        var hidden = await hub.Cy.WriteAsync("not listed", "unlisted");

        var list = (await hub.Nobody.GetAsync("/api/v1/timelines/public?local=true&limit=40")).Ids();
        Assert.Contains(id, list);
        Assert.DoesNotContain(hidden, list);
        await hub.Nobody.GetAsync("/api/v1/timelines/public", 401);
        await hub.Nobody.GetAsync("/api/v1/timelines/public?remote=true", 401);
        Assert.Contains(id, (await hub.Ada.GetAsync("/api/v1/timelines/public?limit=40")).Ids());
        Assert.DoesNotContain(id, (await hub.Ada.GetAsync("/api/v1/timelines/public?remote=true&limit=40")).Ids());
    }

    [Fact]
    public async Task Somebodys_posts_are_told_with_and_without_answers_and_boosts()
    {
        var first = await hub.Ada.WriteAsync("first of profile #p1");
        var answer = await hub.Ada.WriteAsync("answer", replyTo: first);
        var other = await hub.Bo.WriteAsync("of bo");
        var boost = (await hub.Ada.PostAsync($"/api/v1/statuses/{other}/reblog")).Id();
        var path = $"/api/v1/accounts/{hub.Pages.Ada.Id}/statuses?limit=3";

        Assert.Equal([boost, answer, first], (await hub.Nobody.GetAsync(path)).Ids());
        Assert.DoesNotContain(answer, (await hub.Nobody.GetAsync($"{path}&exclude_replies=true")).Ids());
        Assert.DoesNotContain(boost, (await hub.Nobody.GetAsync($"{path}&exclude_reblogs=1")).Ids());
        Assert.Equal([first], (await hub.Nobody.GetAsync($"{path}&tagged=P1")).Ids());
        Assert.Empty((await hub.Nobody.GetAsync($"{path}&only_media=true")).Ids());
        Assert.Equal([answer, first], (await hub.Nobody.GetAsync($"{path}&max_id={boost}")).Ids().Take(2));
        Assert.Equal([boost, answer], (await hub.Nobody.GetAsync($"{path}&min_id={first}")).Ids());
    }

    [Fact]
    public async Task Stories_topics_and_events_are_told_as_posts_with_a_link_to_their_page()
    {
        var story = await hub.Pages.WriteAsync(hub.Pages.Ada, "A *long* text", Visibility.Public, d => d with { Kind = PostKind.Story, Title = "News & more", Summary = "In short" });
        var group = await hub.Hub.DoAsync(tx => hub.Hub.Get<LocalActors>().CreateAsync(tx, ActorKind.Group, "talk", "Talk", default));
        var topic = await hub.Pages.WriteAsync(hub.Pages.Ada, "What do *you* think?", Visibility.Public, d => d with { Kind = PostKind.Topic, Title = "A question", Group = group });

        var status = await hub.Nobody.GetAsync($"/api/v1/statuses/{story.Id}");
        Assert.Contains("<strong>News &amp; more</strong>", status.Text("content"), StringComparison.Ordinal);
        Assert.Contains("In short", status.Text("content"), StringComparison.Ordinal);
        Assert.DoesNotContain("A <em>long</em>", status.Text("content"), StringComparison.Ordinal);
        Assert.Equal(("link", "News & more", "In short"), (status.GetProperty("card").Text("type"), status.GetProperty("card").Text("title"), status.GetProperty("card").Text("description")));
        status = await hub.Nobody.GetAsync($"/api/v1/statuses/{topic.Id}");
        Assert.Contains("What do <em>you</em> think?", status.Text("content"), StringComparison.Ordinal);
        Assert.True((await hub.Nobody.GetAsync($"/api/v1/accounts/{group!.Id}")).Is("group"));
    }
}
