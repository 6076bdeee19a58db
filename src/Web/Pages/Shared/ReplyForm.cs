using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Web.Pages.Shared;

/// <summary>
/// The form below a post or topic, as <c>_ReplyForm</c> shows it. It is sent to the page to write, which shows it again with what was
/// typed when something is wrong, and leads back to `ReturnUrl` when all is well.
/// </summary>
sealed record ReplyForm(long PostId, string Text, string Language, string Visibility, IReadOnlyList<string> Visibilities, string ReturnUrl)
{
    /// <summary>With the people named who would not see the answer otherwise, and never wider than the post itself.</summary>
    public static async Task<ReplyForm> ForAsync(Db db, HubAddress address, Post post, Actor me, string returnUrl, CancellationToken ct) => new(
        post.Id,
        await GreetingAsync(db, address, post, me, ct),
        me.Language ?? post.Language ?? "en",
        post.Visibility,
        VisibilityOptions(post),
        returnUrl);

    /// <summary>What an answer to a post, or with null a new post, may be set to.</summary>
    public static IReadOnlyList<string> VisibilityOptions(Post? parent) =>
        [.. Instance.Policies.Visibility.All.Where(v =>
            (v != Instance.Policies.Visibility.Members || parent?.GroupId is not null)
            && (parent is null || Instance.Policies.Visibility.WithinParent(v, parent.Visibility)))];

    /// <summary>The handles of the author and of those named, without me: `@bo@hub.example.org `.</summary>
    static async Task<string> GreetingAsync(Db db, HubAddress address, Post post, Actor me, CancellationToken ct)
    {
        var named = post.Visibility == Instance.Policies.Visibility.Direct ? await PostStore.MentionsAsync(db, post.Id, ct) : [];
        var actors = await ActorStore.ByIdsAsync(db, named.Prepend(post.AuthorId), ct);
        return string.Concat(named.Prepend(post.AuthorId).Distinct().Where(id => id != me.Id)
            .Select(actors.GetValueOrDefault).OfType<Actor>()
            .Where(a => a is { Active: true, Kind: ActorKind.Person or ActorKind.Service })
            .Select(a => $"@{a.Name}{(a.Domain is { } domain && domain != address.HandleDomain ? "@" + domain : "")} "));
    }
}
