namespace Federated.Federation;

public static partial class Limits
{
    /// <summary>UTF-16 units of a reaction's emoji or shortcode. Longer: a plain like.</summary>
    public const int Emoji = 128;

    /// <summary>An actor of another server that takes part in something is read again when it was not read for so long.</summary>
    public static readonly TimeSpan ActorFresh = TimeSpan.FromDays(1);

    /// <summary>Actors of one server that are read again at once.</summary>
    public const int RefreshesPerHost = 2;

    /// <summary>Between two Updates of one actor here to other servers; what changes meanwhile goes with the next.</summary>
    public static readonly TimeSpan ActorUpdatePause = TimeSpan.FromMinutes(5);

    /// <summary>People that an actor here had to do with lately whose servers hear of its changes, though they do not follow it.</summary>
    public const int ActorUpdateMet = 200;

    /// <summary>Posts that a person here pins. No more are taken.</summary>
    public const int Pins = 5;

    /// <summary>Pinned posts of a remote person that are kept. Further ones are not read.</summary>
    public const int PinsRead = 20;

    /// <summary>Between two reads of a remote person's pinned posts.</summary>
    public static readonly TimeSpan FeaturedPause = TimeSpan.FromDays(1);

    /// <summary>Between two moves of one account, here or elsewhere. Sooner: refused.</summary>
    public static readonly TimeSpan MovePause = TimeSpan.FromDays(7);

    /// <summary>UTF-16 units of the words of a report. Longer ones from here are refused, from elsewhere cut.</summary>
    public const int ReportText = 5_000;

    /// <summary>Rules that a report names. More: refused.</summary>
    public const int ReportRules = 20;

    /// <summary>UTF-16 units of the number of such a rule. Longer: refused.</summary>
    public const int ReportRule = 20;

    /// <summary>Objects of a Flag that are read.</summary>
    public const int ReportObjects = 200;

    /// <summary>Reports that one person here, or one server, makes in a day. Further ones are refused.</summary>
    public const int ReportsPerDay = 100;

    /// <summary>Followers of an actor up to which servers are told which of them they should have (FEP-8fcf).</summary>
    public const int SynchronizedFollowers = 25_000;

    /// <summary>Between two reads of what another server believes of an actor's followers here.</summary>
    public static readonly TimeSpan SynchronizationPause = TimeSpan.FromDays(1);

    /// <summary>Of the follows of an actor, in percent, what one such read ends at most; one follow it may always end.</summary>
    public const int SynchronizationEnds = 20;

    /// <summary>Follows that another server believes in and nobody here has: so many are taken back at once.</summary>
    public const int SynchronizationUndoes = 100;

    /// <summary>Posts of somebody new that moderators let pass before others go out at once.</summary>
    public const int NewcomerReviews = 2;

    /// <summary>Posts of somebody new that wait, or were rejected, at the same time. More: refused.</summary>
    public const int NewcomerWaiting = 5;

    /// <summary>How long after signing up few links and mentions are taken.</summary>
    public static readonly TimeSpan NewcomerTime = TimeSpan.FromDays(3);

    /// <summary>Links in a post of somebody new. More: refused.</summary>
    public const int NewcomerLinks = 2;

    /// <summary>People named in a post of somebody new. More: refused.</summary>
    public const int NewcomerMentions = 5;

    /// <summary>Posts of somebody new in an hour. More: refused.</summary>
    public const int NewcomerPostsPerHour = 10;

    /// <summary>Servers that one person hides. No more are taken.</summary>
    public const int HiddenHosts = 200;
}
