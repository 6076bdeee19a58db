namespace Federated.Federation;

/// <summary>Every hard cap of the hub, in one place. Each has a test at the cap and one past it.</summary>
public static partial class Limits
{
    /// <summary>Bytes of an ActivityPub body, received or fetched. More: 413, or the fetch fails.</summary>
    public const int BodyBytes = 1024 * 1024;

    /// <summary>Nesting of JSON objects and arrays. More: 400.</summary>
    public const int JsonDepth = 32;

    /// <summary>Members of one JSON object. More: 400.</summary>
    public const int JsonMembers = 2_000;

    /// <summary>Items of one JSON array. More: 400.</summary>
    public const int JsonItems = 1_000;

    /// <summary>UTF-16 units, and bytes in UTF-8, of an id or address. Longer ones are treated as absent; the database's indexes could not hold them.</summary>
    public const int UriLength = 2_048;

    /// <summary>Addresses of `to` and `cc` together that are read to find the visibility.</summary>
    public const int Audience = 1_000;

    /// <summary>Addressed actors that are kept (more is cut).</summary>
    public const int AudienceKept = 200;

    /// <summary>UTF-16 units of HTML content kept of a remote post.</summary>
    public const int RemoteContent = 64 * 1024;

    /// <summary>UTF-16 units of the HTML made from a local source.</summary>
    public const int LocalHtml = 512 * 1024;

    /// <summary>Nesting of elements in cleaned HTML. Deeper tags are dropped, their text stays.</summary>
    public const int HtmlDepth = 100;

    /// <summary>Elements in cleaned HTML. Further tags are dropped, their text stays.</summary>
    public const int HtmlElements = 8_000;

    /// <summary>Combining marks and joiners in a row. More are dropped.</summary>
    public const int CombiningRun = 8;

    /// <summary>UTF-16 units of a hashtag. A longer word is not a hashtag.</summary>
    public const int HashtagLength = 100;

    /// <summary>Cells of the tables of one local source. With more, its tables stay text.</summary>
    public const int TableCells = 4_000;

    /// <summary>Text elements of a local post's source.</summary>
    public const int LocalPost = 5_000;

    /// <summary>Text elements of a local story's or topic's source.</summary>
    public const int LocalArticle = 100_000;

    /// <summary>UTF-16 units of a name or title.</summary>
    public const int Name = 500;

    /// <summary>UTF-16 units of a summary: a content warning, a lead, a profile text.</summary>
    public const int Summary = 1_000;

    /// <summary>Items of `tag` that are read.</summary>
    public const int Tags = 100;

    /// <summary>Mentions kept per post.</summary>
    public const int Mentions = 50;

    /// <summary>Hashtags kept per post.</summary>
    public const int Hashtags = 30;

    /// <summary>Languages of one text (`contentMap` and the like) that are read.</summary>
    public const int Languages = 20;

    /// <summary>Items of `attachment` kept.</summary>
    public const int Attachments = 16;

    /// <summary>Items of an actor's `alsoKnownAs` kept.</summary>
    public const int Aliases = 20;

    /// <summary>Keys kept per actor.</summary>
    public const int KeysPerActor = 10;

    /// <summary>Redirects followed by hand when an object or a key is fetched.</summary>
    public const int Redirects = 3;

    /// <summary>Redirects followed for WebFinger.</summary>
    public const int WebFingerRedirects = 1;

    /// <summary>Time to open a connection to another host.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>Time until the headers of an answer are there.</summary>
    public static readonly TimeSpan HeadersTime = TimeSpan.FromSeconds(10);

    /// <summary>Whole time of a fetch, redirects and body included.</summary>
    public static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(30);

    /// <summary>Whole time of one delivery.</summary>
    public static readonly TimeSpan DeliveryTime = TimeSpan.FromSeconds(20);

    /// <summary>Slowest body that is still read, in bytes per second after a grace of five seconds.</summary>
    public const int BodyRate = 1_024;

    /// <summary>Bytes of all header lines of a request to us. More: 431.</summary>
    public const int RequestHeaderBytes = 32 * 1024;

