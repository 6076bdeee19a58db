using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Groups;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Topics;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Groups;

/// <summary>A group: what it is about, who decides there, and what is talked about, the newest activity first.</summary>
sealed class GroupModel(Database database, Visitor visitor, Following following, Localizer l) : PageModel
{
    const int DescriptionLength = 160;

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    /// <summary>The activity and id of the last topic of the page before: milliseconds of the epoch, then the id.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public long BeforeId { get; set; }

    public GroupFacts Facts { get; private set; } = null!;
    public IReadOnlyList<(Topic Topic, PostCard Card)> Topics { get; private set; } = [];
    public EmojiSet Emoji { get; private set; } = EmojiSet.Empty;
    public bool SignedIn => visitor.SignedIn;
    public string Description => PlainText.Line(Facts.Group.Summary, DescriptionLength);
    public string? First => Before is null ? null : Facts.Group.Path;
    public string? Older { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || await GroupPath.FindAsync(database, Name, visitor.Viewer, ct) is not { } facts)
            return NotFound();
        if (this.WantsDocument)
            return Redirect(facts.Group.Uri);
        Facts = facts;
        if (Cursor() is not { } cursor)
            return NotFound();
        await using var db = await database.OpenAsync(ct);
        Emoji = await EmojiStore.InAsync(db, [(facts.Group.Host, facts.Group.Title), (facts.Group.Host, facts.Group.Summary)], ct);
        var pinned = Before is null ? await TopicStore.PinnedAsync(db, facts.Group.Id, visitor.Viewer, Limits.PageItems, ct) : [];
        var recent = await TopicStore.ListAsync(db, facts.Group.Id, visitor.Viewer, cursor, Limits.PageItems, ct);
        var shown = pinned.Concat(recent.Where(t => !t.Pinned)).ToList();
        var cards = (await PostCards.LoadAsync(db, [.. shown.Select(t => new PostEntry { Id = t.PostId, PostId = t.PostId })], visitor.Viewer, ct))
            .ToDictionary(c => c.Post.Id);
        Topics = [.. shown.Where(t => cards.ContainsKey(t.PostId)).Select(t => (t, cards[t.PostId]))];
        Older = recent.Count < Limits.PageItems ? null : Next(recent[^1]);
        return Page();
    }

    public Task<IActionResult> OnPostJoinAsync(CancellationToken ct) => ActAsync(
        async (tx, me, group) => (await following.FollowAsync(tx, me, group, ct)) switch
        {
            { Ok: true, Value.Accepted: true } => l["federated-group-join-done", group.Title],
            { Ok: true } => l["federated-group-join-requested", group.Title],
            var refused => l[$"federated-error-{refused.Code}"],
        }, ct);

    public Task<IActionResult> OnPostLeaveAsync(CancellationToken ct) => ActAsync(
        async (tx, me, group) =>
        {
            var left = await following.UnfollowAsync(tx, me, group, ct);
            return left.Ok ? l["federated-group-leave-done", group.Title] : l[$"federated-error-{left.Code}"];
        }, ct);

    /// <summary>A post of a kind without title is called by how it begins.</summary>
    public string TitleOf(Post post) => post.Title.Length > 0 ? post.Title : PlainText.Line(post.Content, DescriptionLength);

    async Task<IActionResult> ActAsync(Func<Tx, Actor, Actor, Task<string>> act, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        if (await GroupPath.FindAsync(database, Name, visitor.Viewer, ct) is not { Group: var group })
            return NotFound();
        this.Tell(await database.TransactAsync(tx => act(tx, me, group), ct));
        return this.SeeOther(group.Path);
    }

    TopicCursor? Cursor() => Before switch
    {
        null => TopicCursor.Start,
        >= 0 and <= 253_402_300_799_999 => new TopicCursor(DateTimeOffset.FromUnixTimeMilliseconds(Before.Value), BeforeId),
        _ => null,
    };

    string Next(Topic last) => string.Create(
        CultureInfo.InvariantCulture, $"{Facts.Group.Path}?before={last.ActiveAt.ToUnixTimeMilliseconds()}&beforeId={last.PostId}");
}
