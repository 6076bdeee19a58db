using Federated.Federation.Vocabulary;
using Federated.Tests.Federation.Vocabulary;

namespace Federated.Tests.Instance.Events;

/// <summary>What real software sends about events, rewritten with invented names; `{word}` stands for what a test fills in.</summary>
static class EventSamples
{
    public static string Text(string name, params (string Word, string Value)[] words) => words.Aggregate(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", $"{name}.json")),
        (text, word) => text.Replace($"{{{word.Word}}}", word.Value, StringComparison.Ordinal));

    /// <summary>The event inside a sample.</summary>
    public static As Event(string name) => Sample.Of(Text(name)).One("object");
}
