using System.Globalization;
using System.Text;

namespace Federated.Tests.Fuzz;

/// <summary>What a case may speak of: the hub it is sent to, and the server it comes from.</summary>
/// <param name="Base">The sending server: `http://peer.localhost:8081`.</param>
/// <param name="Actors">Its actors' ids.</param>
/// <param name="Here">Ids of the hub: actors, posts, events, groups, activities.</param>
sealed record WildWorld(string Base, IReadOnlyList<string> Actors, IReadOnlyList<string> Here);

/// <summary>
/// Activities that pass the door and lie behind it: known verbs about known and unknown things, with members of the wrong kind, foreign ids,
/// nested activities, and the sender's own few objects over and over, so that creations, changes and ends of one thing meet.
/// </summary>
sealed class WildActivities(WildWorld world)
{
    static readonly string[] Verbs =
    [
        "Create", "Create", "Create", "Update", "Update", "Delete", "Follow", "Accept", "Reject", "Undo", "Undo", "Announce", "Announce", "Like", "EmojiReact", "Dislike", "Join", "TentativeJoin", "Leave", "TentativeAccept", "Invite", "Ignore",
        "Add", "Remove", "Lock", "Block", "Flag", "Move", "Offer", "View", "Question", "Listen", "Nonsense",
    ];

    static readonly string[] Things = ["Note", "Note", "Note", "Article", "Page", "Question", "Event", "Event", "Video", "Audio", "Image", "Document", "Tombstone", "Person", "Group", "Collection", "OrderedCollection", "Place", "Unknown"];

    static int _made;

    /// <summary>One activity of this actor; its id is new most of the time.</summary>
    public byte[] Activity(Random random, string actor)
    {
        var text = Activity(random, actor, 0);
        var bytes = Encoding.UTF8.GetBytes(text);
        return Wild.Chance(random, 0.02) ? WildJson.Damage(random, bytes) : bytes;
    }

    /// <summary>What this server says when an id of its is asked for.</summary>
    public string Document(Random random, string uri) => random.Next(10) switch
    {
        0 => Encoding.UTF8.GetString(WildJson.Body(random)),
        1 => Activity(random, Owner(random), 0),
        2 or 3 => Actor(random, uri),
        _ => Thing(random, Owner(random), uri, 0),
    };

    string Activity(Random random, string actor, int depth)
    {
        var verb = Wild.Of(random, Verbs);
        var members = new Members(random);
        members.Add("@context", "\"https://www.w3.org/ns/activitystreams\"");
        members.Add("id", Text($"{world.Base}/activities/{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}"), 0.97);
        members.Add("type", Wild.Chance(random, 0.95) ? Text(verb) : $"[{Text(verb)},\"Extra\"]");
        members.Add("actor", Wild.Chance(random, 0.93) || depth == 0 ? Text(actor) : Reference(random), 0.99);
        members.Add("object", Object(random, actor, depth), 0.97);
        members.Add("target", Reference(random), 0.2);
        members.Add("to", Audience(random), 0.8);
        members.Add("cc", Audience(random), 0.4);
        members.Add("published", Quote(random, Wild.Instant(random)), 0.3);
        members.Add("content", Quote(random, Wild.Text(random)), 0.2);
        members.Add("participationMessage", Quote(random, Wild.Text(random)), 0.1);
        return members.ToString();
    }

    string Object(Random random, string actor, int depth) => random.Next(depth > 2 ? 5 : 12) switch
    {
        0 or 1 => Reference(random),
        2 => Text(Own(random)),
        3 => Odd(random),
        4 => $"[{Reference(random)},{Text(Own(random))}]",
        5 or 6 => Activity(random, Wild.Chance(random, 0.7) ? actor : Owner(random), depth + 1),
        7 => Actor(random, actor),
        _ => Thing(random, actor, Wild.Chance(random, 0.85) ? Own(random) : Plain(random), depth),
    };

