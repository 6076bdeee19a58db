using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Posts;

/// <summary>Writes a local post, and the activities about it, as other servers read them.</summary>
public sealed class PostJson(HubAddress address, PostFacets facets)
{
    /// <summary>The object alone, as it is served at its id.</summary>
    public async Task<byte[]> ObjectAsync(Db db, Post post, Actor author, CancellationToken ct) =>
        Bytes(await DocumentAsync(db, post, author, ct));

    /// <summary>The object inside a collection.</summary>
    public async Task<WireValue> EmbedAsync(Db db, Post post, Actor author, CancellationToken ct) =>
        Embed(await DocumentAsync(db, post, author, ct));

    /// <summary>Create or Update with the whole object, or Delete with its Tombstone.</summary>
    public async Task<byte[]> ActivityAsync(Db db, string uri, string type, Post post, Actor author, CancellationToken ct)
    {
        var document = await DocumentAsync(db, post, author, ct);
        var (to, cc, audience) = document switch
        {
            EventDocument e => (e.To, e.Cc, e.Audience),
            PostDocument p => (p.To, p.Cc, p.Audience),
            _ => throw new InvalidOperationException(),
        };
        return WireJson.Bytes(new ActivityDocument
        {
            Id = uri,
            Type = type,
            Actor = author.Uri,
            To = to,
            Cc = cc,
            Audience = audience,
            Published = type == "Create" ? post.PublishedAt : post.EditedAt ?? post.PublishedAt,
            Object = type == "Delete" ? WireJson.Embed(Tombstone(post, post.DeletedAt ?? DateTimeOffset.UnixEpoch)) : Embed(document),
        });
    }

    /// <summary>What is served with 410 where a post was.</summary>
    public byte[] TombstoneBytes(Post post) => WireJson.Bytes(Tombstone(post, post.DeletedAt!.Value));

    static TombstoneDocument Tombstone(Post post, DateTimeOffset at) => new() { Id = post.Uri, FormerType = WireType(post.Kind), Deleted = at };

    static string WireType(string kind) => kind switch
    {
        PostKind.Event => AsTypes.Event,
        PostKind.Topic or PostKind.Story => AsTypes.Article,
        PostKind.Poll => AsTypes.Question,
        _ => AsTypes.Note,
    };

    static byte[] Bytes(object document) => document switch
    {
        EventDocument e => WireJson.Bytes(e),
        PostDocument p => WireJson.Bytes(p),
        _ => throw new InvalidOperationException($"{document.GetType().Name} is no post on the wire."),
    };

    static WireValue Embed(object document) => document switch
    {
        EventDocument e => WireJson.Embed(e),
        PostDocument p => WireJson.Embed(p),
        _ => throw new InvalidOperationException($"{document.GetType().Name} is no post on the wire."),
    };

    async Task<object> DocumentAsync(Db db, Post post, Actor author, CancellationToken ct)
    {
        var mentioned = await PostStore.MentionsAsync(db, post.Id, ct);
        var parent = post.ReplyToId is { } parentId ? await PostStore.ByIdAsync(db, parentId, ct) : null;
        var root = post.ThreadId == post.Id ? post : await PostStore.ByIdAsync(db, post.ThreadId, ct);
        var actors = await ActorStore.ByIdsAsync(db, mentioned.Concat(new[] { post.GroupId, parent?.AuthorId }.OfType<long>()), ct);
        var group = post.GroupId is { } groupId ? actors.GetValueOrDefault(groupId) : null;
        var mentions = mentioned.Select(actors.GetValueOrDefault).OfType<Actor>().ToList();
        var (to, cc) = Address(post, author, group, mentions, parent is null ? null : actors.GetValueOrDefault(parent.AuthorId));
        var quote = await QuoteStore.OfAsync(db, post.Id, ct) is { Stands: true } stands ? stands : null;
        var article = post.Kind is PostKind.Topic or PostKind.Story;
        var media = (await PostMedia.ListAsync(db, post.Id, ct)).Select(Describe).ToList();
        var document = new PostDocument
        {
            Id = post.Uri,
            Type = WireType(post.Kind),
            Url = post.PageUrl ?? post.Uri,
            AttributedTo = author.Uri,
            To = to,
            Cc = cc,
            Audience = group?.Uri,
            InReplyTo = parent?.Uri ?? post.ReplyToUri,
            Context = root is null ? null : root.Local ? address.Context(root.Id) : root.ContextUri,
            Name = article ? post.Title : null,
            Summary = article ? $"<p>{System.Net.WebUtility.HtmlEncode(Lead(post))}</p>" : post.Summary.Length > 0 ? post.Summary : null,
            Sensitive = post.Sensitive,
            Content = quote is null ? post.Content : await QuoteLineAsync(db, quote, ct) + post.Content,
            Source = post.Source is { } source ? new SourceDocument(source) : null,
            Language = post.Language is { } language ? new LanguageDocument(language, Languages.NativeName(language)) : null,
            Preview = article ? new PreviewDocument($"<p>{System.Net.WebUtility.HtmlEncode(post.Title)}</p>", media.Count > 0 ? media : null) : null,
            Image = article ? media.Find(m => m.Type == AsTypes.Image) : null,
            Attachment = media,
            DirectMessage = post.Visibility == Visibility.Direct ? true : null,
            Tag = await TagsAsync(db, post, mentions, quote, ct),
            Quote = quote?.QuotedUri,
            QuoteAuthorization = quote?.StampUri,
            InteractionPolicy = new(new([MayQuote(post, author)])),
            CommentsEnabled = article ? true : null,
            PostKind = article ? post.Kind : null,
            Replies = $"{post.Uri}/replies",
            Likes = $"{post.Uri}/likes",
            Shares = $"{post.Uri}/shares",
            Published = post.PublishedAt,
            Updated = post.EditedAt,
        };
        return facets.Of(post.Kind) is { } facet ? await facet.WriteAsync(db, post, document, ct) : document;
    }

