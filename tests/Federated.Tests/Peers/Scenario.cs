using System.Text.Json;
using Federated.Tests.Support;
using static Federated.Tests.Peers.PeerWorld;

namespace Federated.Tests.Peers;

/// <summary>Everything that people do on the pages of a hub, and what comes to them from elsewhere, in the order of a day.</summary>
sealed class Scenario(PeerWorld world)
{
    const string Context = "https://www.w3.org/ns/activitystreams";
    const string Everyone = Context + "#Public";
    readonly List<string> _notes = [];

    string Everybody => string.Join(' ', Software.Select(s => $"@amina@{world.Peer(s).Host}"));

    public async Task PlayAsync()
    {
        await WriteAsync();
        await DiscussAsync();
        await GatherAsync();
        await AnswerAsync();
        await AskAsync();
        await FollowAsync();
        await PageAsync(world.AsAda, "/settings", ("Input.DisplayName", "Ada of the hub"), ("Input.Source", "I *edit*."), ("Input.Discoverable", "true"), ("Input.Theme", "auto"));
    }

    static (string, string)[] Typed(string text, string visibility, params (string, string)[] more) =>
        [("Input.Source", text), ("Input.Language", "en"), ("Input.Visibility", visibility), .. more];

    async Task<string> NoteAsync(string text, string visibility = "public", params (string, string)[] more) =>
        $"/posts/{(await PageAsync(world.AsAda, "/compose", Typed(text, visibility, more))).Split('/', '#', '-')[^1]}";

    /// <summary>Notes of every visibility; one is changed, one is deleted.</summary>
    async Task WriteAsync()
    {
        await NoteAsync($"Hello **all** #Meetup https://example.org/a?b=c&d=e {Everybody}");
        await NoteAsync("Quietly", "unlisted");
        await NoteAsync("For those who follow", "followers");
        await NoteAsync($"A word with you {Everybody}", "direct");
        await NoteAsync("The butler did it", "public", ("Input.Summary", "The end of a book"));
        var changed = await NoteAsync("Frist version");
        await PageAsync(world.AsAda, $"{changed}/edit", ("Input.Source", "First version"), ("Input.Language", "en"));
        var gone = await NoteAsync("A word too many");
        await SentAsync(gone);
        await PageAsync(world.AsAda, $"{gone}/delete");
    }

    /// <summary>Topics with an answer, a like, a lock, a pin; one is deleted.</summary>
    async Task DiscussAsync()
    {
        (string, string)[] Topic(string title) => [("Input.Title", title), ("Input.Source", "Up the **hill** or\n\n- to the lake\n- home?"), ("Input.Language", "en"), ("Input.Visibility", "public")];
        await PressAsync(world.AsBo, "/groups/walks", "join");
        var topic = await PageAsync(world.AsAda, "/groups/walks/new", Topic("Where to?"));
        var answer = await world.AsBo.SubmitAsync(topic, "/compose", Typed("To the lake", "public", ("reply", topic.Split('/')[^1]), ("returnUrl", topic)));
        Assert.Equal(303, answer.Code);
        foreach (var button in new[] { "like", "unlike" })
            Assert.Equal(303, (await world.AsBo.SubmitAsync(topic, $"/posts/{topic.Split('/')[^1]}?handler={button}")).Code);
        await PressAsync(world.AsAda, topic, "lock");
        await PressAsync(world.AsAda, topic, "unlock");
        await PressAsync(world.AsAda, topic, "pin");
        await SentAsync(topic);
        await PageAsync(world.AsAda, $"{topic}/edit", ("Input.Title", "Where to go?"), ("Input.Source", "Up the hill?"), ("Input.Language", "en"));
        var gone = await PageAsync(world.AsAda, "/groups/walks/new", Topic("Never mind"));
        await SentAsync(gone);
        await PageAsync(world.AsAda, $"{gone}/remove");
    }

