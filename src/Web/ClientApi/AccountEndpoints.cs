using System.Globalization;
using Federated.Federation;
using Federated.Federation.Discovery;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Timelines;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Media;

namespace Federated.Web.ClientApi;

/// <summary>People, groups and calendars, and one's own account.</summary>
sealed class AccountEndpoints(Database database, AccountShow accounts, StatusShow statuses, Profiles profiles, Portraying portraying, HubAddress address)
{
    const string Me = "/api/v1/accounts/verify_credentials";

    public void Map(ClientRoutes routes)
    {
        routes.Get(Me, "read:accounts", ShowMeAsync);
        routes.PatchFiles("/api/v1/accounts/update_credentials", "write:accounts", ChangeAsync);
        routes.Delete("/api/v1/profile/avatar", "write:accounts", call => ShowAnewAsync(call, new(null, null, DropAvatar: true)));
        routes.Delete("/api/v1/profile/header", "write:accounts", call => ShowAnewAsync(call, new(null, null, DropHeader: true)));
        routes.GetOpen("/api/v1/accounts/lookup", "read:accounts", LookUpAsync);
        routes.GetOpen("/api/v1/accounts", "read:accounts", ManyAsync);
        routes.GetOpen("/api/v1/accounts/{id}", "read:accounts", ShowAsync);
        routes.GetOpen("/api/v1/accounts/{id}/statuses", "read:statuses", StatusesAsync);
        routes.GetOpen("/api/v1/accounts/{id}/followers", "read:accounts", call => FollowsAsync(call, (db, id, page) => FollowStore.FollowersAsync(db, id, "accepted", page, call.Ct)));
        routes.GetOpen("/api/v1/accounts/{id}/following", "read:accounts", call => FollowsAsync(call, (db, id, page) => FollowStore.FollowingAsync(db, id, page, call.Ct)));
        foreach (var nothing in (string[])["featured_tags", "identity_proofs", "endorsements"])
            routes.GetOpen($"/api/v1/accounts/{{id}}/{nothing}", "read:accounts", NothingAsync);
    }

