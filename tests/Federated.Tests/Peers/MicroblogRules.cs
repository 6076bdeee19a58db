using System.Text.Json;
using System.Text.RegularExpressions;
using static Federated.Tests.Peers.Rule;

namespace Federated.Tests.Peers;

/// <summary>What Mastodon, GoToSocial, Misskey, Akkoma, Threads and Friendica refuse, drop or show wrongly (wire-microblog 8 to 14, 20).</summary>
static partial class MicroblogRules
{
    static readonly string[] MastodonMedia = ["Image", "Video", "Audio", "Document", "Link"];

    public static readonly Rule[] Mastodon =
    [
        new("8", "an actor is of a known type, with fields as a list and switches as booleans", Served(Actors), m =>
            m.Json.IsList("attachment") && m.Json.AreBools("manuallyApprovesFollowers", "discoverable", "indexable") && m.Json.IsText("name") && m.Json.IsText("summary") && m.Json.IsText("published")),
        new("W4", "a handle leads back to the same actor", Served(Actors), (m, world) => world.WebFinger(m) == m.Target),
        new("11", "the first key of contentMap is the language, and says the same as content", Written("Note", "Article", "Event"), m =>
            m.Object.At("contentMap").EnumerateObject().First() is var first && first.Value.GetString() == m.Object.Text("content") && first.Name == (m.Object.Has("inLanguage") ? m.Object.Text("inLanguage") : m.Object.At("language").Text("identifier"))),
        new("11", "a page of the same host shows it", Written(WireRules.Posts), m => new Uri(m.Object.Text("url")).Authority == new Uri(m.Object.Text("id")).Authority),
        new("11", "an article or event says in its summary what it is about, in 500 letters, beside name and url", Written("Article", "Event"), m =>
            m.Object.Text("summary").Length is > 0 and <= 600 && Markup.Replace(m.Object.Text("summary"), "").Length <= 500 && m.Object.Text("name").Length > 0),
        new("11", "sensitive is a boolean", Written("Note", "Article"), m => m.Object.IsBool("sensitive")),
        new("11", "a warning is the summary of a sensitive note", m => Written("Note")(m) && m.Object.IsText("summary") , m => m.Object.Text("summary").Length > 0 && m.Object.At("sensitive").GetBoolean() && !m.Object.Text("summary").Contains('<', StringComparison.Ordinal)),
        new("11", "a mention has the actor's id and the whole handle", m => Delivery(m) && Mentions(m).Any(), m => Mentions(m).All(t => Handle.IsMatch(t.Text("name")) && Uri.IsWellFormedUriString(t.Text("href"), UriKind.Absolute))),
        new("11", "a hashtag has its mark and a page", m => Delivery(m) && Hashtags(m).Any(), m => Hashtags(m).All(t => t.Text("name").StartsWith('#') && t.Text("href").StartsWith("http", StringComparison.Ordinal))),
        new("11", "attachments are media with an address, or links", m => Delivery(m) && m.Object.List("attachment").Count > 0, m =>
            m.Object.List("attachment").All(a => MastodonMedia.Contains(a.Text("type")) && (a.IsText("url") || a.IsText("href")))),
        new("10", "what is quiet names everybody second, and the followers first", m => Written("Note")(m) && m.Json.Ids("cc").Contains(Everybody), m => m.Json.Ids("to")[0] == m.Json.Text("actor") + "/followers"),
        new("10", "what is direct goes to those it mentions, and to nobody else", m => Written("Note")(m) && IsDirect(m.Object), m =>
            WireRules.Addressed(m.Json).Order().SequenceEqual(Mentions(m).Select(t => t.Text("href")).Order())),
        new("Q1", "a poll has answers that are notes with a count, an end and the number of voters", Written("Question"), m => IsPoll(m) && m.Object.IsNumber("votersCount") && m.Object.IsText("content")),
        new("Q2", "a vote is a note without words, with the answer's very name, for the author alone", Vote, m =>
            !m.Object.Has("content") && m.Object.Text("name") == "Tuesday" && m.Json.Ids("to").SequenceEqual(m.Object.Ids("to")) && !WireRules.Addressed(m.Json).Contains(Everybody)),
        new("X1", "a quote has the member of the standard, and in the text a line that it hides", IsQuote, m => m.Object.IsText("quote") && m.Object.Text("content").Contains("class=\"quote-inline\"", StringComparison.Ordinal)),
        new("X2", "a request to quote names the quoted post and brings the one that quotes", Activity("QuoteRequest"), m => m.Json.Text("object").EndsWith("/polls/1", StringComparison.Ordinal) && m.Json.At("instrument").Text("attributedTo") == m.Json.Text("actor")),
        new("X2", "what is quoted with consent names the stamp, in an Update", m => IsQuote(m) && m.Type == "Update", m => m.Object.Text("quoteAuthorization").EndsWith("/stamps/1", StringComparison.Ordinal)),
        new("X3", "consent to a quote embeds the request and names a stamp of its author's host", m => Activity("Accept")(m) && m.Inner == "QuoteRequest", m =>
            new Uri(m.Json.Text("result")).Authority == new Uri(m.Json.Text("actor")).Authority && m.Object.IsText("object")),
        new("X5", "every post says who may quote it, and says nobody by its author's id", Written("Note", "Question", "Article"), m => m.Object.At("interactionPolicy").At("canQuote").Ids("automaticApproval").Count == 1),
        new("T1", "replies can be fetched and count", Written(WireRules.Posts), (m, world) =>
            !WireRules.Addressed(m.Json).Contains(Everybody) || world.IsGone(m.Object.Text("id")) || world.Document(m.Object.Text("replies"))?.Json.IsNumber("totalItems") == true),
        new("D4", "of a group one hears boosts of topics, and no more", m => Delivery(m) && m.Json.Text("actor").EndsWith("/walks", StringComparison.Ordinal), m => m.Type is "Accept" || m.Type is "Announce" or "Undo" && !(m.Inner is "Create" or "Update" or "Like" or "Delete")),
    ];

