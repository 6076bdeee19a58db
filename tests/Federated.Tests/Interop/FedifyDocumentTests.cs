using System.Net;
using System.Text.Json;
using Federated.Tests.Support;
using static Federated.Tests.Interop.FedifyServer;

namespace Federated.Tests.Interop;

/// <summary>What another implementation makes of our documents, events and groups, and that it does check what it verifies.</summary>
public sealed class FedifyDocumentTests(CavageWorld world) : IClassFixture<CavageWorld>
{
    FedifyServer Fedify => world.Fedify;

    string HubBase => world.Hub.Address.Base;

    Task<JsonElement> LookAsync(string uri) => Fedify.TellAsync("look", new { by = "amina", uri });

    Task<JsonElement> UntilSeenAsync(string type, string objectId) => Fedify.UntilSeenAsync(type, a => Text(a, "objectId") == objectId);

    [Theory]
    [InlineData("/actors/ada")]
    [InlineData("/actors/events")]
    [InlineData("/actor")]
    public async Task An_actor_is_understood_whole(string path)
    {
        var sent = (await world.GetAsync(HubBase + path)).Json!.Value;
        var understood = await LookAsync(HubBase + path);

        foreach (var member in (string[])["id", "type", "preferredUsername", "name", "url", "inbox", "outbox", "followers", "following", "featured", "publicKey", "discoverable", "indexable", "manuallyApprovesFollowers", "published", "updated"])
            if (sent.TryGetProperty(member, out var value) && member is not ("publicKey" or "published" or "updated"))
                Assert.Equal((member, value.ToString()), (member, understood.GetProperty(member).ToString()));
        Assert.Equal(sent.GetProperty("published").GetDateTimeOffset(), understood.GetProperty("published").GetDateTimeOffset());
        Assert.Equal(Text(sent.GetProperty("endpoints"), "sharedInbox"), Text(understood.GetProperty("endpoints"), "sharedInbox"));
        foreach (var member in (string[])["id", "owner", "publicKeyPem"])
            Assert.Equal(Text(sent.GetProperty("publicKey"), member)!.Trim(), Text(understood.GetProperty("publicKey"), member)!.Trim());
    }

