using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>What people may write whom nobody here knows yet.</summary>
static partial class NewcomerRules
{
    const string RecentSql = "select count(*) from post where writer_id = @id and local and received_at > @since";

    /// <summary>Refusals: newcomer-links, newcomer-mentions, newcomer-rate, newcomer-waiting (too many wait already).</summary>
    public static async Task<Refusal?> CheckAsync(Tx tx, Trust trust, long writerId, NewPost rendered, bool isNew, CancellationToken ct)
    {
        if (trust == Trust.Known)
            return null;
        if (Links().Count(rendered.Content) - Named().Count(rendered.Content) > Limits.NewcomerLinks)
            return new("newcomer-links", nameof(Draft.Source));
        if (rendered.Mentions.Count > Limits.NewcomerMentions)
            return new("newcomer-mentions", nameof(Draft.Source));
        if (isNew && await tx.ValueAsync<long>(RecentSql, new { id = writerId, since = tx.Now.AddHours(-1) }, ct) >= Limits.NewcomerPostsPerHour)
            return new("newcomer-rate");
        return isNew && trust == Trust.New && await WaitingPosts.CountOfAsync(tx, writerId, ct) >= Limits.NewcomerWaiting ? new("newcomer-waiting") : null;
    }

    [GeneratedRegex("<a ", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex("<a [^>]*class=\"[^\"]*\\bmention\\b[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
