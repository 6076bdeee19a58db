using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Posts;

/// <summary>The words of `post.quotable`: who may quote a post without being asked back (wire rule X5).</summary>
public static class Quotable
{
    public const string Public = "public";
    public const string Followers = "followers";
    public const string Asked = "asked";
    public const string Nobody = "nobody";

    /// <summary>What somebody here can choose.</summary>
    public static readonly string[] Choices = [Public, Followers, Nobody];

    /// <summary>What the policy of a post from elsewhere says; GoToSocial's older names too. Null when it says nothing of quotes.</summary>
    public static string? Read(As document, string? followers)
    {
        if (document.One("interactionPolicy").One("canQuote") is not { Exists: true } rule)
            return null;
        var atOnce = rule.Refs("automaticApproval").Concat(rule.Refs("always")).ToList();
        if (atOnce.Exists(AsNames.IsPublic))
            return Public;
        if (followers is not null && atOnce.Contains(followers, StringComparer.Ordinal))
            return Followers;
        return rule.Refs("manualApproval").Concat(rule.Refs("approvalRequired")).Any() ? Asked : Nobody;
    }

    const string FollowsSql = "select exists (select 1 from follow where follower_id = @quoter and followee_id = @author and state = 'accepted')";

    /// <summary>Whether somebody may quote a post, or at least ask for it. Only what is open to everybody can be quoted by others.</summary>
    public static async Task<bool> AllowsAsync(Db db, Post post, Actor quoter, CancellationToken ct) =>
        post.AuthorId == quoter.Id || post.WriterId == quoter.Id
        || (post.Open && (post.Quotable is Public or Asked
            || (post.Quotable == Followers && await db.ValueAsync<bool>(FollowsSql, new { quoter = quoter.Id, author = post.AuthorId }, ct))));
}