    string Thing(Random random, string actor, string uri, int depth)
    {
        var members = new Members(random);
        members.Add("id", Text(uri), 0.97);
        members.Add("type", Text(Wild.Of(random, Things)), 0.98);
        members.Add("attributedTo", Wild.Of(random, Text(actor), Text(actor), Text(actor), $"[{Text(actor)}]", Reference(random)), 0.95);
        members.Add("actor", Text(actor), 0.1);
        members.Add("content", Quote(random, Wild.Chance(random, 0.5) ? WildText.Html(random) : Wild.Text(random)), 0.9);
        members.Add("contentMap", Map(random), 0.2);
        members.Add("name", Quote(random, Wild.Text(random)), 0.4);
        members.Add("summary", Quote(random, Wild.Text(random)), 0.3);
        members.Add("to", Audience(random), 0.8);
        members.Add("cc", Audience(random), 0.5);
        members.Add("audience", Reference(random), 0.15);
        members.Add("inReplyTo", Wild.Chance(random, 0.6) ? Text(Own(random)) : Reference(random), 0.35);
        members.Add("context", Reference(random), 0.1);
        members.Add("url", Wild.Of(random, Text(uri), Quote(random, Wild.Address(random)), $"{{\"type\":\"Link\",\"href\":{Quote(random, Wild.Address(random))},\"mediaType\":{Quote(random, Wild.Text(random))}}}"), 0.5);
        members.Add("published", Instant(random), 0.8);
        members.Add("updated", Instant(random), 0.5);
        members.Add("sensitive", Wild.Of(random, "true", "false", "\"true\"", "1"), 0.2);
        members.Add("tag", Many(random, Tag), 0.5);
        members.Add("attachment", Many(random, Attachment), 0.3);
        members.Add("likes", $"{{\"totalItems\":{Wild.Number(random)}}}", 0.1);
        Event(random, members, actor);
        if (depth < 2)
            members.Add("object", Object(random, actor, depth + 1), 0.05);
        return members.ToString();
    }

    void Event(Random random, Members members, string actor)
    {
        members.Add("startTime", Instant(random), 0.7);
        members.Add("endTime", Instant(random), 0.5);
        members.Add("timezone", Quote(random, Wild.Of(random, "Europe/Paris", "Etc/GMT+12", "Pacific/Kiritimati", Wild.Text(random))), 0.5);
        members.Add("location", Wild.Of(random, Place(random), $"[{Place(random)},{Odd(random)}]", Quote(random, Wild.Text(random))), 0.5);
        members.Add("joinMode", Quote(random, Wild.Of(random, "free", "restricted", "external", "invite", Wild.Text(random))), 0.3);
        members.Add("externalParticipationUrl", Quote(random, Wild.Address(random)), 0.2);
        members.Add("maximumAttendeeCapacity", Wild.Number(random), 0.2);
        members.Add("participantCount", Wild.Number(random), 0.2);
        members.Add("status", Quote(random, Wild.Of(random, "CONFIRMED", "CANCELLED", "TENTATIVE", Wild.Text(random))), 0.2);
        members.Add("organizers", Wild.Of(random, Text(actor), $"{{\"items\":[{Text(actor)}]}}"), 0.1);
        members.Add("oneOf", Many(random, r => $"{{\"type\":\"Note\",\"name\":{Quote(r, Wild.Text(r))},\"replies\":{{\"totalItems\":{Wild.Number(r)}}}}}"), 0.2);
        members.Add("votersCount", Wild.Number(random), 0.1);
        members.Add("quote", Reference(random), 0.1);
        members.Add("quoteUrl", Reference(random), 0.1);
    }

    string Actor(Random random, string uri)
    {
        var members = new Members(random);
        members.Add("id", Text(uri));
        members.Add("type", Text(Wild.Of(random, "Person", "Person", "Group", "Service", "Application", "Organization", "Note")));
        members.Add("preferredUsername", Quote(random, Wild.Chance(random, 0.6) ? $"n{random.Next(100).ToString(CultureInfo.InvariantCulture)}" : Wild.Text(random)), 0.95);
        members.Add("inbox", Wild.Chance(random, 0.85) ? Text(uri + "/inbox") : Quote(random, Wild.Address(random)), 0.95);
        members.Add("endpoints", $"{{\"sharedInbox\":{Wild.Of(random, Text(world.Base + "/inbox"), Quote(random, Wild.Address(random)))}}}", 0.5);
        foreach (var name in (string[])["outbox", "followers", "following", "featured", "movedTo", "url", "attributedTo", "upcomingEvents"])
            members.Add(name, Wild.Chance(random, 0.6) ? Text($"{uri}/{name}") : Reference(random), 0.3);
        members.Add("name", Quote(random, Wild.Text(random)), 0.6);
        members.Add("summary", Quote(random, WildText.Html(random)), 0.4);
        members.Add("icon", Attachment(random), 0.4);
        members.Add("alsoKnownAs", Many(random, Reference), 0.2);
        members.Add("published", Instant(random), 0.4);
        members.Add("manuallyApprovesFollowers", Wild.Of(random, "true", "false", "\"x\""), 0.2);
        members.Add("publicKey", $"{{\"id\":{Text(uri + "#main-key")},\"owner\":{Text(uri)},\"publicKeyPem\":{Quote(random, Wild.Text(random))}}}", 0.3);
        return members.ToString();
    }

    string Tag(Random random) =>
        $"{{\"type\":{Text(Wild.Of(random, "Mention", "Hashtag", "Emoji", "Link"))},\"href\":{Reference(random)},\"name\":{Quote(random, Wild.Chance(random, 0.3) ? "#wiki" : Wild.Text(random))}}}";

    static string Attachment(Random random) =>
        $"{{\"type\":{Text(Wild.Of(random, "Document", "Image", "Link", "PropertyValue"))},\"url\":{Quote(random, Wild.Address(random))},\"mediaType\":{Quote(random, Wild.Chance(random, 0.5) ? "image/png" : Wild.Text(random))},\"name\":{Quote(random, Wild.Text(random))},\"width\":{Wild.Number(random)}}}";

    static string Place(Random random) =>
        $"{{\"type\":\"Place\",\"name\":{Quote(random, Wild.Text(random))},\"latitude\":{Wild.Number(random)},\"longitude\":{Wild.Number(random)},\"address\":{{\"streetAddress\":{Quote(random, Wild.Text(random))},\"addressLocality\":{Odd(random)}}}}}";

    static string Map(Random random) => "{" + string.Join(',', Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"{Quote(random, Wild.Text(random))}:{Odd(random)}").DistinctBy(m => m.Split(':')[0])) + "}";

