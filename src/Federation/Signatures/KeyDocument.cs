using System.Text.Json;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Signatures;

/// <summary>A key as a document names it.</summary>
/// <param name="Id">The key's address, byte for byte.</param>
/// <param name="Owner">Its `owner` or `controller`; null for a bare reference or where it is absent.</param>
/// <param name="Key">The key, or null for a reference and for a key with a fault.</param>
/// <param name="Fault">`key-malformed` or `key-revoked`, where the key stands in the document but cannot be used.</param>
public sealed record ListedKey(string Id, string? Owner, PublicKey? Key, string? Fault)
{
    /// <summary>When the key ends, where it says so (K10).</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>
/// The keys of a fetched document (K1): a full actor, a stub of an actor with its key alone, a bare key with
/// `publicKeyPem`, or a bare Multikey.
/// </summary>
/// <param name="Id">The document's id. Whoever fetched it has compared it with the address.</param>
/// <param name="IsActor">It has an inbox: no other document needs to be fetched for its owner.</param>
/// <param name="Keys">At most <see cref="Limits.KeysPerActor"/>, those of `publicKey` first.</param>
/// <param name="Complete">
/// Every entry was understood, so a stored key that is not among them has been withdrawn (K3). Never conclude that from
/// an incomplete list.
/// </param>
public sealed record KeyDocument(string Id, bool IsActor, IReadOnlyList<ListedKey> Keys, bool Complete)
{
    /// <summary>Reads the keys; null when the document is no object with an id.</summary>
    /// <param name="document">The document.</param>
    /// <param name="now">For keys that expire (K10).</param>
    public static KeyDocument? Read(As document, DateTimeOffset now)
    {
        if (document is not { Raw.ValueKind: JsonValueKind.Object, Id: { } id })
            return null;
        IEnumerable<As> entries = document.Has("publicKeyPem") || document.Has("publicKeyMultibase")
            ? [document]
            : [.. document.Many("publicKey"), .. document.Many("assertionMethod")];
        var read = entries.Take(Limits.KeysPerActor + 1).Select(e => Entry(e, now)).ToList();
        var keys = read.OfType<ListedKey>().Take(Limits.KeysPerActor).ToList();
        var complete = keys.Count == read.Count && keys.TrueForAll(k => k.Fault != SignatureCodes.KeyMalformed);
        return new KeyDocument(id, document.Ref("inbox") is not null, keys, complete);
    }

    /// <summary>
    /// The check of the link back (K2, FEP-fe34): the key names an owner of its own origin, and that owner's document
    /// lists the key. The owner's own copy of the key wins over the other.
    /// </summary>
    /// <param name="keyId">As it stood in the signature.</param>
    /// <param name="document">What was found under the keyId.</param>
    /// <param name="owner">The owner's document; the same one where that is an actor.</param>
    /// <returns><see cref="KeyLookup.Found"/> (fresh) or <see cref="KeyLookup.Missing"/> with its code.</returns>
    public static KeyLookup Confirm(string keyId, KeyDocument document, KeyDocument owner)
    {
        if (document.Find(keyId) is not { } claimed)
            return new KeyLookup.Missing(SignatureCodes.KeyMissing);
        if (!Origin.Same(keyId, claimed.Owner ?? document.Id) || !Origin.Same(keyId, owner.Id))
            return new KeyLookup.Missing(SignatureCodes.OriginMismatch);
        var listed = owner.Find(keyId);
        if (claimed.Owner != owner.Id || listed is null || (listed.Owner ?? owner.Id) != owner.Id)
            return new KeyLookup.Missing(SignatureCodes.KeyNotListed);
        if ((listed.Fault ?? claimed.Fault) is { } fault)
            return new KeyLookup.Missing(fault);
        return (listed.Key ?? claimed.Key) is { } key
            ? new KeyLookup.Found(key, owner.Id, Fresh: true) { Expires = listed.Expires ?? claimed.Expires }
            : new KeyLookup.Missing(SignatureCodes.KeyMissing);
    }

    /// <summary>The owner that the key names, whose document is to be fetched; null when the key is not here or names none.</summary>
    /// <param name="keyId">As it stood in the signature.</param>
    public string? OwnerOf(string keyId) => Find(keyId)?.Owner;

    /// <summary>The usable keys of the actor that this document is about, each once.</summary>
    public IEnumerable<ListedKey> OwnKeys() =>
        Keys.Select(k => k.Id).Distinct().Select(id => Find(id)!).Where(k => k.Key is not null && (k.Owner ?? Id) == Id && Origin.Same(k.Id, Id));

    /// <summary>A key may stand under both properties: revoked in one is revoked, else the copy that can be used.</summary>
    ListedKey? Find(string keyId) =>
        Keys.Where(k => k.Id == keyId).MinBy(k => k.Fault == SignatureCodes.KeyRevoked ? 0 : k.Key is not null ? 1 : 2);

    static ListedKey? Entry(As entry, DateTimeOffset now)
    {
        if (entry.Id is not { } id)
            return null;
        if (entry.Raw.ValueKind == JsonValueKind.String || entry.Raw.GetPropertyCount() == 1)
            return new ListedKey(id, null, null, null);
        var (owner, key) = (entry.Text("publicKeyPem"), entry.Text("publicKeyMultibase")) switch
        {
            ({ } pem, _) => (entry.Ref("owner"), PublicKey.FromPem(pem)),
            (_, { } multibase) when entry.Is("Multikey") => (entry.Ref("controller"), PublicKey.FromMultibase(multibase)),
            _ => (null, null),
        };
        if (key is not null && (IsPast(entry, "revoked", now) || IsPast(entry, "expires", now)))
            return new ListedKey(id, owner, null, SignatureCodes.KeyRevoked);
        return new ListedKey(id, owner, key, key is null ? SignatureCodes.KeyMalformed : null) { Expires = entry.Instant("expires") };
    }

    /// <summary>K10; a time that cannot be read counts as past.</summary>
    static bool IsPast(As entry, string name, DateTimeOffset now) =>
        entry.Has(name) && (entry.Instant(name) is not { } time || time <= now);
}
