using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>An item of `tag` (wire section 11): made by the functions below, each of which knows its form.</summary>
public sealed record TagDocument
{
    TagDocument(string type) => Type = type;

    /// <summary>Id of an Emoji.</summary>
    public string? Id { get; private init; }

    /// <summary>`Mention`, `Hashtag`, `Emoji` or `Link`.</summary>
    public string Type { get; }

    /// <summary>`@user@domain`, `#Word`, `:shortcode:`, or a Link's label.</summary>
    public string? Name { get; private init; }

    /// <summary>Actor id, page of the hashtag, or the Link's target.</summary>
    public string? Href { get; private init; }

    /// <summary>Type of the Link's target.</summary>
    public string? MediaType { get; private init; }

    /// <summary>Picture of an Emoji.</summary>
    public AttachmentDocument? Icon { get; private init; }

    /// <summary>When the Emoji last changed.</summary>
    public DateTimeOffset? Updated { get; private init; }

    /// <summary>Somebody is named. Notifies only who is addressed too (wire rule A4).</summary>
    /// <param name="actorId">The actor's id.</param>
    /// <param name="handle">`@user@domain`, also for local people.</param>
    public static TagDocument Mention(string actorId, string handle) =>
        new(AsTypes.Mention) { Href = actorId, Name = handle };

    /// <summary>A subject is named.</summary>
    /// <param name="word">With or without `#`.</param>
    /// <param name="page">The hashtag's page on the hub.</param>
    public static TagDocument Hashtag(string word, string page) =>
        new(AsTypes.Hashtag) { Href = page, Name = "#" + word.TrimStart('#') };

    /// <summary>A picture for a shortcode.</summary>
    /// <param name="id">The emoji's id.</param>
    /// <param name="shortcode">With or without colons.</param>
    /// <param name="icon">The picture.</param>
    /// <param name="updated">When it last changed.</param>
    public static TagDocument Emoji(string id, string shortcode, AttachmentDocument icon, DateTimeOffset updated) =>
        new(AsTypes.Emoji) { Id = id, Name = $":{shortcode.Trim(':')}:", Icon = icon, Updated = updated };

    /// <summary>A reference to another object (FEP-e232).</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="name">The text that stands for it.</param>
    public static TagDocument Reference(string objectId, string name) =>
        new(AsTypes.Link) { Href = objectId, Name = name, MediaType = AsNames.LdJson };
}