    static string Many(Random random, Func<Random, string> item) =>
        Wild.Chance(random, 0.2) ? item(random) : $"[{string.Join(',', Enumerable.Range(0, Wild.Chance(random, 0.03) ? 120 : random.Next(5)).Select(_ => item(random)))}]";

    string Audience(Random random) => Wild.Chance(random, 0.6)
        ? "[\"https://www.w3.org/ns/activitystreams#Public\"]"
        : Many(random, Reference);

    /// <summary>Days around now, so that order matters; now and then what no calendar has.</summary>
    static string Instant(Random random) => Wild.Chance(random, 0.6)
        ? Text(TimeProvider.System.GetUtcNow().AddMinutes(random.Next(-3_000, 3_000)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
        : Quote(random, Wild.Instant(random));

    string Reference(Random random) => Wild.Chance(random, 0.9) ? Text(Plain(random)) : Quote(random, Wild.Address(random));

    string Plain(Random random) => random.Next(6) switch
    {
        0 or 1 or 2 => Wild.Of<string>(random, [.. world.Here]),
        3 => Owner(random),
        4 => $"{Owner(random)}/followers",
        _ => Own(random),
    };

    /// <summary>One of few, that this server has; some with ids as long as they may be.</summary>
    string Own(Random random)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{world.Base}/notes/{random.Next(60)}");
        return random.Next(60) switch
        {
            0 => id + "/" + new string('a', 1_990 - id.Length),
            1 => id + "/" + string.Concat(Enumerable.Range(0, 1_990 - id.Length).Select(_ => (char)random.Next(0x4E00, 0x9000))),
            2 => id + "#" + Wild.Of(random, "x", "é", "updates/1"),
            _ => id,
        };
    }

    string Owner(Random random) => Wild.Of<string>(random, [.. world.Actors]);

    static string Text(string plain) => $"\"{plain}\"";

    /// <summary>A value of a kind that nobody expects there.</summary>
    static string Odd(Random random) => random.Next(8) switch
    {
        0 => Wild.Number(random).TrimStart('+'),
        1 => Wild.Of(random, "true", "false", "null", "{}", "[]", "[[]]", "[null]", "{\"id\":7}", "{\"type\":[]}"),
        2 => $"[{Quote(random, Wild.Text(random))},{{\"id\":{Quote(random, Wild.Address(random))}}}]",
        3 => $"{{\"@value\":{Quote(random, Wild.Text(random))},\"@language\":{Quote(random, Wild.Text(random))}}}",
        4 => $"{{\"type\":\"Link\",\"href\":{Quote(random, Wild.Address(random))}}}",
        5 => $"{{\"@list\":[{Quote(random, Wild.Text(random))}]}}",
        _ => Quote(random, Wild.Text(random)),
    };

    /// <summary>Mostly what the reader of documents takes, so that what comes after it is reached.</summary>
    static string Quote(Random random, string text) => WildJson.Quote(random, Wild.Chance(random, 0.999) ? Wild.Whole(text).Replace("\0", "", StringComparison.Ordinal) : text);

    /// <summary>An object that is written member by member, each of them wrong now and then.</summary>
    sealed class Members(Random random)
    {
        readonly List<string> _members = [];

        public void Add(string name, string value, double chance = 1)
        {
            if (!Wild.Chance(random, chance))
                return;
            if (Wild.Chance(random, 0.02))
                value = Odd(random);
            _members.Add($"\"{name}\":{value}");
            if (Wild.Chance(random, 0.0005))
                _members.Add($"\"{name}\":{value}");
        }

        public override string ToString() => "{" + string.Join(',', _members) + "}";
    }
}