    /// <summary>Events: at a place, online, cancelled, deleted, with answers from everywhere.</summary>
    async Task GatherAsync()
    {
        (string, string)[] Event(string title, params (string Name, string Value)[] more) =>
        [
            .. new (string Name, string Value)[]
            {
                ("Input.Title", title), ("Input.Start", "2036-11-15T14:00"), ("Input.Zone", "Europe/Paris"), ("Input.Place", "City library"),
                ("Input.Street", "1 rue Exemple"), ("Input.Locality", "Lyon"), ("Input.Latitude", "47"), ("Input.Longitude", "4.85"),
                ("Input.Description", "Learn to **edit**."), ("Input.Language", "en"), ("Input.JoinMode", "Free"), ("Input.Visibility", "public"), ("Input.Tags", "editathon"),
            }.Where(f => more.All(m => m.Name != f.Name)),
            .. more,
        ];
        var meeting = await PageAsync(world.AsAda, "/events/new", Event("Editing workshop", ("Input.End", "2036-11-15T17:00")));
        await PageAsync(world.AsAda, "/events/new", Event("Online hour", ("Input.Place", ""), ("Input.OnlineUrl", "https://meet.example.org/x")));
        var cancelled = await PageAsync(world.AsAda, "/events/new", Event("Picnic", ("Input.Capacity", "30")));
        var gone = await PageAsync(world.AsAda, "/events/new", Event("By mistake"));
        await SentAsync(meeting);
        await PageAsync(world.AsAda, $"{meeting}/edit", Event("Editing workshop", ("Input.Start", "2036-11-16T14:00"), ("Input.End", "2036-11-16T17:00")));
        await SentAsync(cancelled);
        await PageAsync(world.AsAda, $"{cancelled}/cancel", ("Reason", "Rain"));
        await SentAsync(gone);
        await PageAsync(world.AsAda, $"{gone}/delete");
        foreach (var peer in Software.Select(world.Peer))
        {
            var guest = peer.Actor("guest");
            var join = guest.Activity("Join", world.Object(meeting));
            await guest.DeliverAsync(world.Hub, join);
            var id = JsonElement.Parse(join).Text("id");
            await peer.UntilReceivedAsync("Accept", like: a => a.At("object").Text("id") == id);
        }
    }

    /// <summary>What somebody there wrote is liked, boosted and answered, and the first two are taken back.</summary>
    async Task AnswerAsync()
    {
        foreach (var software in Software)
        {
            var (peer, writer) = (world.Peer(software), world.Peer(software).Actor("writer"));
            var note = $$"""
                {"id":"{{peer.Base}}/notes/1","type":"Note","attributedTo":"{{writer.Uri}}","content":"Good morning from {{software}}","published":"2026-11-20T10:00:00Z",
                 "to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["{{world.Ada.Uri}}"],"tag":[{"type":"Mention","href":"{{world.Ada.Uri}}","name":"@ada"}]}
                """;
            peer.Documents["/notes/1"] = note;
            await writer.DeliverAsync(world.Hub, writer.Activity("Create", note));
            _notes.Add($"{peer.Base}/notes/1");
        }
        foreach (var note in _notes)
        {
            await world.Hub.UntilAsync("select exists (select 1 from post where uri = @note)", new { note });
            var page = $"/posts/{await world.Hub.AskAsync<long>("select id from post where uri = @note", new { note })}";
            foreach (var button in new[] { "like", "boost", "unlike", "unboost" })
                await PressAsync(world.AsAda, page, button);
            await NoteAsync("Good morning!", "public", ("reply", page.Split('/')[^1]));
        }
    }

    /// <summary>A poll here and one there, each voted in; a quote of what was written there, with its author's consent, and one there of what was written here.</summary>
    async Task AskAsync()
    {
        var poll = await NoteAsync("Tea or coffee?", "public", ("Input.Choices", "Tea\r\nCoffee"), ("Input.Length", "24"));
        var quoted = await NoteAsync("Quote me", "public", ("Input.Quotable", "public"));
        foreach (var software in Software)
        {
            var (peer, writer) = (world.Peer(software), world.Peer(software).Actor("writer"));
            await writer.DeliverAsync(world.Hub, writer.Activity("Create", $$"""
                {"id":"{{peer.Base}}/votes/1","type":"Note","attributedTo":"{{writer.Uri}}","name":"Tea","inReplyTo":"{{world.Object(poll)}}","to":["{{world.Ada.Uri}}"]}
                """));
            await writer.DeliverAsync(world.Hub, writer.Activity("QuoteRequest", world.Object(quoted), extra: $$"""
                "instrument":{"id":"{{peer.Base}}/quotes/1","type":"Note","attributedTo":"{{writer.Uri}}","content":"Well said","quote":"{{world.Object(quoted)}}","to":["{{Everyone}}"]}
                """));
            await peer.UntilReceivedAsync("Accept", like: a => a.At("object").Text("type") == "QuoteRequest");
            await VoteAndQuoteAsync(peer, writer);
        }
        await world.Hub.UntilAsync("select count(*) = @count from quote where stamp_uri like '%/stamps/1' and state = 'accepted'", new { count = Software.Length });
    }

