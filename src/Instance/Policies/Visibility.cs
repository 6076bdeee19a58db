namespace Federated.Instance.Policies;

/// <summary>The words of `post.visibility` and the one rule for who may see a post (docs/visibility.md is its matrix).</summary>
public static class Visibility
{
    public const string Public = "public";
    public const string Unlisted = "unlisted";
    public const string Followers = "followers";
    public const string Members = "members";
    public const string Direct = "direct";
    public const string HubOnly = "hub_only";

    /// <summary>Of a post that moderators have to let pass first: for its author and writer, whoever it names. Nobody chooses it.</summary>
    public const string Waiting = "waiting";

    public static readonly string[] All = [Public, Unlisted, Followers, Members, Direct, HubOnly];

    /// <summary>
    /// May `viewer` (id: actor, 0 for nobody; local: has an account here) see post `p`?
    /// Every query that shows posts to people or peers has it; <see cref="MaySee"/> is its twin and a property test holds them together.
    /// </summary>
    public const string MaySeeSql = $"""
        (p.deleted_at is null and {ReachesSql}
            and not exists (select 1 from block v where v.actor_id = viewer.id and v.by_id = p.author_id and v.kind = 'block')
            and not exists (select 1 from actor x where x.id = p.author_id and {Standing.BarredSql}))
        """;

    /// <summary>Whether post `p` may stand in a list that anybody can get into, read by `viewer`.</summary>
    public const string ListedSql = """
        not exists (
            select 1 from actor x
            where x.id = p.author_id and x.standing = 'limited' and not exists (
                select 1 from follow v where v.follower_id = viewer.id and v.followee_id = x.id and v.state = 'accepted'))
        """;

    /// <summary>The same without regard to whether it is deleted, or its author has blocked the viewer: for telling of the deletion.</summary>
    public const string ReachesSql = """
        (p.visibility in ('public', 'unlisted')
            or (viewer.id <> 0 and (
                p.author_id = viewer.id
                or p.writer_id = viewer.id
                or (p.visibility = 'hub_only' and viewer.local)
                or (p.visibility = 'followers' and exists (
                    select 1 from follow v where v.follower_id = viewer.id and v.followee_id = p.author_id and v.state = 'accepted'))
                or (p.visibility = 'members' and exists (
                    select 1 from follow v where v.follower_id = viewer.id and v.followee_id = p.group_id and v.state = 'accepted'))
                or (p.visibility <> 'waiting' and (p.visibility <> 'hub_only' or viewer.local) and exists (
                    select 1 from post_mention v where v.post_id = p.id and v.actor_id = viewer.id and not v.dropped)))))
        """;

    /// <summary>The one who asks, as the relation `viewer`: takes @viewer and @viewerLocal.</summary>
    public const string ViewerSql = "(select @viewer::bigint as id, @viewerLocal::boolean as local) viewer";

    /// <summary>The facts that the rule looks at, beside the post.</summary>
    public readonly record struct Relation(bool FollowsAuthor, bool InGroup, bool Mentioned, bool Blocked);

    public static bool MaySee(string visibility, bool deleted, bool barred, long authorId, long? writerId, Viewer viewer, Relation relation)
    {
        if (deleted || barred || relation.Blocked)
            return false;
        if (visibility is Public or Unlisted)
            return true;
        if (viewer.ActorId == 0)
            return false;
        if (authorId == viewer.ActorId || writerId == viewer.ActorId)
            return true;
        if (visibility is HubOnly or Waiting)
            return visibility is HubOnly && viewer.Local;
        return relation.Mentioned
            || (visibility == Followers && relation.FollowsAuthor)
            || (visibility == Members && relation.InGroup);
    }

    /// <summary>Whether a reply of this visibility stays within its parent's.</summary>
    public static bool WithinParent(string reply, string parent) => parent switch
    {
        Public => true,
        Unlisted => reply is not Public,
        Followers => reply is Followers or Direct,
        Members => reply is Members or Direct,
        HubOnly => reply is HubOnly,
        _ => reply is Direct,
    };

    /// <summary>
    /// The widest visibility that a reply may have, as near as possible to the wanted one, and for nobody whom that leaves out: what is for followers or for
    /// those it names is never for a group or a hub.
    /// </summary>
    public static string Within(string wanted, string parent) =>
        WithinParent(wanted, parent) || wanted is Direct ? wanted
            : wanted is Followers && parent is (Members or HubOnly) ? Direct
            : parent;
}
