using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Text;

namespace Federated.Instance.Posts;

/// <summary>Reads a wire object into what is to be stored of it.</summary>
public sealed class PostReader(PostFacets facets)
{
    /// <summary>Object types that become posts.</summary>
    public static readonly string[] Types = ["Note", "Article", "Page", "Question", "Event", "Video", "Audio", "Image", "Document"];

    const int TitleFromText = 80;

    /// <summary>
    /// The object must be its sender's own: same origin and attributed to it (FEP-fe34). Mobilizon attributes an event to a
    /// group and names the sender as its `actor`.
    /// </summary>
    public static string? OwnerProblem(Received r)
    {
        if (r.ObjectId is not { } id)
            return "object-missing";
        if (!Origin.Same(id, r.Sender.Uri))
            return "origin-mismatch";
        var owners = r.Object.Refs("attributedTo");
        return owners.Count == 0 || owners.Contains(r.Sender.Uri, StringComparer.Ordinal) || r.Object.Ref("actor") == r.Sender.Uri
            ? null
            : "owner-mismatch";
    }

    public async Task<Result<NewPost>> ReadAsync(Received r, CancellationToken ct)
    {
        var document = r.Object;
        var parentUri = document.Ref("inReplyTo");
        var parent = parentUri is null ? null : await PostStore.ByUriAsync(r.Tx, parentUri, ct);
        var addressed = Audience.Read(document, r.Sender.Followers, r.Activity, r.Wanted);
        var actors = await ActorStore.ByUrisAsync(r.Tx, AddressedUris(document, addressed), ct);
        var group = FindGroup(document, addressed, actors, r.Announcer, parentUri is not null);
        var kind = KindOf(document, group, parentUri);
        if (parent is { Visibility: Visibility.HubOnly })
            return new Refusal("reply-wider");
        if (kind == PostKind.Note && document.Text("content") is not { Length: > 0 } && !document.Many("attachment").Any())
            return new Refusal("content-missing");

        var facet = facets.Of(kind)?.Read(document);
        if (facet?.Refusal is { } refused)
            return new Refusal(refused);

        var named = document.Many("tag", Limits.Tags).Where(t => t.Is("Mention")).Take(Limits.Mentions).Select(t => t.Ref("href") ?? "").ToHashSet(StringComparer.Ordinal);
        return new NewPost
        {
            Uri = document.Id!,
            Kind = kind,
            Author = r.Sender,
            Group = group,
            Parent = parent,
            ReplyToUri = parentUri,
            ContextUri = document.Ref("context"),
            Title = TitleOf(document, kind),
            Summary = SummaryOf(document, kind),
            Content = HtmlCleaner.Clean(document.Text("content") ?? ""),
            Language = Languages.Normalize(document.Language("content") ?? document.Text("inLanguage") ?? document.One("language").Text("identifier")),
            Sensitive = document.Bool("sensitive") ?? false,
            Visibility = VisibilityOf(addressed, group, parent, r.Wanted),
            Quotable = Quotable.Read(document, r.Sender.Followers),
            Quote = NewQuote.Read(document),
            PageUrl = document.Url ?? document.Id,
            PublishedAt = document.Instant("published", r.Now) ?? r.Now,
            EditedAt = document.Instant("updated") is { } updated && updated > (document.Instant("published") ?? r.Now) ? updated : null,
            Mentions = [.. actors.Where(a => named.Contains(a.Uri)).Select(a => a.Id)],
            SilentRecipients = [.. actors.Where(a => a.Local && a.Kind == ActorKind.Person && !named.Contains(a.Uri)).Select(a => a.Id), .. r.Recipients],
            Tags = TagsOf(document),
            Attachments = AttachmentReader.Read(document),
            Emoji = CustomEmoji.Read(document),
            Facet = facet?.Data,
        };
    }

    static IEnumerable<string> AddressedUris(As document, Addressing addressed) =>
        addressed.Ids
            .Concat(document.Refs("audience"))
            .Concat(document.Many("tag", Limits.Tags).Where(t => t.Is("Mention")).Select(t => t.Ref("href")).OfType<string>())
            .Take(Limits.AudienceKept);

    static Actor? FindGroup(As document, Addressing addressed, IReadOnlyList<Actor> actors, Actor? announcer, bool reply)
    {
        var groups = actors.Where(a => a.Kind == ActorKind.Group).ToList();
        var audience = document.Refs("audience");
        return groups.Find(g => audience.Contains(g.Uri, StringComparer.Ordinal))
            ?? (reply ? null : groups.Find(g => addressed.Ids.Contains(g.Uri, StringComparer.Ordinal)))
            ?? (announcer is { Kind: ActorKind.Group } && !reply ? announcer : null);
    }

    static string KindOf(As document, Actor? group, string? parentUri) => document.Type switch
    {
        "Event" => PostKind.Event,
        "Question" => PostKind.Poll,
        "Note" when parentUri is not null || group is null => PostKind.Note,
        _ when parentUri is not null => PostKind.Note,
        _ => group is null ? PostKind.Story : PostKind.Topic,
    };

    static string TitleOf(As document, string kind)
    {
        if (kind is PostKind.Note or PostKind.Poll)
            return "";
        var name = Names.Title(document.Text("name"));
        return name.Length > 0 ? name : PlainText.From(document.Text("content") ?? "", TitleFromText);
    }

    /// <summary>Many servers, this one too, send the beginning of an article as its summary: shown above the text it would be said twice.</summary>
    static string SummaryOf(As document, string kind)
    {
        var summary = PlainText.From(document.Text("summary") ?? "", Limits.Summary);
        return kind is PostKind.Topic or PostKind.Story
            && PlainText.Line(document.Text("content") ?? "", Limits.Summary).StartsWith(summary.TrimEnd('…', '.', ' '), StringComparison.Ordinal) ? "" : summary;
    }

    static string VisibilityOf(Addressing addressed, Actor? group, Post? parent, bool wanted)
    {
        var own = addressed.Reach switch
        {
            Reach.Public => Visibility.Public,
            Reach.Unlisted => Visibility.Unlisted,
            Reach.Followers => Visibility.Followers,
            _ when group?.Followers is { } members && addressed.Ids.Contains(members, StringComparer.Ordinal) => Visibility.Members,
            _ when wanted && addressed.Ids.Count == 0 => Visibility.Unlisted,
            _ => Visibility.Direct,
        };
        return parent is null ? own : Visibility.Within(own, parent.Visibility);
    }

    static List<PostTag> TagsOf(As document) =>
        [.. document.Many("tag", Limits.Tags).Where(t => t.Is("Hashtag"))
            .Select(t => (t.Text("name") ?? "").TrimStart('#'))
            .Select(name => (Name: name, Tag: Hashtags.Normalize(name)))
            .Where(t => t.Tag is not null)
            .DistinctBy(t => t.Tag)
            .Take(Limits.Hashtags)
            .Select(t => new PostTag(t.Tag!, t.Name))];
}
