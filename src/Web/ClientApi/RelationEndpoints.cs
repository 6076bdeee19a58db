using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Follows;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Localization;

namespace Federated.Web.ClientApi;

/// <summary>Following, blocking, muting, hiding servers, and notes on people.</summary>
sealed class RelationEndpoints(Database database, AccountShow accounts, Following following, Blocking blocking)
{
    const string Account = "/api/v1/accounts/{id}";

    public void Map(ClientRoutes routes)
    {
        routes.Get("/api/v1/accounts/relationships", "read:follows", ManyAsync);
        routes.Get("/api/v1/accounts/familiar_followers", "read:follows", FamiliarAsync);
        routes.Post($"{Account}/follow", "write:follows", FollowAsync);
        routes.Post($"{Account}/unfollow", "write:follows", call => ActAsync(call, async (tx, me, other) => Code(await following.UnfollowAsync(tx, me, other, call.Ct)), undo: true));
        routes.Post($"{Account}/remove_from_followers", "write:follows", call => ActAsync(call, (tx, me, other) => DoneAsync(following.RejectAsync(tx, other, me, call.Ct)), undo: true));
        routes.Post($"{Account}/block", "write:blocks", call => ActAsync(call, async (tx, me, other) => Code(await blocking.BlockAsync(tx, me, other, call.Ct))));
        routes.Post($"{Account}/unblock", "write:blocks", call => ActAsync(call, (tx, me, other) => DoneAsync(blocking.UnblockAsync(tx, me, other, call.Ct)), undo: true));
        routes.Post($"{Account}/mute", "write:mutes", MuteAsync);
        routes.Post($"{Account}/unmute", "write:mutes", call => ActAsync(call, (tx, me, other) => DoneAsync(Blocking.UnmuteAsync(tx, me, other, call.Ct)), undo: true));
        routes.Post($"{Account}/note", "write:accounts", NoteAsync);
        routes.Get("/api/v1/blocks", "read:blocks", call => ListAsync(call, (db, page) => BlockStore.ListAsync(db, call.Me, BlockKind.Block, page, call.Ct)));
        routes.Get("/api/v1/mutes", "read:mutes", call => ListAsync(call, (db, page) => BlockStore.ListAsync(db, call.Me, BlockKind.Mute, page, call.Ct)));
        routes.Get("/api/v1/domain_blocks", "read:blocks", HostsAsync);
        routes.Post("/api/v1/domain_blocks", "write:blocks", HideAsync);
        routes.Delete("/api/v1/domain_blocks", "write:blocks", ShowHostAsync);
        routes.Get("/api/v1/follow_requests", "read:follows", call => ListAsync(call, (db, page) => FollowStore.FollowersAsync(db, call.Me, "pending", page, call.Ct)));
        routes.Post("/api/v1/follow_requests/{id}/authorize", "write:follows", call => AnswerRequestAsync(call, following.AcceptAsync));
        routes.Post("/api/v1/follow_requests/{id}/reject", "write:follows", call => AnswerRequestAsync(call, following.RejectAsync));
    }

