using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>An earlier version of a post, and when another one took its place.</summary>
public sealed record PostEdit
{
    public DateTimeOffset ReplacedAt { get; init; }
    public string Title { get; init; } = "";
    public string Summary { get; init; } = "";
    public string Content { get; init; } = "";
}

/// <summary>Reads the earlier versions. Whoever may see the post may see them; the caller asks.</summary>
public static class PostEdits
{
    const string ListSql = """
        select replaced_at, title, summary, content from post_edit where post_id = @postId order by replaced_at desc limit @count
        """;

    public static Task<IReadOnlyList<PostEdit>> ListAsync(Db db, long postId, int count, CancellationToken ct) =>
        db.ListAsync<PostEdit>(ListSql, new { postId, count }, ct);
}
