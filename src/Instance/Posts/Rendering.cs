using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Posts;

/// <summary>Turns what somebody here typed into what is stored: HTML, the people named, the hashtags.</summary>
public static class Rendering
{
    public static async Task<NewPost> RenderAsync(Db db, HubAddress address, Draft draft, Post? parent, DateTimeOffset publishedAt, CancellationToken ct)
    {
        var profile = draft.Kind is PostKind.Topic or PostKind.Story or PostKind.Event ? TextProfile.Article : TextProfile.Note;
        var source = draft.Source.ReplaceLineEndings("\n").Trim();
        var actors = await NamedAsync(db, address, Markdown.Find(source, profile).Mentions, ct);
        var rendered = Markdown.Render(source, profile, new Links(
            actors.ToDictionary(a => a.Key, a => new MentionLink(a.Value.Uri, a.Value.Name), StringComparer.Ordinal), $"{address.Base}/tags/"));
        return new NewPost
        {
            Kind = draft.Kind,
            Author = draft.Author,
            WriterId = draft.Writer.Id,
            Group = draft.Group,
            Parent = parent,
            Title = Names.Title(draft.Title),
            Summary = draft.Summary.Trim(),
            Content = rendered.Html,
            Source = source,
            Language = Languages.Normalize(draft.Language),
            Sensitive = draft.Sensitive || (draft.Kind is PostKind.Note or PostKind.Poll && draft.Summary.Length > 0),
            Visibility = draft.Visibility,
            Quotable = draft.Quotable,
            PublishedAt = publishedAt,
            Mentions = [.. rendered.Mentions.Select(m => actors[m].Id).Distinct()],
            Tags = [.. from name in rendered.Hashtags.Concat(draft.Tags.Select(t => t.Trim().TrimStart('#')))
                       let tag = Hashtags.Normalize(name)
                       where tag is not null
                       group name by tag into same
                       select new PostTag(same.Key, same.First())],
            Facet = draft.Facet,
        };
    }

    /// <summary>The handles in a text that nobody here knows yet, for looking them up before it is published.</summary>
    public static async Task<IReadOnlyList<string>> UnknownHandlesAsync(Db db, HubAddress address, string source, CancellationToken ct)
    {
        var handles = Markdown.Find(source, TextProfile.Note).Mentions;
        var known = await NamedAsync(db, address, handles, ct);
        return [.. handles.Where(h => h.Contains('@', StringComparison.Ordinal) && !known.ContainsKey(h))];
    }

    static async Task<Dictionary<string, Actor>> NamedAsync(Db db, HubAddress address, IReadOnlyList<string> handles, CancellationToken ct)
    {
        if (handles.Count == 0)
            return [];
        var split = handles.Select(h => (Handle: h, Parts: Split(h, address))).ToList();
        var actors = await ActorStore.ByHandlesAsync(db, [.. split.Select(s => s.Parts)], ct);
        return (from s in split
                let actor = actors.FirstOrDefault(a => a.Name.Equals(s.Parts.Name, StringComparison.OrdinalIgnoreCase) && a.Domain == s.Parts.Domain)
                where actor is not null
                select (s.Handle, actor)).ToDictionary(s => s.Handle, s => s.actor, StringComparer.Ordinal);
    }

    static (string Name, string? Domain) Split(string handle, HubAddress address)
    {
        var at = handle.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
            return (handle, null);
        var domain = handle[(at + 1)..].ToLowerInvariant();
        return (handle[..at], domain == address.HandleDomain || domain == address.Host ? null : domain);
    }
}