    [Fact]
    public async Task A_webfinger_answer_is_understood_whole()
    {
        var found = await Fedify.TellAsync("webfinger", new { resource = world.Ada.Uri });

        Assert.Equal($"acct:ada@{world.Hub.Address.Host}", Text(found, "subject"));
        Assert.Contains(world.Ada.Uri, found.GetProperty("aliases").EnumerateArray().Select(a => a.GetString()));
        Assert.Contains(found.GetProperty("links").EnumerateArray(), l => (Text(l, "rel"), Text(l, "type"), Text(l, "href")) == ("self", "application/activity+json", world.Ada.Uri));
        Assert.Contains(found.GetProperty("links").EnumerateArray(), l => Text(l, "rel") == "http://ostatus.org/schema/1.0/subscribe" && Text(l, "template")!.Contains("{uri}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nodeinfo_passes_a_strict_reader()
    {
        var about = await Fedify.TellAsync("nodeinfo", new { uri = HubBase });

        Assert.Equal("federated", Text(about.GetProperty("software"), "name"));
        Assert.Equal("activitypub", Assert.Single(about.GetProperty("protocols").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task The_outbox_is_walked_to_its_end()
    {
        List<string> written = [];
        for (var i = 0; i < 3; i++)
            written.Add((await world.WriteAsync($"One of three: {i}")).Id);

        var listed = (await Fedify.TellAsync("list", new { by = "amina", uri = $"{world.Ada.Uri}/outbox" })).EnumerateArray().Select(a => a.GetString()!).ToList();

        Assert.True(listed.Count >= 3);
        foreach (var activity in listed.Take(3))
            Assert.Contains(Text((await world.GetAsync(activity)).Json!.Value.GetProperty("object"), "id"), written);
    }

    [Fact]
    public async Task Every_fetch_of_ours_is_signed_and_the_signature_holds()
    {
        await Fedify.IdAsync("add", new { name = "unheard" });
        var far = await Fedify.IdAsync("say", new { by = "unheard", text = "<p>Nobody follows me</p>" });
        Assert.Contains("Nobody follows me", await world.AsAda.ReadAsync($"/authorize_interaction?uri={Uri.EscapeDataString(far)}"), StringComparison.Ordinal);
        await Fedify.UntilAsync(s => s.GetProperty("readers").EnumerateArray().Any(r => (Text(r, "post"), Text(r, "by")) == (far, $"{HubBase}/actor")), "who fetched it");
    }

    [Fact]
    public async Task What_was_changed_on_the_way_is_refused_there()
    {
        await using var peer = await FakePeer.StartAsync();
        var mallory = peer.Actor("mallory");
        var body = mallory.Activity("Create", mallory.Note("notes/1", "Honest words"));
#pragma warning disable RS0030 // Plays a third server.
        using var http = new HttpClient { BaseAddress = new Uri(Fedify.Base) };
#pragma warning restore RS0030

        using var honest = await mallory.PostAsync(http, Fedify.Host, body);
        using var changed = await mallory.PostAsync(http, Fedify.Host, body, change: r => r.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.Replace("Honest", "Forged", StringComparison.Ordinal)))
        {
            Headers = { { "Content-Type", "application/activity+json" } },
        });
        using var unsigned = await mallory.PostAsync(http, Fedify.Host, body, change: r => r.Headers.Remove("Signature"));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (honest.StatusCode, changed.StatusCode, unsigned.StatusCode));
    }

    [Fact]
    public async Task An_event_is_understood_joined_and_left()
    {
        var calendar = $"{HubBase}/actors/events";
        await Fedify.TellAsync("follow", new { by = "amina", actor = calendar });
        await Fedify.UntilSeenAsync("Accept", a => Text(a, "actor") == calendar);
        var answer = await world.AsAda.SubmitAsync("/events/new",
            ("Input.Title", "Editing workshop"), ("Input.Start", "2036-11-15T14:00"), ("Input.End", "2036-11-15T17:00"), ("Input.Zone", "Europe/Paris"), ("Input.Place", "City library"),
            ("Input.Description", "Learn to **edit**."), ("Input.Language", "en"), ("Input.JoinMode", "Free"), ("Input.Visibility", "public"));
        var id = $"{HubBase}/objects/{answer.Location!.Split('/')[^1]}";

        var create = await UntilSeenAsync("Create", id);
        var shown = create.GetProperty("object");
        Assert.Equal((calendar, "Event", "Editing workshop"), (Text(create, "actor"), Text(shown, "type"), Text(shown, "name")));
        Assert.Equal(new DateTimeOffset(2036, 11, 15, 13, 0, 0, TimeSpan.Zero), shown.GetProperty("startTime").GetDateTimeOffset());
        Assert.Equal(new DateTimeOffset(2036, 11, 15, 16, 0, 0, TimeSpan.Zero), shown.GetProperty("endTime").GetDateTimeOffset());
        Assert.Equal(("Place", "City library"), (Text(shown.GetProperty("location"), "type"), Text(shown.GetProperty("location"), "name")));

        var join = await Fedify.IdAsync("join", new { by = "amina", @object = id });
        Assert.Equal(calendar, Text(await UntilSeenAsync("Accept", join), "actor"));
        Assert.Equal(1, (await world.GetAsync(id)).Json!.Value.GetProperty("participantCount").GetInt32());
        await Fedify.TellAsync("leave", new { by = "amina", @object = id });
        await FedifyWorld.UntilAsync(world.Visitor, answer.Location, "1 person is coming", says: false);
    }

    [Fact]
    public async Task A_topic_is_boosted_to_those_who_follow_the_group_and_their_answer_stands_below_it()
    {
        await world.AsAda.SubmitAsync("/groups/new", ("Input.Title", "Photo walks"), ("Input.Name", "walks"), ("Input.Description", "We *walk*."), ("Input.Language", "en"));
        var group = $"{HubBase}/actors/walks";
        await Fedify.TellAsync("follow", new { by = "amina", actor = group });
        await Fedify.UntilSeenAsync("Accept", a => Text(a, "actor") == group);
        var started = await world.AsAda.SubmitAsync("/groups/walks/new", ("Input.Title", "Where to?"), ("Input.Source", "Up the **hill**."), ("Input.Language", "en"), ("Input.Visibility", "public"));
        var id = $"{HubBase}/objects/{started.Location!.Split('/')[^1]}";

        var announce = await Fedify.UntilSeenAsync("Announce", a => Text(a, "objectId") == id && Text(a, "actor") == group);
        var topic = announce.GetProperty("object");
        Assert.Equal(("Article", "Where to?"), (Text(topic, "type"), Text(topic, "name")));
        Assert.Contains("<strong>hill</strong>", Text(topic, "content"), StringComparison.Ordinal);

        await Fedify.TellAsync("say", new { by = "amina", text = "<p>To the lake</p>", replyTo = id });
        await FedifyWorld.UntilAsync(world.Visitor, started.Location, "To the lake");
    }
}
