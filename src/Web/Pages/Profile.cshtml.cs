using Federated.Federation;
using Federated.Federation.Discovery;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Timelines;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Follows;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages;

/// <summary>One person or group, of this hub or elsewhere: who they are, what they wrote, and the button to follow.</summary>
sealed class ProfileModel(
    Database database, Visitor visitor, RemoteActors remote, Following following, Blocking blocking, HubAddress address, LookupLimit lookups, Localizer l) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    /// <summary>Of the handle, for people of other servers.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Host { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Replies { get; set; }

    [BindProperty]
    public string? ReturnUrl { get; set; }

    public Actor Actor { get; private set; } = null!;
    public PostList Posts { get; private set; } = null!;
    public EmojiSet Emoji { get; private set; } = EmojiSet.Empty;
    public IReadOnlyList<PostCard> Pinned { get; private set; } = [];

    /// <summary>Where they moved to, if that is known here.</summary>
    public Actor? MovedTo { get; private set; }

    /// <summary>The viewer's follow of them, and theirs of the viewer.</summary>
    public Follow? Follow { get; private set; }
    public bool FollowsViewer { get; private set; }

    /// <summary>The viewer has blocked or muted them, or hidden their server.</summary>
    public BlockKind? Blocked { get; private set; }
    public bool HostHidden { get; private set; }
    public bool IsViewer => Actor.Id == visitor.ActorId;

    /// <summary>To copy: with the domain, also for people here.</summary>
    public string FullHandle => $"@{Actor.Name}@{Actor.Domain ?? address.HandleDomain}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } actor)
            return NotFound();
        if (actor.DeletedAt is not null)
            return StatusCode(StatusCodes.Status410Gone);
        if (!actor.Active)
            return NotFound();
        if (this.WantsDocument)
            return Redirect(actor.Uri);
        if (actor is { Local: true, Kind: not ActorKind.Person })
            return RedirectPermanent(new Uri(actor.PageUrl!).AbsolutePath);
        Actor = actor;
        await ShowAsync(ct);
        return Page();
    }

    public Task<IActionResult> OnPostFollowAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
    {
        var result = await following.FollowAsync(tx, me, actor, ct);
        return result.Ok ? l[result.Value.Accepted ? "federated-follow-done" : "federated-follow-requested", actor.Title] : l[$"federated-error-{result.Code}"];
    }, ct);

    public Task<IActionResult> OnPostUnfollowAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
    {
        var result = await following.UnfollowAsync(tx, me, actor, ct);
        return result.Ok ? l["federated-follow-undone", actor.Title] : l[$"federated-error-{result.Code}"];
    }, ct);

    public Task<IActionResult> OnPostBlockAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
        Notice(await blocking.BlockAsync(tx, me, actor, ct), "federated-block-done"), ct);

    public Task<IActionResult> OnPostUnblockAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
    {
        await blocking.UnblockAsync(tx, me, actor, ct);
        return l["federated-block-undone", actor.Title];
    }, ct);

    public Task<IActionResult> OnPostMuteAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
        Notice(await Blocking.MuteAsync(tx, me, actor, ct), "federated-block-mute-done"), ct);

    public Task<IActionResult> OnPostUnmuteAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
    {
        await Blocking.UnmuteAsync(tx, me, actor, ct);
        return l["federated-block-mute-undone", actor.Title];
    }, ct);

    public Task<IActionResult> OnPostHideAsync(CancellationToken ct) => ActAsync(async (tx, me, actor) =>
    {
        if (actor.Host is not { } host)
            return l["federated-error-not-blockable"];
        var result = await Blocking.HideAsync(tx, me, host, ct);
        return result.Ok ? l["federated-block-host-done", host] : l[$"federated-error-{result.Code}"];
    }, ct);

    string Notice(Result<Actor> result, string done) => result.Ok ? l[done, result.Value.Title] : l[$"federated-error-{result.Code}"];

    async Task<IActionResult> ActAsync(Func<Tx, Actor, Actor, Task<string>> act, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me)
            return Challenge();
        if (await KnownAsync(ct) is not { Active: true } actor)
            return NotFound();
        this.Tell(await database.TransactAsync(tx => act(tx, me, actor), ct));
        return this.SeeOther(ReturnUrl, actor.Path);
    }

    async Task ShowAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        var viewer = visitor.Viewer;
        Emoji = await EmojiStore.InAsync(db, [(Actor.Host, Actor.Title), (Actor.Host, Actor.Summary)], ct);
        var entries = await Timeline.ProfileAsync(db, Actor.Id, new(Replies: Replies), viewer, new(Limits.PageItems, Before ?? long.MaxValue), ct);
        Posts = await PostList.LoadAsync(db, entries, viewer, Request, l["federated-profile-empty"], ct);
        if (Before is null && !Replies)
            await ShowPinnedAsync(db, viewer, ct);
        if (Actor.MovedTo is { } movedTo)
            MovedTo = await ActorStore.ByUriAsync(db, movedTo, ct) is { Active: true } target ? target : null;
        if (visitor.ActorId is not { } me || me == Actor.Id)
            return;
        Follow = await FollowStore.FindAsync(db, me, Actor.Id, ct);
        Blocked = (await BlockStore.FindAsync(db, me, Actor.Id, ct))?.Kind;
        HostHidden = Actor.Host is { } host && (await BlockStore.HostsAsync(db, me, ct)).Contains(host);
        FollowsViewer = await FollowStore.FindAsync(db, Actor.Id, me, ct) is { Accepted: true };
    }

    /// <summary>At the top, and not once more below it.</summary>
    async Task ShowPinnedAsync(Db db, Viewer viewer, CancellationToken ct)
    {
        Pinned = await PostCards.LoadAsync(db, await PinStore.ListAsync(db, Actor.Id, viewer, Limits.PinsRead, ct), viewer, ct);
        var ids = Pinned.Select(c => c.Post.Id).ToHashSet();
        Posts = Posts with { Cards = [.. Posts.Cards.Where(c => c.BoostedBy is not null || !ids.Contains(c.Post.Id))] };
    }

    /// <summary>Whoever is known here; strangers are asked for at their own server, but only for people of this hub.</summary>
    async Task<Actor?> FindAsync(CancellationToken ct)
    {
        if (await KnownAsync(ct) is { } known)
            return known;
        return Acct.Of(Name, Host) is { } acct && visitor.ActorId is { } me && lookups.Take(me) && await remote.FindAsync(acct, ct) is ActorLookup.Found found
            ? found.Actor
            : null;
    }

    async Task<Actor?> KnownAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        if (Host is null || Host == address.HandleDomain || Host == address.Host)
            return await ActorStore.LocalByNameAsync(db, Name, ct);
        return Acct.Of(Name, Host) is { } acct && await ActorStore.ByHandlesAsync(db, [(acct.Name, acct.Domain)], ct) is [var actor, ..] ? actor : null;
    }
}