    /// <summary>Header lines of a request to us. More: 431.</summary>
    public const int RequestHeaderLines = 100;

    /// <summary>Time until all header lines of a request to us are there. More: 408.</summary>
    public static readonly TimeSpan RequestHeadersTime = TimeSpan.FromSeconds(10);

    /// <summary>Bytes kept of an answer to a delivery (for the reason shown to the admin).</summary>
    public const int AnswerBytes = 4 * 1024;

    /// <summary>Fetches that one inbound activity may cause.</summary>
    public const int FetchesPerActivity = 20;

    /// <summary>Time that fetching the unknown parents of a reply may take together; what came by then is enough.</summary>
    public static readonly TimeSpan AncestorTime = TimeSpan.FromSeconds(25);

    /// <summary>Unknown parents of a reply that are fetched.</summary>
    public const int Ancestors = 10;

    /// <summary>Fetches under way from one host. More fail at once and are tried later.</summary>
    public const int FetchesPerHost = 32;

    /// <summary>Unknown keys per minute that GETs from one address may make the hub fetch. More: the reader counts as nobody.</summary>
    public const int KeyFetchesPerAddress = 60;

    /// <summary>UTF-16 units of an activity's type. More: 400.</summary>
    public const int TypeName = 64;

    /// <summary>Difference of clocks that a signature may show.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <summary>Longest life that a signature may claim.</summary>
    public static readonly TimeSpan SignatureLife = TimeSpan.FromHours(12);

    /// <summary>UTF-16 units of any header that a signature needs. More: 400.</summary>
    public const int SignatureHeader = 16 * 1024;

    /// <summary>Labels of one `Signature-Input`. More: 400.</summary>
    public const int SignatureLabels = 4;

    /// <summary>Headers and other parts of a request that one signature covers. More: 401.</summary>
    public const int SignatureComponents = 32;

    /// <summary>UTF-16 units of a signature's nonce. More: 401.</summary>
    public const int SignatureNonce = 256;

    /// <summary>Bits of an RSA key that is accepted, least and most.</summary>
    public const int RsaBitsMin = 2_048;

    /// <inheritdoc cref="RsaBitsMin"/>
    public const int RsaBitsMax = 8_192;

    /// <summary>UTF-16 units of a public key as PEM or multibase. Longer ones are not read.</summary>
    public const int KeyText = 4_096;

    /// <summary>Activities that one Announce of a Group may hold. Further ones are not read.</summary>
    public const int AnnounceItems = 100;

    /// <summary>Fetches within <see cref="KeyRefetchPause"/> of one document for keys said to be in it. More: the key is missing.</summary>
    public const int KeyFetchesPerHolder = 10;

    /// <summary>Pause between two refetches of one actor's key.</summary>
    public static readonly TimeSpan KeyRefetchPause = TimeSpan.FromMinutes(5);

    /// <summary>Tries of one inbound activity before it is a dead letter.</summary>
    public const int InboxTries = 8;

    /// <summary>Tries of one delivery before it is given up.</summary>
    public const int DeliveryTries = 16;

    /// <summary>Tries of a delivery that is answered with 401: the first and three more.</summary>
    public const int UnauthorizedTries = 4;

    /// <summary>How long other activities are tried, whatever holds them up.</summary>
    public static readonly TimeSpan DeliveryLife = TimeSpan.FromDays(7);

    /// <summary>Tries to a host that fail in a row before it is left alone for a while.</summary>
    public const int FailuresToClose = 5;

    /// <summary>Pages of another server's collection that are read, and the items of each kind of backfill.</summary>
    public const int CollectionPages = 10;

    /// <summary>Posts fetched of somebody who is newly followed.</summary>
    public const int BackfillPosts = 20;

    /// <summary>Events to come fetched of a calendar.</summary>
    public const int BackfillEvents = 100;

    /// <summary>Posts of one conversation fetched at once.</summary>
    public const int BackfillThread = 200;

    /// <summary>Answers to one post of it.</summary>
    public const int BackfillAnswers = 60;

    /// <summary>Levels of answers to answers.</summary>
    public const int BackfillDepth = 3;

