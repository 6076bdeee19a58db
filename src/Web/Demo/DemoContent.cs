using Federated.Instance.Actors;
using Federated.Instance.Events;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using NodaTime;

namespace Federated.Web.Demo;

/// <summary>The people of the demo, whom they follow, and what they write, through the same use cases as the pages.</summary>
sealed class DemoContent(DemoHub a, DemoHub b, DemoHub c)
{
    public Actor Ada { get; private set; } = null!;
    public Actor Bo { get; private set; } = null!;
    public Actor Amina { get; private set; } = null!;
    public Actor Group { get; private set; } = null!;

    (DemoHub From, DemoHub To)[] Pairs => [(a, b), (a, c), (b, a), (b, c), (c, a), (c, b)];

    /// <summary>The hubs follow each other, the people follow each other, and everybody joins the group of hub A.</summary>
    public async Task MeetAsync(CancellationToken ct)
    {
        Ada = await a.PersonAsync("ada", "Ada", Role.Admin, ct);
        Bo = await b.PersonAsync("bo", "Bo", Role.Admin, ct);
        Amina = await c.PersonAsync("amina", "أمينة", Role.Admin, ct);
        foreach (var (from, to) in Pairs)
            await from.FollowHubAsync(to, ct);

        Group = await a.DoAsync(async tx =>
        {
            var founded = await a.Get<Founding>().FoundAsync(tx, Ada, new GroupDraft
            {
                Name = "translation", Title = "Translation", Description = "Glossaries, tools and people who translate.",
            }, ct);
            await a.Get<Following>().FollowAsync(tx, Ada, founded.Value!, ct);
            return founded.Value!;
        }, ct);
        foreach (var (hub, person, others) in new[] { (b, Bo, new[] { (a, "ada"), (c, "amina"), (a, "translation") }), (c, Amina, [(a, "ada"), (b, "bo"), (a, "translation")]) })
            foreach (var (home, name) in others)
                await FollowAsync(hub, person, await hub.FindAsync(name, home, ct), ct);
        foreach (var (home, name) in new[] { (b, "bo"), (c, "amina") })
            await FollowAsync(a, Ada, await a.FindAsync(name, home, ct), ct);
        foreach (var (from, to) in Pairs)
            await from.FollowsHubAsync(to, ct);
    }

    public async Task WriteAsync(CancellationToken ct)
    {
        var hello = await NoteAsync(a, Ada, "Welcome to **Wikimedia Alpha**! This note was written on hub A; #hello from everybody who reads it on B and C.", null, ct);
        var atB = await b.ArrivedAsync(hello.Uri, ct);
        await b.DoAsync(tx => b.Get<Reacting>().LikeAsync(tx, Bo, atB, ct), ct);
        await NoteAsync(b, Bo, "Hello from hub B. It took no time at all to arrive.", atB, ct);
        await NoteAsync(a, Ada, "This one is for the people of this hub only; it never leaves.", null, ct, Visibility.HubOnly);

        var topic = await a.DoAsync(tx => a.Get<Posting>().WriteAsync(tx, new Draft
        {
            Author = Ada, Writer = Ada, Kind = PostKind.Topic, Group = Group, Visibility = Visibility.Public,
            Title = "Which glossary do we use?", Summary = "Two candidates; please comment until Friday.",
            Source = "We have two candidates:\n\n1. the community glossary\n2. the one of the last campaign\n\nPlease comment until Friday.",
        }, ct), ct);
        var atC = await c.ArrivedAsync(topic.Value!.Uri, ct);
        await NoteAsync(c, Amina, "الأول أفضل. The first one, please.", atC, ct);

        var (day, zone) = (LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).PlusDays(3), "Europe/Paris");
        var held = await a.DoAsync(tx => a.Get<Organizing>().PublishAsync(tx, Ada, new EventPlan
        {
            Title = "Edit-a-thon: women in science", Description = "Bring a laptop. **Beginners are welcome.**", Language = "en", Zone = zone,
            Start = day.At(new LocalTime(14, 0)), End = day.At(new LocalTime(17, 0)),
            Place = new Place { Name = "Example Library", Street = "1 Example Street", Locality = "Lyon", Country = "France" },
        }, ct), ct);
        foreach (var (hub, person) in new[] { (b, Bo), (c, Amina) })
        {
            var id = await hub.ArrivedAsync(held.Value!.Uri, ct);
            await hub.DoAsync(tx => hub.Get<Attending>().AnswerAsync(tx, person, id, RsvpAnswer.Yes, "", ct), ct);
        }
    }

    public void Tell(TextWriter screen)
    {
        screen.WriteLine($"""

            Three hubs are running and follow each other:

              {a.Address.Base}   sign in as ada     on Wikimedia Alpha
              {b.Address.Base}   sign in as bo      on Wikimedia Beta
              {c.Address.Base}   sign in as amina   on Wikimedia Gamma

            The password is {DemoHub.Password} everywhere. What you write on one shows on the others:
            try a note, an answer, a topic in the group "Translation", an event.
            Ctrl-C stops the hubs and removes what they stored.
            """);
        screen.Flush();
    }

    static async Task FollowAsync(DemoHub hub, Actor person, Actor other, CancellationToken ct)
    {
        await hub.DoAsync(tx => hub.Get<Following>().FollowAsync(tx, person, other, ct), ct);
        await hub.FollowsAsync(person, other, ct);
    }

    static async Task<Post> NoteAsync(DemoHub hub, Actor writer, string text, long? answers, CancellationToken ct, string visibility = Visibility.Public)
    {
        var written = await hub.DoAsync(tx => hub.Get<Posting>().WriteAsync(
            tx, new Draft { Author = writer, Writer = writer, Source = text, Visibility = visibility, ReplyToId = answers }, ct), ct);
        return written.Value ?? throw new InvalidOperationException($"{text}: {written.Code}");
    }
}
