namespace Federated.Federation.Vocabulary;

/// <summary>How far a post reaches, as the wire can say it (wire section 10).</summary>
public enum Reach
{
    /// <summary>Everybody, and listed: Public in `to`.</summary>
    Public,

    /// <summary>Everybody, but not listed: Public in `cc`.</summary>
    Unlisted,

    /// <summary>The author's followers, and who is addressed.</summary>
    Followers,

    /// <summary>Only who is addressed.</summary>
    Direct,
}

/// <summary>To whom a document is addressed.</summary>
/// <param name="Reach">How far it goes.</param>
/// <param name="Ids">The addressed ids in order, each once, without the public and the followers' address;
/// at most <see cref="Limits.AudienceKept"/>.</param>
public sealed record Addressing(Reach Reach, IReadOnlyList<string> Ids);

/// <summary>Reads and writes `to` and `cc` (wire section 10). `bto`, `bcc` and `audience` say nothing about visibility.</summary>
public static class Audience
{
    /// <summary>
    /// The addressing of an object (rules A1 to A6). Of `to` and `cc` together <see cref="Limits.Audience"/> addresses are
    /// read. An object with neither takes the activity's; with neither there too it is direct, or unlisted when found openly.
    /// </summary>
    /// <param name="document">The object, or an activity that stands alone.</param>
    /// <param name="followers">The author's followers address, compared ordinally; null when unknown.</param>
    /// <param name="activity">The activity that brought the object, if one did.</param>
    /// <param name="open">Whether an unsigned GET answered with it.</param>
    public static Addressing Read(As document, string? followers, As activity = default, bool open = false)
    {
        var source = IsAddressed(document) ? document : activity;
        var to = source.Refs("to", Limits.Audience);
        var cc = source.Refs("cc", Limits.Audience - to.Count);
        var ids = to.Concat(cc).Where(id => id != followers && !AsNames.IsPublic(id)).Distinct(StringComparer.Ordinal);
        return new(
            ReachOf(to, cc, followers) ?? (open && !IsAddressed(source) ? Reach.Unlisted : Reach.Direct),
            [.. ids.Take(Limits.AudienceKept)]);
    }

    /// <summary>`to` and `cc` of a local post (the table of wire section 10); identical on activity and object.</summary>
    /// <param name="reach">How far it goes.</param>
    /// <param name="followers">The author's followers address.</param>
    /// <param name="mentions">Ids of the mentioned actors.</param>
    public static (IReadOnlyList<string> To, IReadOnlyList<string> Cc) Write(
        Reach reach, string followers, IReadOnlyList<string> mentions) => reach switch
        {
            Reach.Public => ([AsNames.Public], [followers, .. mentions]),
            Reach.Unlisted => ([followers], [AsNames.Public, .. mentions]),
            Reach.Followers => ([followers], mentions),
            _ => (mentions, []),
        };

    static bool IsAddressed(As document) => document.Has("to") || document.Has("cc");

    static Reach? ReachOf(IReadOnlyList<string> to, IReadOnlyList<string> cc, string? followers)
    {
        if (to.Any(AsNames.IsPublic)) return Reach.Public;
        if (cc.Any(AsNames.IsPublic)) return Reach.Unlisted;
        return followers is not null && (to.Contains(followers) || cc.Contains(followers)) ? Reach.Followers : null;
    }
}
