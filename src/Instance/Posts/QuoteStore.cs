using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>Reads and writes quotes, and the stamps given here.</summary>
public static class QuoteStore
{
    /// <summary>Wakes whoever fetches stamps.</summary>
    public const string Channel = "federated_quote";

    const string Columns = "q.post_id, q.quoted_uri, q.quoted_id, q.state, q.stamp_uri";

    const string OfSql = $"select {Columns} from quote q where q.post_id = @postId";

    public static Task<Quote?> OfAsync(Db db, long postId, CancellationToken ct) => db.OneAsync<Quote>(OfSql, new { postId }, ct);

    const string SetSql = """
        insert into quote (post_id, quoted_uri, quoted_id, state, stamp_uri, check_at)
        values (@PostId, @QuotedUri, @QuotedId, @State, @StampUri, @checkAt)
        on conflict (post_id) do update
        set quoted_uri = excluded.quoted_uri, quoted_id = excluded.quoted_id, state = excluded.state, stamp_uri = excluded.stamp_uri,
            check_at = excluded.check_at, checks = 0, request_uri = null
        """;

    public static async Task SetAsync(Tx tx, Quote quote, DateTimeOffset? checkAt, CancellationToken ct)
    {
        await tx.ExecAsync(SetSql, new { quote.PostId, quote.QuotedUri, quote.QuotedId, quote.State, quote.StampUri, checkAt }, ct);
        if (checkAt is not null)
            tx.Notify(Channel);
    }

    const string DropSql = "delete from quote where post_id = @postId";

    public static Task DropAsync(Tx tx, long postId, CancellationToken ct) => tx.ExecAsync(DropSql, new { postId }, ct);

    const string RequestedSql = "update quote set request_uri = @uri where post_id = @postId";

    /// <summary>Its author was asked, by this activity.</summary>
    public static Task RequestedAsync(Tx tx, long postId, string uri, CancellationToken ct) => tx.ExecAsync(RequestedSql, new { postId, uri }, ct);

    const string ByRequestSql = $"select {Columns} from quote q where q.request_uri = @uri";

    public static Task<Quote?> ByRequestAsync(Db db, string uri, CancellationToken ct) => db.OneAsync<Quote>(ByRequestSql, new { uri }, ct);

    const string DecideSql = """
        update quote set state = @state, stamp_uri = coalesce(@stampUri, stamp_uri), quoted_id = coalesce(quoted_id, @quotedId), check_at = @checkAt,
               checks = case when @state = 'accepted' then 0 else checks end
        where post_id = @postId
        """;

    /// <summary>What was found out, and when to look again.</summary>
    public static Task DecideAsync(
        Tx tx, long postId, QuoteState state, CancellationToken ct, string? stampUri = null, long? quotedId = null, DateTimeOffset? checkAt = null) =>
        tx.ExecAsync(DecideSql, new { postId, state, stampUri, quotedId, checkAt }, ct);

    const string AcceptByUriSql = """
        update quote q set state = 'accepted', stamp_uri = @stampUri, check_at = null
        from post p
        where p.uri = @quotingUri and q.post_id = p.id and q.quoted_id = @quotedId and q.state = 'pending'
        """;

    /// <summary>The author here agrees; the quoting post may be here or not.</summary>
    public static Task AcceptByUriAsync(Tx tx, string quotingUri, long quotedId, string stampUri, CancellationToken ct) =>
        tx.ExecAsync(AcceptByUriSql, new { quotingUri, quotedId, stampUri }, ct);

    const string RevokeSql = """
        update quote q set state = 'revoked', check_at = null
        from post t
        where q.stamp_uri = @stampUri and q.state <> 'revoked' and t.id = q.quoted_id and t.author_id = @authorId
        returning q.post_id
        """;

    /// <summary>The quoted author takes a stamp back; which posts quoted by it.</summary>
    public static Task<IReadOnlyList<long>> RevokeAsync(Tx tx, string stampUri, long authorId, CancellationToken ct) =>
        tx.ListAsync<long>(RevokeSql, new { stampUri, authorId }, ct);

    const string GrantSql = """
        insert into quote_stamp (id, post_id, quoting_uri) values (@id, @postId, @quotingUri)
        on conflict (post_id, quoting_uri) do nothing
        """;
    const string StampSql = "select id from quote_stamp where post_id = @postId and quoting_uri = @quotingUri and revoked_at is null";

    /// <summary>The stamp for one quote of a post here, new or as it was given before; null when it was taken back.</summary>
    public static async Task<long?> GrantAsync(Tx tx, long id, long postId, string quotingUri, CancellationToken ct)
    {
        await tx.ExecAsync(GrantSql, new { id, postId, quotingUri }, ct);
        return await tx.ValueAsync<long?>(StampSql, new { postId, quotingUri }, ct);
    }

    const string TakeBackSql = """
        insert into quote_stamp (id, post_id, quoting_uri, revoked_at) values (@id, @postId, @quotingUri, @now)
        on conflict (post_id, quoting_uri) do update set revoked_at = @now
        returning id
        """;

    /// <summary>The stamp, which counts no more; one that was never given is marked so from the start.</summary>
    public static Task<long> TakeBackAsync(Tx tx, long id, long postId, string quotingUri, CancellationToken ct) =>
        tx.ValueAsync<long>(TakeBackSql, new { id, postId, quotingUri, now = tx.Now }, ct);

    const string QuotingUriSql = "select quoting_uri from quote_stamp where id = @id and post_id = @postId and revoked_at is null";

    /// <summary>Which post a good stamp is for.</summary>
    public static Task<string?> StampedAsync(Db db, long postId, long id, CancellationToken ct) => db.ValueAsync<string>(QuotingUriSql, new { postId, id }, ct);

    const string KnownSql = "select revoked_at is not null from quote_stamp where post_id = @postId and quoting_uri = @quotingUri";

    /// <summary>Whether a stamp was taken back; null when none was ever given.</summary>
    public static Task<bool?> TakenBackAsync(Db db, long postId, string quotingUri, CancellationToken ct) =>
        db.ValueAsync<bool?>(KnownSql, new { postId, quotingUri }, ct);

    const string ClaimSql = """
        update quote q set check_at = @again, checks = q.checks + 1
        from (select post_id from quote where check_at <= @now order by check_at limit @most for update skip locked) due, post p
        where q.post_id = due.post_id and p.id = q.post_id
        returning q.post_id, p.uri as quoting_uri, p.author_id, q.quoted_uri, q.stamp_uri, q.state, q.checks
        """;

    /// <summary>Quotes whose stamps are to be looked at now; nobody else does so until `again`.</summary>
    public static Task<IReadOnlyList<QuoteCheck>> ClaimAsync(Tx tx, DateTimeOffset again, int most, CancellationToken ct) =>
        tx.ListAsync<QuoteCheck>(ClaimSql, new { now = tx.Now, again, most }, ct);
}

/// <summary>A quote whose stamp is to be looked at.</summary>
public sealed record QuoteCheck
{
    public long PostId { get; init; }
    public string QuotingUri { get; init; } = "";
    public long AuthorId { get; init; }
    public string QuotedUri { get; init; } = "";
    public string? StampUri { get; init; }
    public QuoteState State { get; init; }
    public short Checks { get; init; }
}