    /// <summary>What few servers read is there as well: Mastodon takes `icon` for the still picture of a film.</summary>
    public static AttachmentDocument Describe(Attachment attachment) => new()
    {
        Type = attachment.Kind switch
        {
            MediaKind.Image => AsTypes.Image,
            MediaKind.Gifv or MediaKind.Video => AsTypes.Video,
            MediaKind.Audio => AsTypes.Audio,
            _ => AsTypes.Document,
        },
        MediaType = attachment.MediaType,
        Url = attachment.Url,
        Name = attachment.Alt.Length > 0 ? attachment.Alt : null,
        Width = attachment.Width,
        Height = attachment.Height,
        Blurhash = attachment.Blurhash,
        FocalPoint = attachment is { FocusX: { } x, FocusY: { } y } ? [x, y] : null,
        Duration = attachment.Duration is { } seconds ? TimeSpan.FromSeconds(Math.Round(seconds, 1)) : null,
        Icon = attachment is { Kind: not MediaKind.Image, PreviewUrl: { } still } ? AttachmentDocument.Image(still, "image/webp") : null,
    };

    /// <summary>`to` and `cc` of wire-microblog 10, with the group of wire-events-groups T2.</summary>
    static (IReadOnlyList<string> To, IReadOnlyList<string> Cc) Address(Post post, Actor author, Actor? group, List<Actor> mentions, Actor? answered)
    {
        var named = mentions.Append(answered).OfType<Actor>().Where(a => a.Id != author.Id).Select(a => a.Uri).Distinct(StringComparer.Ordinal).ToList();
        if (post.Visibility == Visibility.Members && group is not null)
            return ([group.Followers!, group.Uri], named);
        var reach = post.Visibility switch
        {
            Visibility.Public => Reach.Public,
            Visibility.Unlisted => Reach.Unlisted,
            Visibility.Followers => Reach.Followers,
            _ => Reach.Direct,
        };
        if (reach == Reach.Direct)
            return Audience.Write(reach, author.Followers!, [.. mentions.Select(m => m.Uri)]);
        var (to, cc) = Audience.Write(reach, author.Followers!, named);
        return group is null ? (to, cc) : ([.. to, group.Uri], cc);
    }

    async Task<IReadOnlyList<TagDocument>> TagsAsync(Db db, Post post, List<Actor> mentions, Quote? quote, CancellationToken ct)
    {
        var tags = await PostStore.TagsAsync(db, post.Id, ct);
        return
        [
            .. mentions.Select(a => TagDocument.Mention(a.Uri, $"@{a.Name}@{a.Domain ?? address.HandleDomain}")),
            .. tags.Select(t => TagDocument.Hashtag(t.Name, address.TagPage(t.Tag))),
            .. quote is null ? [] : new[] { TagDocument.Reference(quote.QuotedUri, $"RE: {quote.QuotedUri}") },
        ];
    }

    /// <summary>X5: an empty list would read as no policy, so nobody is the author alone.</summary>
    static string MayQuote(Post post, Actor author) => post.Quotable switch
    {
        Quotable.Public when post.Open => AsNames.Public,
        Quotable.Followers when post.Open && author.Followers is { } followers => followers,
        _ => author.Uri,
    };

    /// <summary>What those see whose software knows no quotes (X1); others hide it.</summary>
    static async Task<string> QuoteLineAsync(Db db, Quote quote, CancellationToken ct)
    {
        var page = HtmlText.Encode((quote.QuotedId is { } id ? await PostStore.ByIdAsync(db, id, ct) : null)?.PageUrl ?? quote.QuotedUri);
        return $"<p class=\"quote-inline\">RE: <a href=\"{page}\">{page}</a></p>";
    }

    /// <summary>What Mastodon shows of an article besides its title: the lead, or the beginning of the text.</summary>
    static string Lead(Post post) => post.Summary.Length > 0 ? post.Summary : PlainText.Line(post.Content, Limits.EventSummary);
}