    /// <summary>Pause between two fetches of the same conversation or outbox.</summary>
    public static readonly TimeSpan BackfillPause = TimeSpan.FromMinutes(15);

    /// <summary>How old a post is before the rest of its conversation is fetched.</summary>
    public static readonly TimeSpan BackfillAge = TimeSpan.FromMinutes(5);

    /// <summary>Pause between two fetches of a followed calendar's events to come.</summary>
    public static readonly TimeSpan UpcomingPause = TimeSpan.FromHours(6);

    /// <summary>Strangers that wait to be approved. Further ones are refused without being listed.</summary>
    public const int HeldStrangers = 1_000;

    /// <summary>Unknown hosts of one registrable domain that are asked for anything in an hour (wildcard DNS makes as many as somebody likes).</summary>
    public const int NewHostsPerDomain = 10;

    /// <summary>Unknown actors of one host that are fetched in five minutes.</summary>
    public const int NewActorsPerHost = 400;

    /// <summary>Days with failures and without a success after which a host is sent only what must arrive, and probed daily.</summary>
    public const int FailingDays = 7;

    /// <summary>How long activities that must arrive (Delete, Move, Accept, Reject, Undo) are held for a dead host.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromDays(30);

    /// <summary>How long the keys of seen activities are kept.</summary>
    public static readonly TimeSpan SeenFor = TimeSpan.FromDays(30);

    /// <summary>How long refused activities are kept for the admin page.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromDays(7);

    /// <summary>How long an Undo or Delete that came before its base is remembered.</summary>
    public static readonly TimeSpan EarlyUndoFor = TimeSpan.FromHours(6);

    /// <summary>Deliveries in flight to one host.</summary>
    public const int InFlightPerHost = 8;

    /// <summary>Rows of one claim of a queue.</summary>
    public const int ClaimBatch = 100;

    /// <summary>Inbound rows waiting above which the inbox answers 503.</summary>
    public const int InboxHighWater = 200_000;

    /// <summary>Requests per minute to the inboxes from one address (/64 for IPv6).</summary>
    public const int InboxPerAddress = 3_000;

    /// <summary>Requests per minute to the inboxes signed by keys of one host.</summary>
    public const int InboxPerKeyHost = 1_500;

    /// <summary>Requests per minute to the personal inbox of one person.</summary>
    public const int InboxPerRecipient = 600;

    /// <summary>Sign-in tries per five minutes from one address.</summary>
    public const int SignInPerAddress = 25;

    /// <summary>Sign-in tries per hour for one account.</summary>
    public const int SignInPerAccount = 25;

    /// <summary>Unknown handles of one text that are looked up before it is published.</summary>
    public const int HandleLookups = 10;

    /// <summary>Time that these lookups may take together.</summary>
    public static readonly TimeSpan HandleLookupTime = TimeSpan.FromSeconds(10);

    /// <summary>Addresses on other servers that one account may look up in five minutes.</summary>
    public const int LookupsPerAccount = 60;

    /// <summary>How long a session lives without being used.</summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromDays(30);

    /// <summary>How long a link for one sign-in is good.</summary>
    public static readonly TimeSpan SignInLinkLife = TimeSpan.FromHours(1);

    /// <summary>How long the link that a hub's first start prints is good; a later start prints another one.</summary>
    public static readonly TimeSpan FirstSignInLinkLife = TimeSpan.FromDays(7);

    /// <summary>UTF-16 units of a password, least and most.</summary>
    public const int PasswordMin = 8;

    /// <inheritdoc cref="PasswordMin"/>
    public const int PasswordMax = 256;

    /// <summary>Characters of an e-mail address, and of the part before its `@`.</summary>
    public const int Email = 254;

    /// <inheritdoc cref="Email"/>
    public const int EmailLocalPart = 64;

    /// <summary>Items on one page of a list or collection.</summary>
    public const int PageItems = 20;

    /// <summary>Ids on one page of a replies collection.</summary>
    public const int ReplyItems = 60;

    /// <summary>Local user names: `[a-z0-9_]`, this many.</summary>
    public const int LocalName = 30;

