namespace Federated.Instance.Policies;

/// <summary>
/// The rule of this hub for an actor's server, kept on the actor (`actor.standing`, the words of <see cref="PeerState"/>):
/// posts of barred ones are shown to nobody, those of limited ones in no public list.
/// </summary>
public static class Standing
{
    public const string Normal = "normal";
    public const string Limited = "limited";
    public const string Held = "held";
    public const string Blocked = "blocked";
    public const string MediaOff = "media_off";

    /// <summary>Whether rule host `r.host` is for `h.host`: the same, without its port, or a domain above it.</summary>
    public const string CoversSql = """
        (h.host = r.host or split_part(h.host, ':', 1) = r.host
         or right(split_part(h.host, ':', 1), length(r.host) + 1) = '.' || r.host)
        """;

    /// <summary>The strictest rule for the server `h.host`.</summary>
    public const string OfHostSql = $"""
        coalesce((
            select r.state from peer r
            where r.state <> 'normal' and {CoversSql}
            order by array_position(array['blocked', 'held', 'limited', 'media_off'], r.state)
            limit 1), 'normal')
        """;

    /// <summary>Whether actor `x` is barred: suspended, or its server is blocked or waits for a decision.</summary>
    public const string BarredSql = "(x.suspended_at is not null or x.standing in ('blocked', 'held'))";

    /// <summary>Whether what actor `x` does may be put before somebody (`@accountId`) who did not ask for it.</summary>
    public const string UnaskedSql = """
        (x.standing <> 'limited' or exists (
            select 1 from follow v where v.follower_id = @accountId and v.followee_id = x.id and v.state = 'accepted'))
        """;
}
