using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Federated.Tests.Peers.Rule;

namespace Federated.Tests.Peers;

/// <summary>What every server needs of a request and of an activity (wire-microblog 1, 9, 10, 14, 17).</summary>
static partial class WireRules
{
    const string Public = "https://www.w3.org/ns/activitystreams#Public";

    static readonly string[] Transitive = ["Create", "Update", "Delete", "Follow", "Accept", "Reject", "Undo", "Like", "Announce"];

    public static readonly Rule[] All =
    [
        new("S1", "a delivery is signed by rsa-sha256 under draft-cavage, and the signature holds", Delivery, Verifies),
        new("S1", "a first knock carries no RFC 9421 signature", Delivery, m => !m.Headers.ContainsKey("signature-input")),
        new("S2", "keys are RSA-2048", Served(Actors), m => KeyOf(m.Json).KeySize == 2048),
        new("S3", "a delivery covers (request-target) host date digest content-type, and collection-synchronization where that is sent", Delivery, m =>
            Covered(m) == "(request-target) host date digest content-type" + (m.Headers.ContainsKey("collection-synchronization") ? " collection-synchronization" : "")),
        new("Y1", "a new post for followers tells which of them live there", m => Activity("Create")(m) && m.Json.Ids("to") is [var to] && to.EndsWith("/followers", StringComparison.Ordinal) && !m.Json.Ids("cc").Contains(Public), m => m.Headers.ContainsKey("collection-synchronization")),
        new("S4", "a fetch covers (request-target) host date", IsSignedFetch, m => Covered(m) == "(request-target) host date"),
        new("S5", "the digest is one SHA-256 in upper case, of these bytes", Delivery, m => m.Header("digest") == "SHA-256=" + Convert.ToBase64String(SHA256.HashData(m.Body))),
        new("S6", "the date is an IMF date of now", m => m.Kind != MessageKind.Document && m.Headers.ContainsKey("signature"), m =>
            DateTimeOffset.TryParseExact(m.Header("date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && (TimeProvider.System.GetUtcNow() - at).Duration() < TimeSpan.FromMinutes(5)),
        new("S7", "signature parameters stand in the order that every parser takes, quoted, without breaks", Delivery, m => SignatureForm.IsMatch(m.Header("signature"))),
        new("S8", "the key id is the actor's with #main-key, and its document names it byte for byte", Delivery, (m, world) =>
            KeyId(m) == $"{m.Json.Text("actor")}#main-key" && world.Document(m.Json.Text("actor"))!.Json.At("publicKey").Text("id") == KeyId(m)),
        new("S11", "the user agent says who it is and where", m => m.Kind != MessageKind.Document, m => UserAgentForm.IsMatch(m.Header("user-agent"))),
        new("E9", "a body is activity+json in UTF-8 without a mark", Delivery, m => m.Header("content-type") == "application/activity+json" && m.Body[0] == (byte)'{'),
        new("F5", "a fetch asks for activity+json and ld+json with its profile", IsSignedFetch, m => m.Header("accept") == "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""),
        new("J2", "the ActivityStreams context is there as a string", m => Delivery(m) || Document(m), m => m.Json.Ids("@context").Contains("https://www.w3.org/ns/activitystreams")),
        new("J6", "everybody is written as the whole address", m => Delivery(m) || Document(m), m => m.Json.Objects().All(o => Addressed(o).All(a => a is not ("as:Public" or "Public")))),
        new("J12", "to, cc, tag and attachment are lists wherever they stand", m => Delivery(m) || Document(m), m =>
            m.Json.Objects().All(o => new[] { "to", "cc", "tag", "attachment" }.All(name => !o.Has(name) || o.IsList(name)))),
        new("J13", "the actor is one plain id, and so are type and id", Delivery, m => m.Json.IsText("actor") && m.Json.IsText("type") && m.Json.IsText("id")),
        new("J13", "Create and Update bring their object", Activity("Create", "Update"), m => m.Inner.Length > 0),
        new("J16", "no key stands twice", m => Delivery(m) || Document(m), m => m.Json.Objects().All(o => o.EnumerateObject().Select(p => p.Name).Distinct().Count() == o.EnumerateObject().Count())),
        new("A1", "addresses of a post and of what brings it are the same", m => Activity("Create", "Update")(m) && !Actors.Contains(m.Inner), m =>
            m.Json.Ids("to").SequenceEqual(m.Object.Ids("to")) && m.Json.Ids("cc").SequenceEqual(m.Object.Ids("cc")) && m.Json.IsList("to") && m.Json.IsList("cc")),
        new("A2", "the followers are named as the actor document names them", m => Activity("Create", "Update")(m) && Posts.Contains(m.Inner), (m, world) =>
            Addressed(m.Json).Where(a => a.EndsWith("/followers", StringComparison.Ordinal)).All(a => Served(Actors)(world.Document(a[..^"/followers".Length])!) && world.Document(a[..^"/followers".Length])!.Json.Text("followers") == a)),
        new("A4", "whoever is mentioned is addressed", m => Activity("Create", "Update")(m) && m.Object.List("tag").Any(t => t.Text("type") == "Mention"), m =>
            m.Object.List("tag").Where(t => t.Text("type") == "Mention").All(t => Addressed(m.Json).Contains(t.Text("href")))),
        new("A5", "nothing says bto or bcc", m => Delivery(m) || Document(m), m => m.Json.Objects().All(o => !o.Has("bto") && !o.Has("bcc"))),
        new("V13", "an activity has an id of its actor's host, other than its object's", Delivery, m =>
            new Uri(m.Json.Text("id")).Authority == new Uri(m.Json.Text("actor")).Authority && m.Json.Text("id") != m.Object.Text("id")),
        new("F11", "ids that can be fetched have no fragment", Delivery, m => !m.Json.Text("id").Contains('#', StringComparison.Ordinal) && !m.Object.Text("id").Contains('#', StringComparison.Ordinal) || m.Type is "Accept" or "Reject"),
        new("14", "Undo brings what it takes back: type, id, actor, object", Activity("Undo"), m => m.Object.AreTexts("type", "id", "actor", "object")),
        new("14", "Accept and Reject bring the Follow: type, id, actor, object", m => Activity("Accept", "Reject")(m) && m.Inner == "Follow", m => m.Object.AreTexts("type", "id", "actor", "object")),
        new("14", "Like and Follow name an id, and whom it concerns in `to`", Activity("Like", "Follow"), m => m.Json.IsText("object") && m.Json.Ids("to").Count > 0),
        new("14", "a boost names an id, says when, and goes to everybody and the followers", m => Activity("Announce")(m) && m.Json.IsText("object"), m =>
            m.Json.IsText("published") && Addressed(m.Json).Contains(Public) && Addressed(m.Json).Contains(m.Json.Text("actor") + "/followers")),
        new("14", "Delete of a post brings a Tombstone, to all who were addressed", m => Activity("Delete")(m), m => m.Inner == "Tombstone" && m.Object.IsText("formerType") && Addressed(m.Json).Contains(Public)),
        new("14", "an edit is later than what it changes, but for consent to a quote", m => Activity("Update")(m) && Posts.Contains(m.Inner) && !m.Object.Has("quoteAuthorization"), m =>
            m.Object.At("updated").GetDateTimeOffset() > m.Object.At("published").GetDateTimeOffset()),
        new("8", "an actor is whole: inbox, outbox, followers, key, shared inbox, all of its own host", Served(Actors), m =>
            new[] { "id", "inbox", "outbox", "followers", "url" }.Append("id").All(name => new Uri(m.Json.Text(name)).Authority == new Uri(m.Target).Authority)
            && m.Json.At("endpoints").IsText("sharedInbox") && m.Json.IsText("preferredUsername") && m.Json.At("publicKey").Text("owner") == m.Target),
        new("F6", "documents come as activity+json", Document, m => m.Header("content-type") == "application/activity+json; charset=utf-8"),
        new("F8", "an id answers itself, without a turn", Document, m => m.Json.Text("id") == m.Target),
        new("all", "every kind of activity was sent", m => Delivery(m), (_, world) => Transitive.All(t => world.Sent(t))),
    ];

    public static readonly string[] Posts = ["Note", "Article", "Event"];

    static bool IsSignedFetch(Message m) => Fetch(m) && !m.Target.StartsWith("/.well-known/", StringComparison.Ordinal) && !m.Target.StartsWith("/nodeinfo", StringComparison.Ordinal);

    public static IEnumerable<string> Addressed(JsonElement json) => json.Ids("to").Concat(json.Ids("cc"));

    static string Parameter(Message m, string name) =>
        m.Header("signature").Split(',').Select(p => p.Split('=', 2)).FirstOrDefault(p => p[0] == name)?[1].Trim('"') ?? "";

    static string Covered(Message m) => Parameter(m, "headers");

    static string KeyId(Message m) => Parameter(m, "keyId");

    static RSA KeyOf(JsonElement actor)
    {
        var key = RSA.Create();
        key.ImportFromPem(actor.At("publicKey").Text("publicKeyPem"));
        return key;
    }

    /// <summary>As a receiver does it, with the document that the key id leads to.</summary>
    static bool Verifies(Message m, PeerWorld world)
    {
        if (Parameter(m, "algorithm") != "rsa-sha256" || world.Document(KeyId(m).Split('#')[0]) is not { } owner)
            return false;
        var lines = Covered(m).Split(' ').Select(name => name == "(request-target)" ? $"(request-target): post {m.Target}" : $"{name}: {m.Header(name)}");
        using var key = KeyOf(owner.Json);
        return key.VerifyData(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Convert.FromBase64String(Parameter(m, "signature")), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    [GeneratedRegex("""^keyId="[^",\s]+",algorithm="rsa-sha256",headers="[a-z() -]+",signature="[A-Za-z0-9+/]+=*"$""", RegexOptions.NonBacktracking)]
    private static partial Regex SignatureForm { get; }

    [GeneratedRegex(@"^Federated/\S+ \(\+https?://[^/\s]+/\)$", RegexOptions.NonBacktracking)]
    private static partial Regex UserAgentForm { get; }
}
