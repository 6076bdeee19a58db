using System.Text.Json;

namespace Federated.Federation.Vocabulary;

public readonly partial record struct As
{
    /// <summary>
    /// The text of a member: a string, a value object's `@value`, else the first entry of its map
    /// (`content`, then `contentMap`; wire rule J8). Null when absent. Not cut, not cleaned.
    /// </summary>
    public string? Text(string name) => Words(Member(name)) ?? FirstOf(Member(name + "Map"));

    /// <summary>
    /// The language of a text, as a BCP 47 tag: of a value object its `@language`, else the key of the map whose
    /// text equals the member's, else the map's first key (wire section 11). Null when unknown.
    /// </summary>
    public string? Language(string name)
    {
        var value = First(Member(name));
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("@language", out var tag)) return LanguageTag(tag);
        var map = Map(name + "Map");
        var text = Words(value);
        foreach (var (language, entry) in map)
            if (entry == text) return language;
        return map is [var first, ..] ? first.Key : null;
    }

    /// <summary>
    /// A language map in the order sent, the original first: `{"fr": "..."}`, or a list of value objects.
    /// Keys that are no BCP 47 tags are left out; at most <see cref="Limits.Languages"/> are read.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Map(string name)
    {
        var map = new List<KeyValuePair<string, string>>();
        foreach (var (language, text) in Entries(Member(name)).Take(Limits.Languages))
            if (LanguageTag(language) is { } tag) map.Add(new(tag, text));
        return map;
    }

    static string? FirstOf(JsonElement map)
    {
        foreach (var (_, text) in Entries(map)) return text;
        return null;
    }

    static IEnumerable<(string Language, string Text)> Entries(JsonElement map)
    {
        if (map.ValueKind == JsonValueKind.Object && !map.TryGetProperty("@value", out _))
        {
            foreach (var member in map.EnumerateObject())
                if (Words(member.Value) is { } text) yield return (member.Name, text);
            yield break;
        }
        foreach (var item in Items(map))
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("@language", out var language)
                && language.ValueKind == JsonValueKind.String && Words(item) is { } text)
                yield return (language.GetString()!, text);
    }

    static string? Words(JsonElement value) =>
        Scalar(value) is { ValueKind: JsonValueKind.String } words ? words.GetString() : null;

    /// <summary>The first plain value: of an array the first item, of a value object its `@value`.</summary>
    static JsonElement Scalar(JsonElement value)
    {
        var first = First(value);
        return first.ValueKind == JsonValueKind.Object && first.TryGetProperty("@value", out var inner) ? inner : first;
    }

    static string? LanguageTag(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.String ? LanguageTag(tag.GetString()!) : null;

    static string? LanguageTag(string tag)
    {
        // WordPress locales come with an underscore.
        tag = tag.Replace('_', '-');
        var parts = tag.Split('-');
        var fits = tag.Length <= 35
            && parts[0].Length is >= 2 and <= 8 && parts[0].All(char.IsAsciiLetter)
            && parts.Skip(1).All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
        return fits && parts[0] != "und" ? tag : null;
    }
}
