using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Text;

namespace Federated.Instance.Actors;

/// <summary>A picture that stands for a shortcode in what the people of one server write.</summary>
public sealed record CustomEmoji
{
    public long Id { get; init; }
    public string Host { get; init; } = "";

    /// <summary>Without colons.</summary>
    public string Name { get; init; } = "";
    public string Url { get; init; } = "";

    /// <summary>The emoji that a post, an actor or a reaction brings with it in `tag`.</summary>
    public static IReadOnlyList<CustomEmoji> Read(As document) =>
        [.. document.Many("tag", Limits.Tags).Where(t => t.Is("Emoji"))
            .Select(t => (Name: Shortcodes.Name(t.Text("name")), t.One("icon").Media?.Url))
            .Where(e => e.Name is not null && e.Url is { Length: <= Limits.UriLength })
            .DistinctBy(e => e.Name)
            .Take(Limits.CustomEmoji)
            .Select(e => new CustomEmoji { Name = e.Name!, Url = e.Url! })];
}
