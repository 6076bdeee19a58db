using System.Security.Cryptography;
using System.Text;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>
/// One activity as a handler gets it: authenticated, unwrapped of Announce and Undo, its foreign parts fetched, inside its transaction.
/// </summary>
public sealed record Received
{
    public required Tx Tx { get; init; }

    /// <summary>The activity that counts: for an Undo or a Group's Announce, the inner one.</summary>
    public required As Activity { get; init; }

    /// <summary>Its actor.</summary>
    public required Actor Sender { get; init; }

    /// <summary>The Group that announced it, if one did.</summary>
    public Actor? Announcer { get; init; }

    /// <summary>The object: embedded by its owner, or as its origin returned it; otherwise only an id.</summary>
    public required As Object { get; init; }

    /// <summary>The bytes of the inner activity, for passing it on untouched.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Local actors whose personal inboxes it came to.</summary>
    public IReadOnlyList<long> Recipients { get; init; } = [];

    /// <summary>We asked for it (a parent, a boosted post): it needs no further reason to be kept, and nobody is told.</summary>
    public bool Wanted { get; init; }

    public string? ObjectId => Object.Id;

    /// <summary>The activity's id; where it has none, one made of what it says, the same each time it is said.</summary>
    public string ActivityUri => Activity.Id
        ?? $"{Sender.Uri}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Activity.Type} {ObjectId}")))}";

    /// <summary>When it came to an inbox for the first time.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset Now => Tx.Now;
}
