using Federated.Instance.Lists;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Timelines;
using Federated.Web.ClientApi;

namespace Federated.Web.Streaming;

/// <summary>What a client follows: a timeline by its name in Mastodon's API, with its hashtag or the id of its list.</summary>
sealed record StreamTopic(string Name, string? Part)
{
    public const string User = "user";
    public const string Notifications = "user:notification";

    public const string List = "list";

    /// <summary>Conversations of few.</summary>
    public static readonly StreamTopic Direct = new("direct", null);

    static readonly string[] Names = [User, Notifications, "direct", "public", "public:local", "public:remote", "public:media", "public:local:media", "public:remote:media", "hashtag", "hashtag:local", List];

    /// <summary>Null for what this hub does not know.</summary>
    public static StreamTopic? Of(string? name, string? tag, string? list) => name is null || !Names.Contains(name) ? null
        : name == List ? Call.ReadId(list) is null ? null : new(name, list)
        : !name.StartsWith("hashtag", StringComparison.Ordinal) ? new(name, null)
        : tag is not null && Hashtags.Normalize(tag) is { } normal ? new(name, normal) : null;

    /// <summary>As clients are told to which of their streams something belongs.</summary>
    public string[] Words => Part is null ? [Name] : [Name, Part];

    public bool IsUser => Name is User or Notifications or "direct";

    /// <summary>Boosts stand in lists, and in no public timeline.</summary>
    public bool TakesBoosts => Name == List;

    /// <summary>Whether an entry stands in this timeline as the viewer reads it. Not for one's own timeline, which has rows.</summary>
    public async Task<bool> HasAsync(Db db, Viewer viewer, long id, CancellationToken ct)
    {
        var here = new Keyset(1, id + 1, id - 1);
        var filter = new TimelineFilter(Name.Contains(":local", StringComparison.Ordinal), Name.Contains(":remote", StringComparison.Ordinal), Name.EndsWith(":media", StringComparison.Ordinal));
        var found = Name == List ? await ListStore.TimelineAsync(db, viewer.ActorId, Call.ReadId(Part)!.Value, here, ct)
            : Part is null ? await Timeline.PublicAsync(db, viewer, filter, here, ct)
            : await Timeline.TagAsync(db, Part, filter, viewer, here, ct);
        return found.Count > 0;
    }
}
