using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Media;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Shows actors as accounts.</summary>
sealed class AccountShow(HubAddress address, MediaAddress media)
{
    /// <summary>In the order given, with the emoji in their names.</summary>
    public async Task<IReadOnlyList<AccountJson>> AllAsync(Db db, IReadOnlyCollection<Actor> actors, CancellationToken ct)
    {
        var emoji = await EmojiStore.InAsync(db, actors.SelectMany(a => new[] { (a.Host, a.Title), (a.Host, a.Summary) }), ct);
        return [.. actors.Select(a => Of(a, emoji))];
    }

    public AccountJson Of(Actor actor, EmojiSet emoji) => Of(actor, emoji, moved: null);

    public AccountJson Of(Actor actor, EmojiSet emoji, Actor? moved)
    {
        var (avatar, header) = (Full(media.Avatar(actor)) ?? DefaultAvatar, Full(media.Header(actor)) ?? DefaultHeader);
        return new AccountJson
        {
            Id = Call.Text(actor.Id),
            Username = actor.Name,
            Acct = Acct(actor),
            Url = Url(actor),
            Uri = actor.Uri,
            DisplayName = actor.DisplayName,
            Note = actor.Summary,
            Avatar = avatar,
            AvatarStatic = avatar,
            Header = header,
            HeaderStatic = header,
            Locked = actor.ManualApproval,
            Bot = actor.Kind is ActorKind.Service or ActorKind.Application,
            Group = actor.Kind is ActorKind.Group or ActorKind.Calendar,
            Discoverable = actor.Discoverable,
            Indexable = actor.Indexable,
            Noindex = !actor.Indexable,
            CreatedAt = actor.CreatedAt,
            LastStatusAt = actor.LastPostAt is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null,
            StatusesCount = actor.PostsCount,
            FollowersCount = actor.FollowersCount,
            FollowingCount = actor.FollowingCount,
            Emojis = Emojis(actor.Host, emoji, actor.Title, actor.Summary),
            Moved = moved is null ? null : Of(moved, emoji, null),
            Limited = actor.Standing == Standing.Limited,
        };
    }

    public MentionJson Mention(Actor actor) => new(Call.Text(actor.Id), actor.Name, Acct(actor), Url(actor));

    /// <summary>Those that stand in texts of people of a server.</summary>
    public IReadOnlyList<EmojiJson> Emojis(string? host, EmojiSet emoji, params ReadOnlySpan<string> texts)
    {
        if (host is null)
            return [];
        var shown = new Dictionary<string, EmojiJson>(StringComparer.Ordinal);
        foreach (var text in texts)
            foreach (var name in Shortcodes.In(text))
                if (emoji.Find(host, name) is { } found && Full(media.Emoji(found)) is { } url)
                    shown[name] = new EmojiJson(name, url, url);
        return [.. shown.Values];
    }

    /// <summary>An address of this hub in full.</summary>
    public string? Full(string? path) => path is ['/', ..] ? address.Base + path : path;

    public static string Acct(Actor actor) => actor.Handle[1..];

    string DefaultAvatar => $"{address.Base}/images/avatar.png";

    string DefaultHeader => $"{address.Base}/images/header.png";

    string Url(Actor actor) => actor switch
    {
        { Local: true, Kind: ActorKind.Group } => address.GroupPage(actor.Name),
        { Local: true, PageUrl: null } => address.ProfilePage(actor.Name),
        _ => actor.PageUrl ?? actor.Uri,
    };
}