    async Task VoteAndQuoteAsync(FakePeer peer, FakeActor writer)
    {
        var question = $$"""
            {"id":"{{peer.Base}}/polls/1","type":"Question","attributedTo":"{{writer.Uri}}","content":"Which day?","published":"2026-11-20T10:00:00Z","endTime":"2036-01-01T00:00:00Z",
             "oneOf":[{"type":"Note","name":"Monday","replies":{"type":"Collection","totalItems":0} },{"type":"Note","name":"Tuesday","replies":{"type":"Collection","totalItems":0} }],
             "to":["{{Everyone}}"],"cc":["{{world.Ada.Uri}}"],"interactionPolicy":{"canQuote":{"automaticApproval":["{{Everyone}}"]} },
             "tag":[{"type":"Mention","href":"{{world.Ada.Uri}}","name":"@ada"}]}
            """;
        peer.Documents["/polls/1"] = question;
        await writer.DeliverAsync(world.Hub, writer.Activity("Create", question));
        await world.Hub.UntilAsync("select exists (select 1 from post where uri = @uri)", new { uri = $"{peer.Base}/polls/1" });
        var id = (await world.Hub.AskAsync<long>("select id from post where uri = @uri", new { uri = $"{peer.Base}/polls/1" })).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await PressAsync(world.AsAda, $"/posts/{id}", "vote", ("choice", "1"));
        var answer = await world.AsAda.SubmitAsync($"/compose?quote={id}", "/compose", [("quote", id), .. Typed("I choose Tuesday", "public")]);
        Assert.True(answer.Code == 303, answer.Body);
        var request = await peer.UntilReceivedAsync("QuoteRequest");
        peer.Documents["/stamps/1"] = $$"""
            {"@context":"{{Context}}","id":"{{peer.Base}}/stamps/1","type":"QuoteAuthorization","attributedTo":"{{writer.Uri}}",
             "interactingObject":"{{request.At("instrument").Text("id")}}","interactionTarget":"{{peer.Base}}/polls/1"}
            """;
        await writer.DeliverAsync(world.Hub, writer.Activity("Accept", request.GetRawText(), extra: $"\"result\":\"{peer.Base}/stamps/1\""));
    }

    /// <summary>Somebody there is followed and no longer; somebody who asks is refused.</summary>
    async Task FollowAsync()
    {
        foreach (var software in Software)
        {
            var page = $"/@amina@{world.Peer(software).Host}";
            await PressAsync(world.AsBo, page, "follow");
            var amina = world.Amina(software);
            var follow = await world.Peer(software).UntilReceivedAsync("Follow");
            await amina.DeliverAsync(world.Hub, amina.Activity("Accept", follow.GetRawText()));
            await world.Hub.UntilAsync("select exists (select 1 from follow f join actor a on a.id = f.followee_id where a.uri = @Uri and f.state = 'accepted')", new { amina.Uri });
            await PressAsync(world.AsBo, page, "unfollow");
        }
        await PageAsync(world.AsBo, "/settings", ("Input.ManualApproval", "true"), ("Input.Theme", "auto"));
        foreach (var peer in Software.Select(world.Peer))
        {
            var stranger = peer.Actor("stranger");
            await stranger.DeliverAsync(world.Hub, stranger.Activity("Follow", $"{world.Hub.Address.Base}/actors/bo"));
            await world.Hub.UntilAsync("select exists (select 1 from follow f join actor a on a.id = f.follower_id where a.uri = @Uri)", new { stranger.Uri });
            var id = await world.Hub.AskAsync<long>("select id from actor where uri = @Uri", new { stranger.Uri });
            await PressAsync(world.AsBo, "/follow-requests", "reject", ("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Waits until something has left: what is deleted before is never said.</summary>
    async Task SentAsync(string page)
    {
        var id = world.Object(page);
        await world.Hub.UntilAsync("select not exists (select 1 from delivery d join activity a on a.id = d.activity_id join post p on p.id = a.post_id where p.uri = @id)", new { id });
    }
}
