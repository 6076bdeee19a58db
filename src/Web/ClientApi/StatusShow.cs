using Federated.Instance.Bookmarks;
using Federated.Instance.Clients;
using Federated.Instance.Config;
using Federated.Instance.Events;
using Federated.Instance.Filters;
using Federated.Instance.Ids;
using Federated.Instance.Media;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Pages.Shared;

namespace Federated.Web.ClientApi;

/// <summary>Shows posts of every kind as statuses, with a fixed number of queries for a list of any length.</summary>
sealed class StatusShow(AccountShow accounts, HubAddress address, MediaAddress media, TimeProvider clock)
{
    const int ExcerptLength = 500;

    /// <summary>In the order of the entries; what the viewer may not see is left out.</summary>
    public async Task<IReadOnlyList<StatusJson>> AllAsync(Db db, IReadOnlyList<PostEntry> entries, Viewer viewer, CancellationToken ct)
    {
        var cards = await PostCards.LoadAsync(db, entries, viewer, ct);
        var ids = cards.Select(c => c.Post.Id).ToHashSet();
        var events = cards.Where(c => c.Post.Kind == PostKind.Event).Select(c => c.Post.Id).ToHashSet();
        var beside = new Beside(
            viewer,
            await PostParts.LoadAsync(db, ids, ct),
            viewer.Local ? await ThreadMutes.OfAsync(db, viewer.ActorId, cards.Select(c => c.Post.ThreadId), ct) : new HashSet<long>(),
            await Bookmarking.OfAsync(db, viewer.Local ? viewer.ActorId : 0, ids, ct),
            viewer.Local ? [.. (await FilterStore.AllAsync(db, viewer.ActorId, null, ct)).Where(f => f.ExpiresAt is null || f.ExpiresAt > clock.GetUtcNow())] : [],
            await PinStore.OfAsync(db, viewer.ActorId, cards.Where(c => c.Author.Id == viewer.ActorId).Select(c => c.Post.Id), ct),
            events.Count == 0 ? [] : (await EventStore.ByIdsAsync(db, events, ct)).ToDictionary(e => e.PostId),
            events.Count == 0 || !viewer.Local ? [] : (await RsvpStore.AnswersAsync(db, viewer.ActorId, events, ct)).ToDictionary(r => r.PostId));
        return [.. cards.Select(c => c.BoostedBy is null ? Of(c, beside) : Boost(c, beside))];
    }

    public Task<StatusJson?> OneAsync(Db db, long postId, Viewer viewer, CancellationToken ct) =>
        OneAsync(db, new PostEntry { Id = postId, PostId = postId }, viewer, ct);

    public async Task<StatusJson?> OneAsync(Db db, PostEntry entry, Viewer viewer, CancellationToken ct) =>
        await AllAsync(db, [entry], viewer, ct) is [var status] ? status : null;

    /// <summary>In the four words that clients know: what is for a group or for this hub is `private`.</summary>
    public static string Visible(string visibility) => visibility switch
    {
        Visibility.Public or Visibility.Unlisted or Visibility.Direct => visibility,
        _ => "private",
    };

    StatusJson Boost(PostCard card, Beside beside)
    {
        var inner = Of(card, beside);
        return inner with
        {
            Id = Call.Text(card.Entry.Id),
            Uri = $"{inner.Uri}#boost-{Call.Text(card.Entry.Id)}",
            Account = accounts.Of(card.BoostedBy!, card.Emoji),
            CreatedAt = IdMaker.TimeOf(card.Entry.Id),
            EditedAt = null,
            InReplyToId = null,
            InReplyToAccountId = null,
            Poll = null,
            Card = null,
            MediaAttachments = [],
            Mentions = [],
            Tags = [],
            SpoilerText = "",
            Reblog = inner,
        };
    }

    StatusJson Of(PostCard card, Beside beside)
    {
        var (post, known) = (card.Post, beside.Viewer.ActorId != 0);
        var note = post.Kind is PostKind.Note or PostKind.Poll;
        var occasion = beside.Events.GetValueOrDefault(post.Id);
        return new StatusJson
        {
            Id = Call.Text(post.Id),
            Uri = post.Uri,
            Url = post.PageUrl ?? post.Uri,
            CreatedAt = post.PublishedAt,
            EditedAt = post.EditedAt,
            Account = accounts.Of(card.Author, card.Emoji),
            Content = note ? post.Content : ArticleHtml(post, occasion),
            Visibility = Visible(post.Visibility),
            LocalOnly = post.Visibility == Visibility.HubOnly,
            Sensitive = post.Sensitive,
            SpoilerText = note ? post.Summary : "",
            Language = post.Language,
            InReplyToId = post.ReplyToId is { } parent ? Call.Text(parent) : null,
            InReplyToAccountId = card.Answers is { } answered ? Call.Text(answered.Id) : null,
            MediaAttachments = [.. card.Attachments.Select((a, i) => MediaShow.Of(post, a, i, accounts.Full(media.Attachment(post, a))))],
            Mentions = [.. beside.Parts.Mentions[post.Id].Select(accounts.Mention)],
            Tags = [.. beside.Parts.Tags[post.Id].Select(t => new TagJson(t.Name, address.TagPage(t.Tag)))],
            Emojis = accounts.Emojis(card.Author.Host, card.Emoji, post.Content, post.Summary, post.Title),
            ReblogsCount = post.BoostsCount,
            FavouritesCount = post.LikesCount,
            RepliesCount = post.RepliesCount,
            Poll = card.Poll is { } poll ? Poll(card, poll) : null,
            Card = note ? null : Page(card, occasion),
            Favourited = known ? card.Liked : null,
            Reblogged = known ? card.Boosted : null,
            Muted = known ? beside.Muted.Contains(post.ThreadId) : null,
            Bookmarked = known ? beside.Bookmarked.Contains(post.Id) : null,
            Pinned = known && card.Author.Id == beside.Viewer.ActorId ? beside.Pinned.Contains(post.Id) : null,
            Filtered = known ? Filtered(post, beside) : null,
            FederatedEvent = occasion is null ? null : Event(occasion, beside.Answers.GetValueOrDefault(post.Id)),
        };
    }

