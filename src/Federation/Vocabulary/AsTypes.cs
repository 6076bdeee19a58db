using System.Collections.Frozen;

namespace Federated.Federation.Vocabulary;

/// <summary>The `type` words that hubs read or write. Words of other vocabularies are spelled as on the wire.</summary>
public static class AsTypes
{
    /// <summary>A human account.</summary>
    public const string Person = "Person";

    /// <summary>A place to talk, or a calendar.</summary>
    public const string Group = "Group";

    /// <summary>An affiliate that writes under its own name.</summary>
    public const string Organization = "Organization";

    /// <summary>A hub itself, or an app.</summary>
    public const string Application = "Application";

    /// <summary>A bot.</summary>
    public const string Service = "Service";

    /// <summary>A short post, or a reply.</summary>
    public const string Note = "Note";

    /// <summary>A topic or a story.</summary>
    public const string Article = "Article";

    /// <summary>A thread of Lemmy and its kin.</summary>
    public const string Page = "Page";

    /// <summary>A poll.</summary>
    public const string Question = "Question";

    /// <summary>An event.</summary>
    public const string Event = "Event";

    /// <summary>A place of an event.</summary>
    public const string Place = "Place";

    /// <summary>What is left of a deleted object.</summary>
    public const string Tombstone = "Tombstone";

    /// <summary>A picture.</summary>
    public const string Image = "Image";

    /// <summary>A film.</summary>
    public const string Video = "Video";

    /// <summary>A recording.</summary>
    public const string Audio = "Audio";

    /// <summary>Any file.</summary>
    public const string Document = "Document";

    /// <summary>A pointer with `href` instead of an id.</summary>
    public const string Link = "Link";

    /// <summary>Tag that names an actor.</summary>
    public const string Mention = "Mention";

    /// <summary>Tag that names a subject.</summary>
    public const string Hashtag = "Hashtag";

    /// <summary>Tag that gives the picture of a `:shortcode:`.</summary>
    public const string Emoji = "Emoji";

    /// <summary>A field of a profile.</summary>
    public const string PropertyValue = "PropertyValue";

    /// <summary>An unordered list.</summary>
    public const string Collection = "Collection";

    /// <summary>An ordered list.</summary>
    public const string OrderedCollection = "OrderedCollection";

    /// <summary>A page of an unordered list.</summary>
    public const string CollectionPage = "CollectionPage";

    /// <summary>A page of an ordered list.</summary>
    public const string OrderedCollectionPage = "OrderedCollectionPage";

    /// <summary>An object is new.</summary>
    public const string Create = "Create";

    /// <summary>An object or actor changed.</summary>
    public const string Update = "Update";

    /// <summary>An object or actor is gone.</summary>
    public const string Delete = "Delete";

    /// <summary>An activity is taken back.</summary>
    public const string Undo = "Undo";

    /// <summary>A wish to receive what an actor writes.</summary>
    public const string Follow = "Follow";

    /// <summary>A yes to a Follow, Join or Invite.</summary>
    public const string Accept = "Accept";

    /// <summary>A no to a Follow, Join or Invite.</summary>
    public const string Reject = "Reject";

    /// <summary>A maybe to an event.</summary>
    public const string TentativeAccept = "TentativeAccept";

    /// <summary>A Join that is not answered (FEP-8a8e).</summary>
    public const string Ignore = "Ignore";

    /// <summary>A boost, or the wrapper of a Group (FEP-1b12).</summary>
    public const string Announce = "Announce";

    /// <summary>A like.</summary>
    public const string Like = "Like";

    /// <summary>A dislike; accepted, never counted.</summary>
    public const string Dislike = "Dislike";

    /// <summary>A reaction with an emoji (Pleroma).</summary>
    public const string EmojiReact = "EmojiReact";

    /// <summary>A wish to quote a post (FEP-044f).</summary>
    public const string QuoteRequest = "QuoteRequest";

    /// <summary>The stamp by which an author agrees to be quoted (FEP-044f).</summary>
    public const string QuoteAuthorization = "QuoteAuthorization";

    /// <summary>An object enters a collection: pins, moderators.</summary>
    public const string Add = "Add";

    /// <summary>An object leaves a collection.</summary>
    public const string Remove = "Remove";

    /// <summary>A block.</summary>
    public const string Block = "Block";

    /// <summary>A report.</summary>
    public const string Flag = "Flag";

    /// <summary>An actor moved, or a topic changed its group.</summary>
    public const string Move = "Move";

    /// <summary>A topic takes no more replies (Lemmy).</summary>
    public const string Lock = "Lock";

    /// <summary>A wish to attend an event, or to enter a group.</summary>
    public const string Join = "Join";

    /// <summary>A wish to perhaps attend an event (Smithereen).</summary>
    public const string TentativeJoin = "TentativeJoin";

    /// <summary>The end of a Join.</summary>
    public const string Leave = "Leave";

    /// <summary>An invitation to an event or group.</summary>
    public const string Invite = "Invite";

    /// <summary>The types that an actor may have (wire section 8).</summary>
    public static readonly FrozenSet<string> Actors =
        FrozenSet.Create(StringComparer.Ordinal, Person, Group, Organization, Application, Service);

    /// <summary>The types that are read as something people wrote (wire rule J14). Others are shown as a link.</summary>
    public static readonly FrozenSet<string> Posts = FrozenSet.Create(
        StringComparer.Ordinal, Note, Article, Page, Question, Event, Video, Audio, Image, Document);

    /// <summary>The types of collections and their pages.</summary>
    public static readonly FrozenSet<string> Collections = FrozenSet.Create(
        StringComparer.Ordinal, Collection, OrderedCollection, CollectionPage, OrderedCollectionPage);
}