    async Task<IResult> ManyAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await ShowAsync(db, call, [.. call.Ids("id").Take(Limits.ApiRelationships)]), ClientJson.Default.IReadOnlyListRelationshipJson);
    }

    static async Task<IReadOnlyList<RelationshipJson>> ShowAsync(Db db, Call call, IReadOnlyList<long> ids) =>
        [.. (await Relationships.OfAsync(db, call.Me, ids, call.Ct)).Select(Show)];

    static RelationshipJson Show(Relationship r) => new()
    {
        Id = Call.Text(r.Id), Following = r.Following, ShowingReblogs = r.ShowingBoosts, Notifying = r.Notifying, Languages = r.Languages, FollowedBy = r.FollowedBy, Blocking = r.Blocking, BlockedBy = r.BlockedBy,
        Muting = r.Muting, MutingNotifications = r.MutingNotifications, Requested = r.Requested, RequestedBy = r.RequestedBy, DomainBlocking = r.Hidden, Note = r.Note,
    };

    async Task<IResult> ActAsync(Call call, Func<Tx, Actor, Actor, Task<string?>> act, bool undo = false)
    {
        var refused = await database.TransactAsync(async tx =>
        {
            // What was done to somebody who is suspended meanwhile can be taken back.
            if (call.Id() is not { } id || await ActorStore.ByIdAsync(tx, id, call.Ct) is not { DeletedAt: null } other)
                return "actor-gone";
            if (!other.Active && !undo)
                return "actor-gone";
            var code = await act(tx, await call.MeAsync(tx), other);
            if (code is not null)
                tx.RollBack();
            return code;
        }, call.Ct);
        return refused is null ? await AnswerAsync(call, call.Id()!.Value) : call.Refuse(refused);
    }

    /// <summary>Who follows whom is told only to the person themselves.</summary>
    static Task<IResult> FamiliarAsync(Call call) => Task.FromResult(Call.Answer(
        [.. call.Ids("id").Take(Limits.ApiRelationships).Select(id => new FamiliarFollowersJson(Call.Text(id), []))], ClientJson.Default.IReadOnlyListFamiliarFollowersJson));

    async Task<IResult> MuteAsync(Call call)
    {
        var seconds = 0;
        if (call.Fields.Text("duration") is { } text && (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out seconds) || seconds < 0))
            return Call.Wrong("duration is a number of seconds");
        return await ActAsync(call, async (tx, me, other) =>
            Code(await Blocking.MuteAsync(tx, me, other, call.Ct, call.Said("notifications") ?? true, TimeSpan.FromSeconds(seconds))));
    }

    /// <summary>Again, it changes what is wanted of the follow.</summary>
    async Task<IResult> FollowAsync(Call call)
    {
        var languages = call.Fields.Texts("languages").Where(l => l.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        if (languages.Length > Limits.FollowLanguages || languages.Any(l => Languages.Normalize(l) is null))
            return Call.Wrong("languages are codes of languages");
        var wishes = new FollowWishes(call.Said("reblogs"), call.Said("notify"), call.Fields.Texts("languages").Count == 0 ? null : languages);
        return await ActAsync(call, async (tx, me, other) => Code(await following.FollowAsync(tx, me, other, call.Ct, wishes)));
    }

    async Task<IResult> AnswerAsync(Call call, long id)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await ShowAsync(db, call, [id]) is [var relationship] ? Call.Answer(relationship, ClientJson.Default.RelationshipJson) : Call.NotFound();
    }

    static string? Code<T>(Result<T> result) => result.Code;

    static async Task<string?> DoneAsync(Task doing)
    {
        await doing;
        return null;
    }

    async Task<IResult> NoteAsync(Call call)
    {
        var text = (call.Fields.Given("comment") ?? "").Trim();
        return text.Length > Limits.ActorNote
            ? Call.Wrong("comment is too long")
            : await ActAsync(call, (tx, me, other) => DoneAsync(Relationships.NoteAsync(tx, me.Id, other.Id, text, call.Ct)));
    }

    async Task<IResult> ListAsync(Call call, Func<Db, Keyset, Task<IReadOnlyList<Actor>>> list)
    {
        if (call.Page(Limits.ApiPeople, 40) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var people = await list(db, page);
        call.Link([.. people.Select(a => a.Id)]);
        return Call.Answer(await accounts.AllAsync(db, people, call.Ct), ClientJson.Default.IReadOnlyListAccountJson);
    }

    async Task<IResult> HostsAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await BlockStore.HostsAsync(db, call.Me, call.Ct), ClientJson.Default.IReadOnlyListString);
    }

    async Task<IResult> HideAsync(Call call)
    {
        if (PeerHost.Parse(call.Fields.Text("domain") ?? "") is not { } host)
            return Call.Wrong("domain is the name of a server");
        var result = await database.TransactAsync(async tx => await Blocking.HideAsync(tx, await call.MeAsync(tx), host, call.Ct), call.Ct);
        return result.Ok ? Call.Empty() : call.Refuse(result);
    }

    async Task<IResult> ShowHostAsync(Call call)
    {
        if (PeerHost.Parse(call.Fields.Text("domain") ?? "") is { } host)
            await database.TransactAsync(tx => BlockStore.ShowAsync(tx, call.Me, host, call.Ct), call.Ct);
        return Call.Empty();
    }

    /// <summary>Only what still waits: an old list sends no follower away.</summary>
    async Task<IResult> AnswerRequestAsync(Call call, Func<Tx, Actor, Actor, CancellationToken, Task> answer)
    {
        var answered = await database.TransactAsync(async tx =>
        {
            if (call.Id() is not { } id || await ActorStore.ByIdAsync(tx, id, call.Ct) is not { } follower || await FollowStore.LockAsync(tx, id, call.Me, call.Ct) is not { Accepted: false })
                return false;
            await answer(tx, follower, await call.MeAsync(tx), call.Ct);
            return true;
        }, call.Ct);
        return answered ? await AnswerAsync(call, call.Id()!.Value) : Call.NotFound();
    }
}