    public static readonly Rule[] GoToSocial =
    [
        new("406", "a body is exactly activity+json", Delivery, m => m.Header("content-type") == "application/activity+json"),
        new("418", "there is a user agent", m => m.Kind != MessageKind.Document, m => m.Header("user-agent").Length > 0),
        new("F1", "every fetch of an actor is signed", m => Fetch(m) && m.Target.StartsWith("/users/", StringComparison.Ordinal), m => m.Headers.ContainsKey("signature")),
        new("A1", "an object has to or cc", Written(WireRules.Posts), m => WireRules.Addressed(m.Object).Any()),
        new("11", "one key of contentMap says what content says", Written(WireRules.Posts), m => m.Object.At("contentMap").EnumerateObject().Any(l => l.Value.GetString() == m.Object.Text("content"))),
        new("11", "media describe themselves in summary", m => Delivery(m) && m.Object.List("attachment").Any(a => a.Text("type") == "Image"), m =>
            m.Object.List("attachment").Where(a => a.Text("type") == "Image").All(a => a.Text("summary") == a.Text("name"))),
        new("Q1", "a poll has answers that are notes with a count, and an end", Written("Question"), IsPoll),
        new("Q2", "a vote is addressed to the author in to", Vote, m => m.Json.Ids("to").Count == 1),
        new("13", "attributedTo is one id", Written(WireRules.Posts), m => m.Object.IsText("attributedTo")),
    ];

    public static readonly Rule[] Misskey =
    [
        new("11", "an activity is at most 64 KiB", Delivery, m => m.Body.Length <= 64 * 1024),
        new("S3", "Host is the server's own", Delivery, (m, world) => m.Header("host") == world.Peer("misskey").Host),
        new("S5", "the digest has one algorithm", Delivery, m => SingleDigest.IsMatch(m.Header("digest"))),
        new("V12", "the actor is a string whose host is that of the id", Delivery, m => new Uri(m.Json.Text("actor")).Host == new Uri(m.Json.Text("id")).Host),
        new("F12", "an actor's addresses are all of its host", Served(Actors), m => new[] { "inbox", "outbox", "followers", "url" }.All(n => new Uri(m.Json.Text(n)).Authority == new Uri(m.Target).Authority)
            && (!m.Json.Has("featured") || new Uri(m.Json.Text("featured")).Authority == new Uri(m.Target).Authority)),
        new("8", "name and summary are strings, the user name is a word", Served(Actors), m => m.Json.IsText("name") && m.Json.IsText("summary") && Username.IsMatch(m.Json.Text("preferredUsername")) && m.Json.Text("name").Length <= 128),
        new("11", "url is a string of this host", Written("Note", "Article"), m => m.Object.IsText("url")),
        new("Q1", "answers of a poll have names that differ", Written("Question"), m => m.Object.List("oneOf").Select(o => o.Text("name")).Distinct(StringComparer.Ordinal).Count() == 2),
        new("Q2", "a vote has a name and answers the poll", Vote, m => m.Object.Text("name").Length > 0 && m.Object.Text("inReplyTo").EndsWith("/polls/1", StringComparison.Ordinal)),
        new("X1", "a quote is named as Misskey does, and by quoteUrl", IsQuote, m => m.Object.IsText("_misskey_quote") && m.Object.Text("quoteUrl") == m.Object.Text("_misskey_quote")),
        new("T7", "what is answered can be fetched", m => Written("Note")(m) && m.Object.IsText("inReplyTo"), (m, world) =>
            !m.Object.Text("inReplyTo").StartsWith(world.Hub.Address.Base, StringComparison.Ordinal) || world.Document(m.Object.Text("inReplyTo")) is not null),
        new("11", "the source is not its own markup", Written("Note", "Article"), m => m.Object.At("source").Text("mediaType") == "text/markdown"),
    ];

