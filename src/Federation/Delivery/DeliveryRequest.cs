using Federated.Federation.Fetching;

namespace Federated.Federation.Delivery;

/// <summary>One activity on its way to one inbox. The bytes and their digest are made once and shared by all inboxes.</summary>
/// <param name="Inbox">Absolute address of an inbox or shared inbox.</param>
/// <param name="Body">UTF-8 JSON without a byte order mark (wire-microblog.md E9).</param>
/// <param name="Digest">The `Digest` header of these bytes: `SHA-256=` and base64 (S5).</param>
/// <param name="Signer">Signs at send time, for every try anew (S6).</param>
public sealed record DeliveryRequest(string Inbox, ReadOnlyMemory<byte> Body, string Digest, RequestSigner Signer)
{
    /// <summary>Sent with it and signed, where the activity is for followers (Y1).</summary>
    public FollowersSynchronization? Synchronization { get; init; }

    /// <summary>The `Content-Type` of every delivery (E9).</summary>
    public const string ContentType = "application/activity+json";
}
