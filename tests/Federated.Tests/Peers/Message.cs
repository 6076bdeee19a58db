using System.Text.Json;
using Federated.Tests.Support;

namespace Federated.Tests.Peers;

/// <summary>What came from the hub: a delivery (POST), a fetch (GET), or a document that the hub gave.</summary>
sealed record Message(MessageKind Kind, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json { get; } = Body.Length > 0 ? JsonElement.Parse(Body) : default;

    /// <summary>Type of the activity or document.</summary>
    public string Type => Json.Text("type");

    /// <summary>What an activity is about, when it is embedded.</summary>
    public JsonElement Object => Json.At("object");

    /// <summary>Type of what an activity is about; "" for an id.</summary>
    public string Inner => Object.Text("type");

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    public static Message Of(Arrival arrival) => new(
        arrival.Method == "POST" ? MessageKind.Delivery : MessageKind.Fetch, arrival.Target, arrival.Headers, arrival.Body);

    public override string ToString() =>
        $"{Kind} {Target}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n{System.Text.Encoding.UTF8.GetString(Body)}";
}

enum MessageKind
{
    Delivery,
    Fetch,
    Document,
}

/// <summary>Reads JSON as peers do: a member that is missing reads as nothing.</summary>
static class Reading
{
    public static JsonElement At(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    public static bool Has(this JsonElement json, string name) => json.At(name).ValueKind != JsonValueKind.Undefined;

    /// <summary>A string member; "" when it is missing or something else.</summary>
    public static string Text(this JsonElement json, string name) => json.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>Items of a member that must be a list; nothing when it is something else.</summary>
    public static IReadOnlyList<JsonElement> List(this JsonElement json, string name) =>
        json.At(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    public static IReadOnlyList<string> Ids(this JsonElement json, string name) => [.. json.List(name).Select(i => i.ValueKind == JsonValueKind.String ? i.GetString()! : i.Text("id"))];

    public static bool IsText(this JsonElement json, string name) => json.At(name).ValueKind == JsonValueKind.String;

    public static bool AreTexts(this JsonElement json, params string[] names) => names.All(n => json.IsText(n));

    public static bool AreBools(this JsonElement json, params string[] names) => names.All(n => json.At(n).ValueKind is JsonValueKind.True or JsonValueKind.False);

    public static bool HasAll(this JsonElement json, params string[] names) => names.All(n => json.Has(n));

    public static bool IsList(this JsonElement json, string name) => json.At(name).ValueKind == JsonValueKind.Array;

    public static bool IsBool(this JsonElement json, string name) => json.At(name).ValueKind is JsonValueKind.True or JsonValueKind.False;

    public static bool IsNumber(this JsonElement json, string name) => json.At(name).ValueKind == JsonValueKind.Number;

    /// <summary>Every object in a document, the document first.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
            yield return json;
        var inner = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Select(m => m.Value),
            JsonValueKind.Array => json.EnumerateArray(),
            _ => [],
        };
        foreach (var found in inner.SelectMany(Objects))
            yield return found;
    }
}