    public static readonly Rule[] Akkoma =
    [
        new("S8", "publicKey is one object", Served(Actors), m => m.Json.At("publicKey").ValueKind == JsonValueKind.Object),
        new("A1", "to and cc are lists, on the activity and on the object", m => Activity("Create", "Update")(m) && WireRules.Posts.Contains(m.Inner), m =>
            m.Json.IsList("to") && m.Json.IsList("cc") && m.Object.IsList("to") && m.Object.IsList("cc")),
        new("F8", "the key's owner answers 200 at once", Delivery, (m, world) => world.Document(m.Json.Text("actor"))?.Header(":status") == "200"),
        new("X1", "a quote has quoteUri", IsQuote, m => m.Object.IsText("quoteUri")),
        new("20", "context is a string, and conversation too, in every thread that began here", m => Written("Note", "Article")(m) && m.Object.Has("context"), m => m.Object.IsText("context") && m.Object.Text("context") == m.Object.Text("conversation")),
        new("10", "what is direct says so", m => Written("Note")(m) && IsDirect(m.Object), m => m.Object.At("directMessage").ValueKind == JsonValueKind.True),
        new("13", "a post has content, type, id, actor's own attributedTo", Written("Note", "Article"), m => m.Object.Text("content").Length > 0 && m.Object.Text("attributedTo") == m.Json.Text("actor")),
    ];

    public static readonly Rule[] Threads =
    [
        new("S5", "the digest is upper case", Delivery, m => m.Header("digest").StartsWith("SHA-256=", StringComparison.Ordinal)),
        new("S1", "cavage only", m => m.Kind != MessageKind.Document, m => !m.Headers.ContainsKey("signature-input")),
        new("F1", "every fetch of an actor is signed", m => Fetch(m) && m.Target.StartsWith("/users/", StringComparison.Ordinal), m => m.Headers.ContainsKey("signature")),
        new("14", "Undo embeds what it undoes", Activity("Undo"), m => m.Inner.Length > 0),
        new("14", "Accept embeds the Follow", m => Activity("Accept")(m), m => m.Inner is "Follow" or "Join" or "QuoteRequest"),
        new("F2", "the hub's own actor is found by WebFinger", Served("Application"), (m, world) => world.WebFinger(m) == m.Target),
    ];

    public static readonly Rule[] Friendica =
    [
        new("E29", "only the two contexts that everybody knows are fetched", m => Delivery(m) || Document(m), m => m.Json.Ids("@context").Where(c => c.Length > 0)
            .All(c => c is "https://www.w3.org/ns/activitystreams" or "https://w3id.org/security/v1")),
        new("E29", "no term of ActivityStreams is given another meaning", m => Delivery(m) || Document(m), m => m.Json.List("@context").Where(c => c.ValueKind == JsonValueKind.Object)
            .All(c => new[] { "name", "startTime", "endTime", "location", "latitude", "longitude", "content", "summary", "Event", "Place", "Note" }.All(term => !c.Has(term)))),
        new("E29", "a place is a Place with a name", Written("Event"), m => m.Object.At("location").Text("type") == "Place" && m.Object.At("location").Text("name").Length > 0),
        new("4", "a note has no summary but a warning", m => Written("Note")(m) && m.Object.Has("summary"), m => m.Object.At("sensitive").GetBoolean()),
        new("D5", "a group passes on whole activities", Wrapped, m => m.Object.IsText("id") && m.Object.IsText("actor")),
    ];

    const string Everybody = "https://www.w3.org/ns/activitystreams#Public";

    static IEnumerable<JsonElement> Mentions(Message m) => m.Object.List("tag").Where(t => t.Text("type") == "Mention");

    static IEnumerable<JsonElement> Hashtags(Message m) => m.Object.List("tag").Where(t => t.Text("type") == "Hashtag");

    static bool IsDirect(JsonElement post) => WireRules.Addressed(post).All(a => a != Everybody && !a.EndsWith("/followers", StringComparison.Ordinal));

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Markup { get; }

    [GeneratedRegex(@"^@[a-z0-9_]+@[a-z0-9.:-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Handle { get; }

    [GeneratedRegex("^[A-Za-z0-9-]+=[A-Za-z0-9+/]+=*$", RegexOptions.NonBacktracking)]
    private static partial Regex SingleDigest { get; }

    [GeneratedRegex(@"^\w([\w.-]*\w)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Username { get; }

    static bool IsPoll(Message m) => m.Object.List("oneOf") is { Count: 2 } answers && m.Object.IsText("endTime")
        && answers.All(a => a.Text("type") == "Note" && a.IsText("name") && a.At("replies").IsNumber("totalItems"));

    static bool IsQuote(Message m) => Written("Note")(m) && m.Object.IsText("quote");
}
