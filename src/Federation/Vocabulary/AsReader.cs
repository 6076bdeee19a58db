using System.Text.Json;
using System.Text.Unicode;

namespace Federated.Federation.Vocabulary;

/// <summary>What became of a body: a document, or the code word of a refusal.</summary>
/// <param name="Document">The root object; absent when refused. It owns its bytes and stays valid.</param>
/// <param name="Refusal">Null when read; otherwise one of the code words of <see cref="AsReader.Read"/>.</param>
public readonly record struct AsRead(As Document, string? Refusal);

/// <summary>Turns bytes into a document under the limits of `security.md` 1.7: the only way to get an <see cref="As"/>.</summary>
public static class AsReader
{
    static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Limits.JsonDepth,
    };

    /// <summary>
    /// Reads one JSON object. Never throws. Refusals: `body-too-large` (over <see cref="Limits.BodyBytes"/>),
    /// `json-utf8`, `json-nul` and `json-surrogate` (raw or as an escape, names included), `json-malformed`,
    /// `json-deep`, `json-wide`, `json-duplicate-key` (after unescaping; also `id` beside another `@id`),
    /// `json-not-object`, `json-ld-form` (`@graph`, `@reverse`, `@included`, AT-066). A byte order mark is skipped (wire rules J11, J16; `security.md` AT-102 to AT-108).
    /// </summary>
    /// <param name="body">The bytes as received; they are copied.</param>
    public static AsRead Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Limits.BodyBytes) return new(default, "body-too-large");
        var json = body.Span;
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        if (json.Contains((byte)0)) return new(default, "json-nul");
        if (!Utf8.IsValid(json)) return new(default, "json-utf8");
        var escapes = Escapes.Scan(json);
        return escapes.Refusal is { } code ? new(default, code) : Parse(json, escapes.HidesAlias || json.IndexOf("\"@"u8) >= 0);
    }

    static AsRead Parse(ReadOnlySpan<byte> json, bool aliases)
    {
        // Fewer commas than the smaller cap: nothing in it can be too wide, and one pass is enough.
        if (json.Count((byte)',') >= Limits.JsonItems && Shape(json) is { } wide) return new(default, wide);
        JsonElement root;
        try
        {
            root = JsonElement.Parse(json, Strict);
        }
        catch (JsonException)
        {
            return new(default, Shape(json) ?? "json-duplicate-key");
        }
        if (root.ValueKind != JsonValueKind.Object) return new(default, "json-not-object");
        return aliases && Fault(root) is { } fault ? new(default, fault) : new(new As(root), null);
    }

    /// <summary>The slow second look: names what is wrong with the tokens, or null when only duplicates can be.</summary>
    static string? Shape(ReadOnlySpan<byte> json)
    {
        // One deeper than allowed, so that the reader does not throw where we want to say `json-deep`.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Limits.JsonDepth + 1 });
        Span<int> counts = stackalloc int[Limits.JsonDepth + 1];
        Span<bool> arrays = stackalloc bool[Limits.JsonDepth + 1];
        try
        {
            while (reader.Read())
                if (Count(ref reader, counts, arrays) is { } code) return code;
            return null;
        }
        catch (JsonException)
        {
            return "json-malformed";
        }
    }

    static string? Count(ref Utf8JsonReader reader, scoped Span<int> counts, scoped Span<bool> arrays)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) return null;
        if (reader.TokenType == JsonTokenType.PropertyName) return ++counts[depth] > Limits.JsonMembers ? "json-wide" : null;
        if (depth > 0 && arrays[depth] && ++counts[depth] > Limits.JsonItems) return "json-wide";
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return null;
        if (depth == Limits.JsonDepth) return "json-deep";
        counts[depth + 1] = 0;
        arrays[depth + 1] = reader.TokenType == JsonTokenType.StartArray;
        return null;
    }

    /// <summary>What keywords of JSON-LD make it say besides what we read.</summary>
    static string? Fault(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                if (Fault(item) is { } fault) return fault;
            return null;
        }
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (Differ(element, "id", "@id") || Differ(element, "type", "@type")) return "json-duplicate-key";
        foreach (var member in element.EnumerateObject())
        {
            if (member.NameEquals("@graph"u8) || member.NameEquals("@reverse"u8) || member.NameEquals("@included"u8)) return "json-ld-form";
            if (!member.NameEquals("@context"u8) && Fault(member.Value) is { } fault) return fault;
        }
        return null;
    }

    static bool Differ(JsonElement element, string name, string alias) =>
        element.TryGetProperty(alias, out var second)
        && element.TryGetProperty(name, out var first)
        && !JsonElement.DeepEquals(first, second);
}
