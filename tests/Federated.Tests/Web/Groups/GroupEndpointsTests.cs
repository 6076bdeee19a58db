using System.Net;
using System.Text.Json;
using Federated.Instance.Posts;
using Federated.Instance.Topics;
using Federated.Tests.Instance.Groups;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Groups;

/// <summary>What other servers read of a group.</summary>
public sealed class GroupEndpointsTests(GroupHub world) : IClassFixture<GroupHub>
{
    TestHub Hub => world.Hub;

    async Task<(HttpResponseMessage Answer, JsonElement Json)> GetAsync(string path, string? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "application/activity+json");
        if (known is not null)
            request.Headers.Add("If-None-Match", known);
        var answer = await Hub.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return (answer, body.StartsWith('{') ? JsonDocument.Parse(body).RootElement : default);
    }

    static string?[] Items(JsonElement collection) => [.. collection.GetProperty("orderedItems").EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String ? i.GetString() : i.GetProperty("type").GetString())];

    [Fact]
    public async Task The_moderators_are_people_by_id()
    {
        var (answer, json) = await GetAsync("/actors/translation/moderators");

        Assert.Equal("application/activity+json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(("OrderedCollection", world.Group.Moderators, 1), (json.GetProperty("type").GetString(), json.GetProperty("id").GetString(), json.GetProperty("totalItems").GetInt32()));
        Assert.Equal(new string?[] { world.Ada.Uri }, Items(json));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/actors/ada/moderators")).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/actors/nobody_here/moderators")).Answer.StatusCode);
    }

    [Fact]
    public async Task The_group_says_what_peers_ask_of_it()
    {
        var (_, json) = await GetAsync("/actors/translation");

        string? Text(string name) => json.GetProperty(name).GetString();
        Assert.Equal(("Group", "translation", world.Group.Moderators, world.Group.Featured), (Text("type"), Text("preferredUsername"), Text("attributedTo"), Text("featured")));
        Assert.False(json.GetProperty("postingRestrictedToMods").GetBoolean());
        Assert.Equal(Hub.Address.SharedInbox, json.GetProperty("endpoints").GetProperty("sharedInbox").GetString());
        Assert.Equal("open", Text("openness"));
    }

    [Fact]
    public async Task The_outbox_holds_announces_of_new_threads_alone()
    {
        var group = await world.FoundAsync("outboxed", "Outboxed");
        var topic = await world.TopicAsync("First", group: group);
        await world.ReplyAsync(topic);
        await Hub.DoAsync(tx => Hub.Get<Curating>().CurateAsync(tx, world.Ada, topic.Id, Curation.Lock, default));
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, topic, world.Ada, world.Ada, default));
        await world.TopicAsync("Second", group: group);

        var (_, json) = await GetAsync("/actors/outboxed/outbox");

        Assert.Equal(new string?[] { "Announce" }, Items(json));
        Assert.Equal(1, json.GetProperty("totalItems").GetInt32());
        var announce = json.GetProperty("orderedItems")[0];
        Assert.Equal("Second", announce.GetProperty("object").GetProperty("object").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(new Uri(announce.GetProperty("id").GetString()!).AbsolutePath)).Answer.StatusCode);
    }

    [Fact]
    public async Task Pinned_topics_are_featured_in_full()
    {
        var group = await world.FoundAsync("pinning", "Pinning");
        var topic = await world.TopicAsync("On top", group: group);
        await world.TopicAsync("Below", group: group);
        await Hub.DoAsync(tx => Hub.Get<Curating>().CurateAsync(tx, world.Ada, topic.Id, Curation.Pin, default));

        var (_, json) = await GetAsync("/actors/pinning/featured");

        Assert.Equal(1, json.GetProperty("totalItems").GetInt32());
        Assert.Equal((topic.Uri, "Article"), (json.GetProperty("orderedItems")[0].GetProperty("id").GetString(), json.GetProperty("orderedItems")[0].GetProperty("type").GetString()));
        Assert.False(json.GetProperty("orderedItems")[0].TryGetProperty("@context", out _));
    }

    [Fact]
    public async Task T3_the_context_lists_the_thread_in_order_and_is_told_apart_by_its_tag()
    {
        var topic = await world.TopicAsync();
        var reply = await world.ReplyAsync(topic);
        var (first, json) = await GetAsync($"/objects/{topic.Id}/context");
        var tag = first.Headers.ETag!.ToString();

        Assert.Equal((world.Group.Uri, "Which glossary?"), (json.GetProperty("attributedTo").GetString(), json.GetProperty("name").GetString()));
        Assert.Equal(new string?[] { topic.Uri, reply.Uri }, Items(json));
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync($"/objects/{topic.Id}/context", tag)).Answer.StatusCode);

        var (_, create) = await world.ReceivedAsync(await world.RemoteAsync("context.example.org", "amina"), topic);
        await Hub.DoAsync(tx => Hub.Get<Posting>().DeleteAsync(tx, reply, world.Bo, world.Bo, default));
        var (changed, after) = await GetAsync($"/objects/{topic.Id}/context", tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag!.ToString());
        Assert.Equal(new string?[] { topic.Uri, JsonDocument.Parse(create).RootElement.GetProperty("object").GetProperty("id").GetString() }, Items(after));
    }
}