    public PollJson Poll(PostCard card, PollCard poll) => new()
    {
        Id = Call.Text(card.Post.Id),
        ExpiresAt = poll.EndsAt,
        Expired = poll.IsOver(clock.GetUtcNow()),
        Multiple = poll.Multiple,
        VotesCount = (int)Math.Min(int.MaxValue, poll.Options.Sum(o => (long)(o.Votes ?? 0))),
        VotersCount = poll.Voters,
        Options = [.. poll.Options.Select(o => new PollOptionJson(o.Title, o.Votes))],
        OwnVotes = [.. poll.Options.Where(o => o.Chosen).Select(o => (int)o.Position)],
        Emojis = [],
        Voted = poll.Voted,
    };

    /// <summary>The viewer's filters that a post meets; nobody filters what they wrote themselves.</summary>
    static IReadOnlyList<FilterResultJson> Filtered(Post post, Beside beside)
    {
        if (beside.Filters.Count == 0 || post.AuthorId == beside.Viewer.ActorId)
            return [];
        var text = Filter.TextOf(post);
        return [.. from filter in beside.Filters
                   let words = filter.Matches(text)
                   let posts = filter.Posts.Where(p => p.PostId == post.Id).Select(p => Call.Text(p.PostId)).ToList()
                   where words.Count > 0 || posts.Count > 0
                   select new FilterResultJson { Filter = FilterEndpoints.Show(filter, whole: false), KeywordMatches = words.Count > 0 ? words : null, StatusMatches = posts.Count > 0 ? posts : null }];
    }

    /// <summary>A title that leads to the page, when and where it is for an event, how it begins, and the rest only on the page; a topic is read whole.</summary>
    string ArticleHtml(Post post, EventRow? occasion)
    {
        var url = HtmlText.Encode(post.PageUrl ?? post.Uri);
        var title = $"<p><a href=\"{url}\"><strong>{HtmlText.Encode(post.Title)}</strong></a></p>";
        if (post.Kind == PostKind.Topic)
            return title + post.Content;
        var line = occasion is null ? "" : $"<p>{HtmlText.Encode(DateLine.For(occasion.Times, Where(occasion), post.Language))}</p>";
        var lead = post.Kind == PostKind.Event ? PlainText.Line(post.Content, ExcerptLength) : PostText.Lead(post);
        return title + line + (lead.Length > 0 ? $"<p>{HtmlText.Encode(lead)}</p>" : "") + $"<p><a href=\"{url}\">{url}</a></p>";
    }

    static string? Where(EventRow occasion) => occasion.PlaceName is not { } name ? null : occasion.Locality.Length > 0 ? $"{name}, {occasion.Locality}" : name;

    static EventPartJson Event(EventRow occasion, Rsvp? answer) => new()
    {
        Start = occasion.StartsAt,
        End = occasion.Times.DisplayEnd ? occasion.EndsAt : null,
        TimeZone = occasion.Zone,
        Place = Where(occasion),
        OnlineUrl = occasion.OnlineUrl,
        Status = occasion.Status.Word(),
        AttendeeCount = occasion.Coming,
        MyRsvp = answer is null ? null : answer.Answer.Word(),
    };

    CardJson Page(PostCard card, EventRow? occasion) => new()
    {
        Url = card.Post.PageUrl ?? card.Post.Uri,
        Title = card.Post.Title,
        Description = occasion is null ? PostText.Lead(card.Post) : DateLine.For(occasion.Times, Where(occasion), card.Post.Language),
        AuthorName = card.Author.Title,
        AuthorUrl = card.Author.PageUrl ?? card.Author.Uri,
        ProviderName = card.Author.Domain ?? address.HandleDomain,
        ProviderUrl = card.Author.Local ? address.Base : new Uri(card.Author.Uri).GetLeftPart(UriPartial.Authority),
    };

    /// <summary>What is shown besides the cards.</summary>
    sealed record Beside(Viewer Viewer, PostParts Parts, IReadOnlySet<long> Muted, IReadOnlySet<long> Bookmarked, IReadOnlyList<Filter> Filters, IReadOnlySet<long> Pinned, Dictionary<long, EventRow> Events, Dictionary<long, Rsvp> Answers);
}
