using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Federated.Federation.Vocabulary;

/// <summary>
/// A tolerant view of one ActivityStreams value (wire section 9). A string is a value that has only an id.
/// Made by <see cref="AsReader"/> alone, so limits hold and no read throws. `default` is the absent value:
/// every read of it answers null or empty, and reads can be chained.
/// </summary>
public readonly partial record struct As
{
    internal As(JsonElement raw) => Raw = raw;

    /// <summary>The value that has only this id; absent for null.</summary>
    public static As Of(string? id) => id is null ? default : new(JsonSerializer.SerializeToElement(id));

    /// <summary>The JSON itself; `Undefined` when absent.</summary>
    public JsonElement Raw { get; }

    /// <summary>Whether there is an object or an id.</summary>
    public bool Exists => Raw.ValueKind is JsonValueKind.Object or JsonValueKind.String;

    /// <summary>The id as sent (ids are compared ordinally). Null when absent or no address: see <see cref="Ref"/>.</summary>
    public string? Id => Raw.ValueKind == JsonValueKind.String ? Address(Raw) : Address(First(Member("id")));

    /// <summary>The first type, as a plain word (`as:Note` is `Note`). Null when absent.</summary>
    public string? Type => Types is [var first, ..] ? first : null;

    /// <summary>All types in order, as plain words; empty when absent.</summary>
    public IReadOnlyList<string> Types
    {
        get
        {
            var types = new List<string>(1);
            foreach (var item in Items(Member("type")))
                if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } word) types.Add(AsTerms.Plain(word));
            return types;
        }
    }

    /// <summary>Whether one of the types is one of these words.</summary>
    public bool Is(params ReadOnlySpan<string> types)
    {
        foreach (var type in Types)
            if (types.Contains(type)) return true;
        return false;
    }

    /// <summary>Whether the ActivityStreams context is named in `@context` (wire rules J2, J3).</summary>
    public bool HasContext
    {
        get
        {
            foreach (var item in Items(Member("@context")))
                if (item.ValueKind == JsonValueKind.String && item.ValueEquals(AsNames.Namespace)) return true;
            return false;
        }
    }

    /// <summary>
    /// The address that a member refers to: a string, an object's id, or a Link's `href`; of several the first usable.
    /// Null when absent, empty, longer than <see cref="Limits.UriLength"/> or with control characters.
    /// </summary>
    public string? Ref(string name)
    {
        foreach (var item in Items(Member(name)))
            if (Address(item) is { } address) return address;
        return null;
    }

    /// <summary>The addresses of a one-or-many member, as <see cref="Ref"/> reads each; unusable ones are left out.</summary>
    /// <param name="name">A compact name: `to`, `alsoKnownAs`.</param>
    /// <param name="cap">Items that are read.</param>
    public IReadOnlyList<string> Refs(string name, int cap = Limits.JsonItems)
    {
        var refs = new List<string>();
        foreach (var item in Items(Member(name)).Take(cap))
            if (Address(item) is { } address) refs.Add(address);
        return refs;
    }

    /// <summary>The first object or id of a member; absent when there is none.</summary>
    public As One(string name) => Many(name, 1) is [var one] ? one : default;

    /// <summary>The objects and ids of a one-or-many member, `@list` and `@set` included (wire rule J5).</summary>
    /// <param name="name">A compact name: `tag`, `attachment`, `orderedItems`.</param>
    /// <param name="cap">Values that are kept.</param>
    public IReadOnlyList<As> Many(string name, int cap = Limits.JsonItems)
    {
        var many = new List<As>();
        foreach (var item in Items(Member(name)))
        {
            if (many.Count == cap) break;
            if (new As(item) is { Exists: true } value) many.Add(value);
        }
        return many;
    }

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string name) => Member(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A member by its compact name, else by an alias: `@id`, `as:actor`, a full IRI (wire rules J3, J4).</summary>
    JsonElement Member(string name)
    {
        if (Raw.ValueKind != JsonValueKind.Object) return default;
        if (Raw.TryGetProperty(name, out var plain)) return plain;
        Span<byte> compact = stackalloc byte[128];
        if (!Encoding.UTF8.TryGetBytes(name, compact, out var length)) return default;
        foreach (var member in Raw.EnumerateObject())
            if (AsTerms.IsAlias(JsonMarshal.GetRawUtf8PropertyName(member), compact[..length])) return member.Value;
        return default;
    }

    /// <summary>The items of one-or-many without nulls and inner arrays.</summary>
    static IEnumerable<JsonElement> Items(JsonElement value)
    {
        value = Unwrap(value);
        if (value.ValueKind != JsonValueKind.Array)
            return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? [] : [value];
        return value.EnumerateArray().Where(item => item.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array));
    }

    static JsonElement First(JsonElement value) =>
        Unwrap(value) is { ValueKind: not JsonValueKind.Array } one ? one : Items(value).FirstOrDefault();

    static JsonElement Unwrap(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && (value.TryGetProperty("@list", out var inner) || value.TryGetProperty("@set", out inner))
            ? inner
            : value;

    static string? Address(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Usable(value.GetString()!),
        JsonValueKind.Object => Own(value, "id") ?? Own(value, "href"),
        _ => null,
    };

    static string? Own(JsonElement value, string name) =>
        First(new As(value).Member(name)) is { ValueKind: JsonValueKind.String } own ? Usable(own.GetString()!) : null;

    static string? Usable(string address) =>
        address.Length is 0 or > Limits.UriLength || Encoding.UTF8.GetByteCount(address) > Limits.UriLength || address.Any(char.IsControl) ? null : address;
}
