using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What a post quotes, as it is shown: the quoted post itself only where its author agrees and the viewer may see it.</summary>
public sealed record QuoteCard(Quote Quote, PostCard? Quoted)
{
    public bool Waits => Quote.State == QuoteState.Pending;
}

/// <summary>Reads quotes for showing, and who may quote.</summary>
static class QuoteCards
{
    const string QuotesSql = """
        select q.post_id, q.quoted_uri, q.quoted_id, q.state, q.stamp_uri
        from quote q
        where q.post_id = any(@ids) and q.state in ('accepted', 'pending')
        """;

    /// <summary>One level deep: what a quoted post quotes is not shown.</summary>
    public static async Task<IReadOnlyDictionary<long, QuoteCard>> LoadAsync(Db db, long[] ids, Viewer viewer, CancellationToken ct)
    {
        var quotes = await db.ListAsync<Quote>(QuotesSql, new { ids }, ct);
        var shown = quotes.Where(q => q is { State: QuoteState.Accepted, QuotedId: not null }).Select(q => q.QuotedId!.Value).Distinct();
        var cards = (await PostCards.LoadAsync(db, [.. shown.Select(id => new PostEntry { Id = id, PostId = id })], viewer, quotes: false, ct)).ToDictionary(c => c.Post.Id);
        return quotes.ToDictionary(q => q.PostId, q => new QuoteCard(q, q.State == QuoteState.Accepted ? cards.GetValueOrDefault(q.QuotedId ?? 0) : null));
    }

    const string FollowedSql = "select followee_id from follow where follower_id = @viewer and state = 'accepted' and followee_id = any(@authors)";

    /// <summary>Which of these posts somebody here may quote, or ask to; <see cref="Quotable.AllowsAsync"/> for many.</summary>
    public static async Task<IReadOnlySet<long>> QuotableAsync(Db db, IReadOnlyCollection<Post> posts, Viewer viewer, CancellationToken ct)
    {
        if (viewer.ActorId == 0)
            return new HashSet<long>();
        var authors = posts.Where(p => p is { Open: true, Quotable: Quotable.Followers }).Select(p => p.AuthorId).Distinct().ToArray();
        var followed = authors.Length == 0 ? [] : (await db.ListAsync<long>(FollowedSql, new { viewer = viewer.ActorId, authors }, ct)).ToHashSet();
        return posts.Where(p => p.AuthorId == viewer.ActorId || p.WriterId == viewer.ActorId
            || (p.Open && (p.Quotable is Quotable.Public or Quotable.Asked || (p.Quotable == Quotable.Followers && followed.Contains(p.AuthorId)))))
            .Select(p => p.Id).ToHashSet();
    }
}
