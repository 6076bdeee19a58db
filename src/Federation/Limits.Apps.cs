namespace Federated.Federation;

public static partial class Limits
{
    /// <summary>Addresses that one app may be sent back to. More: 422.</summary>
    public const int AppRedirects = 10;

    /// <summary>Apps that may register from one address in half an hour. More: 429.</summary>
    public const int AppsPerAddress = 30;

    /// <summary>Tokens that may be asked for from one address in five minutes. More: 429.</summary>
    public const int TokensPerAddress = 300;

    /// <summary>How long an app may fetch the token that somebody allowed.</summary>
    public static readonly TimeSpan AppCodeLife = TimeSpan.FromMinutes(10);

    /// <summary>How long an app that nobody lets in is kept.</summary>
    public static readonly TimeSpan AppUnusedFor = TimeSpan.FromDays(7);

    /// <summary>How long a token lives that is not used.</summary>
    public static readonly TimeSpan TokenIdle = TimeSpan.FromDays(365);

    /// <summary>Texts in the body of one request of a client, whatever its form. More: 422.</summary>
    public const int ApiFields = 1_000;

    /// <summary>UTF-16 units of the path of such a text, as `source[privacy]`. More: 422.</summary>
    public const int ApiPath = 200;

    /// <summary>Requests of one token, or of one address without, in five minutes. More: 429.</summary>
    public const int ApiRequests = 300;

    /// <summary>How long a request with the same `Idempotency-Key` writes nothing new.</summary>
    public static readonly TimeSpan RepeatKeyLife = TimeSpan.FromHours(1);

    /// <summary>UTF-16 units of such a key. Longer: 422.</summary>
    public const int RepeatKey = 200;

    /// <summary>Posts in one answer of a timeline. More are not given.</summary>
    public const int ApiPosts = 40;

    /// <summary>People in one answer.</summary>
    public const int ApiPeople = 80;

    /// <summary>Ids in one question about relationships. Further ones are not answered.</summary>
    public const int ApiRelationships = 200;

    /// <summary>What a post answers, as shown to somebody unknown.</summary>
    public const int ContextAncestors = 40;

    /// <summary>Answers to a post, at any depth, as shown to somebody unknown.</summary>
    public const int ContextDescendants = 60;

    /// <summary>How deep below a post somebody unknown sees.</summary>
    public const int ContextDepth = 20;

    /// <summary>Of each of the three, for people of the hub.</summary>
    public const int ContextKnown = 1_000;

    /// <summary>Peers that are named at once to programs that collect them.</summary>
    public const int ApiPeers = 5_000;

    /// <summary>UTF-16 units of a note on somebody. Longer: 422.</summary>
    public const int ActorNote = 2_000;

    /// <summary>Streams that one account has open on a node. More: 429.</summary>
    public const int StreamsPerAccount = 10;

    /// <summary>Timelines that one stream follows. Further wishes are not heard.</summary>
    public const int StreamTopics = 10;

    /// <summary>Events that wait for a client to read them. More: it is cut off, and asks anew.</summary>
    public const int StreamBacklog = 200;

    /// <summary>UTF-8 bytes of what a client says over a stream. More: it is cut off.</summary>
    public const int StreamWish = 4_096;

    /// <summary>Lists of people that one account makes. More: 422.</summary>
    public const int ListsPerAccount = 50;

    /// <summary>People in one list. More: 422.</summary>
    public const int ListMembers = 500;

    /// <summary>UTF-16 units of the title of a list or a filter. Longer: 422.</summary>
    public const int ListTitle = 200;

    /// <summary>Filters of one account. More: 422.</summary>
    public const int FiltersPerAccount = 50;

    /// <summary>Words, and posts, of one filter. More: 422.</summary>
    public const int FilterWords = 100;

    /// <summary>UTF-16 units of such a word. Longer: 422.</summary>
    public const int FilterWord = 200;

    /// <summary>Words of all filters of one account. More: 422.</summary>
    public const int FilterWordsPerAccount = 500;

    /// <summary>UTF-16 units of a post's text in which filters look.</summary>
    public const int FilterText = 5_000;

    /// <summary>UTF-8 bytes of one push message before it is encrypted: services take 4096 of all. Longer ones are not sent.</summary>
    public const int PushBytes = 3_072;

    /// <summary>Messages that wait for one app. Further ones are not pushed; the app finds them when it is opened.</summary>
    public const int PushBacklog = 100;

    /// <summary>Times that one message is tried.</summary>
    public const int PushTries = 8;

    /// <summary>How long a message is of use, here and at the push service.</summary>
    public static readonly TimeSpan PushLife = TimeSpan.FromHours(48);

    /// <summary>An app whose push service fails for so long is told no more.</summary>
    public static readonly TimeSpan PushDead = TimeSpan.FromDays(3);

    /// <summary>UTF-16 units of a pushed text.</summary>
    public const int PushText = 140;

    /// <summary>A post is published so long from now at the soonest.</summary>
    public static readonly TimeSpan ScheduledSoonest = TimeSpan.FromMinutes(5);

    /// <summary>Posts of one account that wait for their time. More: 422.</summary>
    public const int ScheduledPosts = 300;

    /// <summary>Of these, on one day of UTC. More: 422.</summary>
    public const int ScheduledPerDay = 25;

    /// <summary>Hashtags that one account follows. More: 422.</summary>
    public const int FollowedTags = 200;

    /// <summary>Languages of one follow. More: 422.</summary>
    public const int FollowLanguages = 50;
}
