namespace Federated.Tests.Peers;

/// <summary>
/// Something that a receiver insists on: what it is about, and what must hold then. The id is that of the row in our tables of wire
/// rules, where there is one.
/// </summary>
sealed record Rule(string Id, string Says, Func<Message, bool> About, Func<Message, PeerWorld, bool> Holds)
{
    public Rule(string id, string says, Func<Message, bool> about, Func<Message, bool> holds) : this(id, says, about, (m, _) => holds(m))
    {
    }

    public string Name => $"{Id}: {Says}";

    public static bool Delivery(Message m) => m.Kind == MessageKind.Delivery;

    public static bool Fetch(Message m) => m.Kind == MessageKind.Fetch;

    public static bool Document(Message m) => m.Kind == MessageKind.Document;

    /// <summary>Deliveries of activities of these types.</summary>
    public static Func<Message, bool> Activity(params string[] types) => m => Delivery(m) && types.Contains(m.Type);

    /// <summary>Creates and Updates of such objects.</summary>
    public static Func<Message, bool> Written(params string[] types) => m => Delivery(m) && m.Type is "Create" or "Update" && types.Contains(m.Inner) && !Vote(m);

    /// <summary>A Note that is a voice in a poll and no post.</summary>
    public static bool Vote(Message m) => Delivery(m) && m is { Type: "Create", Inner: "Note" } && m.Object.IsText("name") && m.Object.IsText("inReplyTo");

    /// <summary>Activities that a Group passed on whole.</summary>
    public static bool Wrapped(Message m) => Delivery(m) && m.Type == "Announce" && m.Inner.Length > 0;

    /// <summary>Wrapped Creates and Updates of such objects.</summary>
    public static Func<Message, bool> Passed(params string[] types) => m => Wrapped(m) && m.Inner is "Create" or "Update" && types.Contains(m.Object.At("object").Text("type"));

    /// <summary>Documents of these types, as anybody fetches them.</summary>
    public static Func<Message, bool> Served(params string[] types) => m => Document(m) && types.Contains(m.Type);

    public static readonly string[] Actors = ["Person", "Group", "Application", "Organization", "Service"];
}