    async Task<IResult> ShowMeAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await CredentialsAsync(db, await call.MeAsync(db), call), ClientJson.Default.CredentialAccountJson);
    }

    async Task<CredentialAccountJson> CredentialsAsync(Db db, Actor me, Call call)
    {
        var (shown, profile, posts) = (accounts.Of(me, EmojiSet.Empty), Profile.Of(me), await PostDefaults.FindAsync(db, me.Id, call.Ct));
        return new CredentialAccountJson
        {
            Id = shown.Id, Username = shown.Username, Acct = shown.Acct, Url = shown.Url, Uri = shown.Uri, DisplayName = shown.DisplayName, Note = shown.Note,
            Avatar = shown.Avatar, AvatarStatic = shown.AvatarStatic, Header = shown.Header, HeaderStatic = shown.HeaderStatic, Locked = shown.Locked, Bot = shown.Bot,
            Group = shown.Group, Discoverable = shown.Discoverable, Indexable = shown.Indexable, Noindex = shown.Noindex, CreatedAt = shown.CreatedAt,
            LastStatusAt = shown.LastStatusAt, StatusesCount = shown.StatusesCount, FollowersCount = shown.FollowersCount, FollowingCount = shown.FollowingCount, Emojis = [],
            Source = new SourceJson
            {
                Privacy = StatusShow.Visible(posts.Visibility), Sensitive = posts.Sensitive, Language = me.Language ?? "", Note = profile.Source,
                FollowRequestsCount = await FollowStore.PendingAsync(db, me.Id, call.Ct), Discoverable = me.Discoverable, Indexable = me.Indexable,
            },
            Role = RoleOf(call.Grant!.Role ?? Role.Member),
        };
    }

    static RoleJson RoleOf(Role role) => new(
        ((int)role).ToString(CultureInfo.InvariantCulture), role is Role.Member ? "" : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(role.Word()), Highlighted: role is not Role.Member);

    async Task<IResult> ShowAnewAsync(Call call, Portraying.Pictures pictures)
    {
        await database.TransactAsync(async tx =>
        {
            var me = await call.MeAsync(tx);
            await profiles.ChangeAsync(tx, me, await Portraying.PutAsync(tx, me, Profile.Of(me), pictures, call.Ct), call.Ct);
        }, call.Ct);
        return await ShowMeAsync(call);
    }

    async Task<IResult> ChangeAsync(Call call)
    {
        if (call.Fields.Text("source[privacy]") is not (null or "public" or "unlisted" or "private"))
            return Call.Wrong("source[privacy] is public, unlisted or private");
        var pictures = await PicturesAsync(call);
        if (!pictures.Ok)
            return call.Refuse(pictures);
        var result = await database.TransactAsync(async tx =>
        {
            var me = await call.MeAsync(tx);
            var now = Profile.Of(me);
            var wanted = now with
            {
                DisplayName = call.Fields.Given("display_name") ?? now.DisplayName,
                Source = call.Fields.Given("note") ?? now.Source,
                Language = call.Fields.Text("source[language]") ?? now.Language,
                ManualApproval = call.Said("locked") ?? now.ManualApproval,
                Discoverable = call.Said("discoverable") ?? now.Discoverable,
                Indexable = call.Said("indexable") ?? now.Indexable,
            };
            var changed = await profiles.ChangeAsync(tx, me, await Portraying.PutAsync(tx, me, wanted, pictures.Value, call.Ct), call.Ct);
            if (!changed.Ok)
                tx.RollBack();
            else
                await SaveDefaultsAsync(tx, me.Id, call);
            return changed;
        }, call.Ct);
        return result.Ok ? await ShowMeAsync(call) : call.Refuse(result);
    }

    static async Task SaveDefaultsAsync(Tx tx, long me, Call call)
    {
        var (privacy, sensitive) = (call.Fields.Text("source[privacy]"), call.Said("source[sensitive]"));
        if (privacy is null && sensitive is null)
            return;
        var now = await PostDefaults.FindAsync(tx, me, call.Ct);
        await (now with { Visibility = privacy is null ? now.Visibility : StatusPlan.Ours(privacy), Sensitive = sensitive ?? now.Sensitive }).SaveAsync(tx, me, call.Ct);
    }

    async Task<Instance.Result<Portraying.Pictures>> PicturesAsync(Call call)
    {
        if (!call.Http.Request.HasFormContentType || (await call.Http.Request.ReadFormAsync(call.Ct)).Files is not { Count: > 0 } files)
            return new Portraying.Pictures(null, null);
        Actor me;
        await using (var db = await database.OpenAsync(call.Ct))
            me = await call.MeAsync(db);
        var avatar = await portraying.SendAvatarAsync(me, files["avatar"], call.Ct);
        var header = avatar.Ok ? await portraying.SendHeaderAsync(me, files["header"], call.Ct) : avatar;
        return header.Ok ? new Portraying.Pictures(avatar.Value, header.Value) : new Instance.Refusal(header.Code);
    }

    /// <summary>Whom this hub knows; it asks nobody else.</summary>
    async Task<IResult> LookUpAsync(Call call)
    {
        var parts = (call.Fields.Text("acct") ?? "").TrimStart('@').Split('@', 2);
        var domain = parts.Length > 1 && parts[1] != address.HandleDomain && parts[1] != address.Host ? parts[1] : null;
        if (domain is not null && Acct.Of(parts[0], domain) is null)
            return Call.NotFound();
        await using var db = await database.OpenAsync(call.Ct);
        var found = await ActorStore.ByHandlesAsync(db, [(parts[0], domain?.ToLowerInvariant())], call.Ct);
        return found.FirstOrDefault(a => a.Active) is { } actor ? await AnswerAsync(db, actor, call) : Call.NotFound();
    }

    async Task<IResult> ManyAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        var found = await ActorStore.ByIdsAsync(db, call.Ids("id").Take(Limits.PageItems), call.Ct);
        return Call.Answer(await accounts.AllAsync(db, [.. found.Values.Where(a => a.Active)], call.Ct), ClientJson.Default.IReadOnlyListAccountJson);
    }

    async Task<IResult> ShowAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await FindAsync(db, call) is { } actor ? await AnswerAsync(db, actor, call) : Call.NotFound();
    }

    async Task<IResult> AnswerAsync(Db db, Actor actor, Call call)
    {
        var moved = actor.MovedTo is { } to && await ActorStore.ByUriAsync(db, to, call.Ct) is { Active: true } target ? target : null;
        var emoji = await EmojiStore.InAsync(db, [(actor.Host, actor.Title), (actor.Host, actor.Summary)], call.Ct);
        return Call.Answer(accounts.Of(actor, emoji, moved), ClientJson.Default.AccountJson);
    }

    public static async Task<Actor?> FindAsync(Db db, Call call) =>
        call.Id() is { } id && await ActorStore.ByIdAsync(db, id, call.Ct) is { Active: true } actor ? actor : null;

    async Task<IResult> StatusesAsync(Call call)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        if (await FindAsync(db, call) is not { } actor)
            return Call.NotFound();
        if (call.Is("pinned"))
        {
            var pinned = await PinStore.ListAsync(db, actor.Id, call.Viewer, Limits.PinsRead, call.Ct);
            return Call.Answer(await statuses.AllAsync(db, pinned, call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
        }
        var tagged = call.Fields.Text("tagged");
        var filter = new ProfileFilter(
            Replies: !call.Is("exclude_replies"), Boosts: !call.Is("exclude_reblogs"), OnlyMedia: call.Is("only_media"), Tag: tagged is null ? null : Hashtags.Normalize(tagged) ?? "");
        var entries = await Timeline.ProfileAsync(db, actor.Id, filter, call.Viewer, page, call.Ct);
        call.Link([.. entries.Select(e => e.Id)]);
        return Call.Answer(await statuses.AllAsync(db, entries, call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
    }

    /// <summary>Whom people here follow, and who follows them, only they themselves see: what this hub knows of others is a part, and strangers are told numbers.</summary>
    async Task<IResult> FollowsAsync(Call call, Func<Db, long, Keyset, Task<IReadOnlyList<Actor>>> list)
    {
        if (call.Page(Limits.ApiPeople, 40) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        if (await FindAsync(db, call) is not { } actor)
            return Call.NotFound();
        IReadOnlyList<Actor> people = call.Viewer.ActorId == actor.Id ? await list(db, actor.Id, page) : [];
        call.Link([.. people.Select(a => a.Id)]);
        return Call.Answer(await accounts.AllAsync(db, people, call.Ct), ClientJson.Default.IReadOnlyListAccountJson);
    }

    async Task<IResult> NothingAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await FindAsync(db, call) is null ? Call.NotFound() : Call.Answer<IReadOnlyList<string>>([], ClientJson.Default.IReadOnlyListString);
    }
}
