using System.Collections.Frozen;
using System.Text.Json;

namespace Federated.Web.Localization;

/// <summary>All messages of all languages, from the files in i18n/ that are built into the program.</summary>
public sealed class Messages
{
    readonly FrozenDictionary<string, FrozenDictionary<string, Message>> byLanguage;
    readonly Lazy<FrozenDictionary<string, Message>> pseudo;

    /// <param name="texts">Language code, then key, then the message as written.</param>
    public Messages(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> texts)
    {
        byLanguage = texts.ToFrozenDictionary(
            language => language.Key,
            language => language.Value.ToFrozenDictionary(m => m.Key, m => MessageParser.Parse(m.Value)));
        pseudo = new(() => byLanguage[Localization.Languages.English].ToFrozenDictionary(m => m.Key, m => PseudoText.Of(m.Value)));
        Languages = [.. byLanguage.Keys.OrderBy(Localization.Languages.Autonym, StringComparer.InvariantCultureIgnoreCase)];
    }

    /// <summary>The languages with messages, in the order of their own names.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>Those that are built into the program, read once.</summary>
    public static Messages Shipped { get; } = new(Files().ToDictionary(file => file.Language, file => file.Texts));

    /// <summary>The message in this language, or in the nearest one of its fallbacks that has it, English at last; and which language that is.</summary>
    public (Message Message, string Language)? Find(string language, string key)
    {
        if (language == UiLanguage.Pseudo)
            return pseudo.Value.TryGetValue(key, out var accented) ? (accented, language) : null;
        foreach (var code in Localization.Languages.Chain(language))
        {
            if (byLanguage.TryGetValue(code, out var messages) && messages.TryGetValue(key, out var message))
                return (message, code);
        }
        return byLanguage[Localization.Languages.English].TryGetValue(key, out var english) ? (english, Localization.Languages.English) : null;
    }

    /// <summary>The language to speak to somebody who asks for this one; null when only the last resort, English, would be left.</summary>
    public string? Match(string? tag) => Localization.Languages.Normalize(tag) switch
    {
        null => null,
        UiLanguage.Keys => UiLanguage.Keys,
        UiLanguage.Pseudo => UiLanguage.Pseudo,
        var code => Localization.Languages.Chain(code).FirstOrDefault(byLanguage.ContainsKey),
    };

    static IEnumerable<(string Language, IReadOnlyDictionary<string, string> Texts)> Files()
    {
        var assembly = typeof(Messages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("i18n/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var json = JsonDocument.Parse(stream);
            yield return (Path.GetFileNameWithoutExtension(name), json.RootElement.EnumerateObject()
                .Where(message => message.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(message => message.Name, message => message.Value.GetString()!));
        }
    }
}