    /// <summary>UTF-16 units of an event's title, least and most (Mobilizon drops others).</summary>
    public const int EventTitleMin = 3;

    /// <inheritdoc cref="EventTitleMin"/>
    public const int EventTitleMax = 200;

    /// <summary>UTF-16 units of an event's summary line on the wire.</summary>
    public const int EventSummary = 500;

    /// <summary>Longest time from an event's start to its end.</summary>
    public static readonly TimeSpan EventLength = TimeSpan.FromDays(366);

    /// <summary>Seats that an event may limit itself to.</summary>
    public const int EventSeats = 1_000_000;

    /// <summary>Events that one account may publish in 24 hours.</summary>
    public const int EventsPerDay = 50;

    /// <summary>Upcoming events that a new follower of the calendar is told of, when it is a server.</summary>
    public const int EventsForNewFollower = 50;

    /// <summary>Events in one iCalendar feed.</summary>
    public const int EventsInFeed = 1_000;

    /// <summary>Answers that a local poll offers, least and most.</summary>
    public const int PollChoicesMin = 2;

    /// <inheritdoc cref="PollChoicesMin"/>
    public const int PollChoices = 20;

    /// <summary>Answers that are read of a poll from elsewhere. Further ones are left out.</summary>
    public const int PollChoicesRead = 500;

    /// <summary>UTF-16 units of an answer of a local poll.</summary>
    public const int PollChoice = 100;

    /// <summary>How long a poll is open at least. Shorter: refused.</summary>
    public static readonly TimeSpan PollShortest = TimeSpan.FromMinutes(5);

    /// <summary>How long a poll is open at most. Longer: refused.</summary>
    public static readonly TimeSpan PollLongest = TimeSpan.FromDays(30);

    /// <summary>Pause between two Updates that tell a poll's totals.</summary>
    public static readonly TimeSpan PollTotalsPause = TimeSpan.FromMinutes(3);

    /// <summary>How old what is known of a quote's stamp may be, until it is fetched again.</summary>
    public static readonly TimeSpan QuoteRecheck = TimeSpan.FromDays(7);

    /// <summary>Objects that one Create may hold (GoToSocial sends all votes of one person so). Further ones are not read.</summary>
    public const int CreateItems = 20;

    /// <summary>Rows of the home table kept per account.</summary>
    public const int HomeRows = 800;

    /// <summary>People who were not seen for so long get no home rows until they return.</summary>
    public static readonly TimeSpan HomeActive = TimeSpan.FromDays(14);

    /// <summary>Whole time that deciding one inbound activity may take, its fetches included.</summary>
    public static readonly TimeSpan ProcessingTime = TimeSpan.FromMinutes(1);

    /// <summary>Time a body may take before <see cref="BodyRate"/> is asked of it.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>KiB of headers read of an answer. More: the fetch or delivery fails.</summary>
    public const int HeaderKibibytes = 32;

    /// <summary>Longest pause that a `Retry-After` of another host can ask for.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromDays(1);

    /// <summary>Requests to other hosts under way at once, fetches and deliveries together.</summary>
    public const int InFlight = 2_000;

    /// <summary>Hosts remembered that take another signature dialect than the first that is tried.</summary>
    public const int Dialects = 1_000;

    /// <summary>How long that is remembered of a host.</summary>
    public static readonly TimeSpan DialectFor = TimeSpan.FromDays(7);

    /// <summary>Proofs of one document that are checked. Further ones are not read.</summary>
    public const int Proofs = 4;

    /// <summary>Unknown keys per minute that deliveries from one address may make the hub fetch. More: 503.</summary>
    public const int InboxKeyFetchesPerAddress = 600;

    /// <summary>Activities of others per minute that one host may bring without a proof. More: 429.</summary>
    public const int ForwardedPerKeyHost = 60;

    /// <summary>How long a key that no longer signs is still listed, so that what it signed can be checked.</summary>
    public static readonly TimeSpan RetiredKeyFor = TimeSpan.FromDays(7);

    /// <summary>Pause between two refetches of an actor whose inbox says that it is gone.</summary>
    public static readonly TimeSpan GoneInboxPause = TimeSpan.FromHours(1);
}
