using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Backfill;
using Federated.Instance.Bookmarks;
using Federated.Instance.Clients;
using Federated.Instance.Media;
using Federated.Instance.Pins;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Reactions;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Reading posts, and what people do to them. The id of a boost stands for the post it boosts.</summary>
sealed class StatusEndpoints(
    Database database, StatusShow show, AccountShow accounts, Posting posting, Reacting reacting, Bookmarking bookmarking, Pinning pinning, Backfilling backfilling)
{
    public void Map(ClientRoutes routes)
    {
        routes.GetOpen("/api/v1/statuses", "read:statuses", ManyAsync);
        routes.GetOpen("/api/v1/statuses/{id}", "read:statuses", ShowAsync);
        routes.GetOpen("/api/v1/statuses/{id}/context", "read:statuses", ContextAsync);
        routes.GetOpen("/api/v1/statuses/{id}/history", "read:statuses", HistoryAsync);
        routes.GetOpen("/api/v1/statuses/{id}/favourited_by", "read:statuses", call => PeopleAsync(call, ReactionStore.LikersAsync));
        routes.GetOpen("/api/v1/statuses/{id}/reblogged_by", "read:statuses", call => PeopleAsync(call, ReactionStore.BoostersAsync));
        routes.GetOpen("/api/v1/statuses/{id}/card", "read:statuses", CardAsync);
        routes.Get("/api/v1/statuses/{id}/source", "read:statuses", SourceAsync);
        routes.Delete("/api/v1/statuses/{id}", "write:statuses", DeleteAsync);
        routes.Post("/api/v1/statuses/{id}/favourite", "write:favourites", call => ActAsync(call, (tx, me, id) => reacting.LikeAsync(tx, me, id, call.Ct)));
        routes.Post("/api/v1/statuses/{id}/unfavourite", "write:favourites", call => ActAsync(call, (tx, me, id) => UndoAsync(tx, me, id, reacting.UnlikeAsync)));
        routes.Post("/api/v1/statuses/{id}/reblog", "write:statuses", BoostAsync);
        routes.Post("/api/v1/statuses/{id}/unreblog", "write:statuses", call => ActAsync(call, (tx, me, id) => UndoAsync(tx, me, id, reacting.UnboostAsync)));
        routes.Post("/api/v1/statuses/{id}/bookmark", "write:bookmarks", call => ActAsync(call, (tx, me, id) => bookmarking.AddAsync(tx, me.Id, id, call.Ct)));
        routes.Post("/api/v1/statuses/{id}/unbookmark", "write:bookmarks", call =>
            ActAsync(call, (tx, me, id) => UndoAsync(tx, me, id, (t, m, i, ct) => Bookmarking.DropAsync(t, m.Id, i, ct))));
        routes.Post("/api/v1/statuses/{id}/pin", "write:accounts", call => ActAsync(call, (tx, me, id) => pinning.PinAsync(tx, me, id, call.Ct)));
        routes.Post("/api/v1/statuses/{id}/unpin", "write:accounts", call => ActAsync(call, (tx, me, id) => pinning.UnpinAsync(tx, me, id, call.Ct)));
        routes.Post("/api/v1/statuses/{id}/mute", "write:mutes", call => ActAsync(call, (tx, me, id) => MuteAsync(tx, me, id, ThreadMutes.AddAsync)));
        routes.Post("/api/v1/statuses/{id}/unmute", "write:mutes", call => ActAsync(call, (tx, me, id) => MuteAsync(tx, me, id, ThreadMutes.DropAsync)));
        routes.Get("/api/v1/bookmarks", "read:bookmarks", call => ListAsync(call, (db, page) => Bookmarking.ListAsync(db, call.Me, page, call.Ct)));
        routes.Get("/api/v1/favourites", "read:favourites", call => ListAsync(call, (db, page) => ReactionStore.LikedAsync(db, call.Me, page, call.Ct)));
    }

    /// <summary>The place in a list that an id of the path stands for: a post, or a boost of one.</summary>
    static async Task<PostEntry?> EntryAsync(Db db, Call call)
    {
        if (call.Id() is not { } id)
            return null;
        if (await PostStore.VisibleAsync(db, id, call.Viewer, call.Ct) is not null)
            return new PostEntry { Id = id, PostId = id };
        return await ReactionStore.BoostAsync(db, id, call.Ct) is { } boost && await PostStore.VisibleAsync(db, boost.PostId, call.Viewer, call.Ct) is not null ? boost : null;
    }

    async Task<IResult> ManyAsync(Call call)
    {
        var ids = call.Ids("id").Take(Limits.PageItems).ToList();
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await show.AllAsync(db, [.. ids.Select(id => new PostEntry { Id = id, PostId = id })], call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
    }

    async Task<IResult> ShowAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await EntryAsync(db, call) is { } entry && await show.OneAsync(db, entry, call.Viewer, call.Ct) is { } status
            ? Call.Answer(status, ClientJson.Default.StatusJson) : Call.NotFound();
    }

    async Task<IResult> ContextAsync(Call call)
    {
        Post post;
        ContextJson context;
        await using (var db = await database.OpenAsync(call.Ct))
        {
            if (await EntryAsync(db, call) is not { } entry)
                return Call.NotFound();
            post = (await PostStore.ByIdAsync(db, entry.PostId, call.Ct))!;
            var (up, down, depth) = call.Known
                ? (Limits.ContextKnown, Limits.ContextKnown, Limits.ContextKnown) : (Limits.ContextAncestors, Limits.ContextDescendants, Limits.ContextDepth);
            var above = await PostContext.AncestorsAsync(db, post.Id, call.Viewer, up, call.Ct);
            var below = await PostContext.DescendantsAsync(db, post.Id, call.Viewer, down, depth, call.Ct);
            var all = await show.AllAsync(db, [.. above, .. below], call.Viewer, call.Ct);
            var first = above.Select(e => Call.Text(e.Id)).ToHashSet();
            context = new([.. all.Where(s => first.Contains(s.Id))], [.. all.Where(s => !first.Contains(s.Id))]);
        }
        if (call.Known)
            await backfilling.WantThreadAsync(post, call.Ct);
        return Call.Answer(context, ClientJson.Default.ContextJson);
    }

    async Task<IResult> HistoryAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        if (await EntryAsync(db, call) is not { } entry || await show.OneAsync(db, entry.PostId, call.Viewer, call.Ct) is not { } status)
            return Call.NotFound();
        var edits = (await PostEdits.ListAsync(db, entry.PostId, Limits.PageItems, call.Ct)).Reverse().ToList();
        StatusEditJson Version(string content, string summary, DateTimeOffset at) => new()
        {
            Content = content, SpoilerText = summary, Sensitive = status.Sensitive, CreatedAt = at, Account = status.Account,
            MediaAttachments = status.MediaAttachments, Emojis = status.Emojis,
        };
        // A version stands from the moment on at which the one before it was replaced.
        var starts = edits.Select(e => e.ReplacedAt).Prepend(status.CreatedAt).ToList();
        return Call.Answer<IReadOnlyList<StatusEditJson>>(
            [.. edits.Select((e, i) => Version(e.Content, e.Summary, starts[i])), Version(status.Content, status.SpoilerText, starts[^1])],
            ClientJson.Default.IReadOnlyListStatusEditJson);
    }

    async Task<IResult> PeopleAsync(Call call, Func<Db, long, Keyset, CancellationToken, Task<IReadOnlyList<Actor>>> list)
    {
        if (call.Page(Limits.ApiPeople) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        if (await EntryAsync(db, call) is not { } entry)
            return Call.NotFound();
        var people = await list(db, entry.PostId, page, call.Ct);
        call.Link([.. people.Select(a => a.Id)]);
        return Call.Answer(await accounts.AllAsync(db, people, call.Ct), ClientJson.Default.IReadOnlyListAccountJson);
    }

    /// <summary>For old clients, which look for it beside the post.</summary>
    async Task<IResult> CardAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await EntryAsync(db, call) is { } entry && await show.OneAsync(db, entry.PostId, call.Viewer, call.Ct) is { } status
            ? status.Card is { } card ? Call.Answer(card, ClientJson.Default.CardJson) : Call.Empty()
            : Call.NotFound();
    }

    async Task<IResult> SourceAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return call.Id() is { } id && await PostStore.VisibleAsync(db, id, call.Viewer, call.Ct) is { } post && post.WriterId == call.Me
            ? Call.Answer(new StatusSourceJson(Call.Text(id), SourceOf(post), post.Summary), ClientJson.Default.StatusSourceJson) : Call.NotFound();
    }

    static string SourceOf(Post post) => post.Source ?? PlainText.From(post.Content, Limits.RemoteContent);

    async Task<IResult> DeleteAsync(Call call)
    {
        var gone = await database.TransactAsync(async tx =>
        {
            if (call.Id() is not { } id || await PostStore.VisibleAsync(tx, id, call.Viewer, call.Ct) is not { Local: true } post || post.WriterId != call.Me)
                return null;
            var status = await show.OneAsync(tx, id, call.Viewer, call.Ct);
            // Whoever writes it anew names its media again.
            if (!call.Is("delete_media"))
                await UploadStore.KeepAsync(tx, id, call.Ct);
            await posting.DeleteAsync(tx, post, (await ActorStore.ByIdAsync(tx, post.AuthorId, call.Ct))!, await call.MeAsync(tx), call.Ct);
            return status! with { Text = SourceOf(post) };
        }, call.Ct);
        return gone is null ? Call.NotFound() : Call.Answer(gone, ClientJson.Default.StatusJson);
    }

    /// <summary>Answers with the boost that holds the post.</summary>
    async Task<IResult> BoostAsync(Call call)
    {
        var result = await database.TransactAsync(async tx => await EntryAsync(tx, call) is { } entry
            ? await reacting.BoostAsync(tx, await call.MeAsync(tx), entry.PostId, call.Ct) : new Refusal("post-gone"), call.Ct);
        if (!result.Ok)
            return call.Refuse(result);
        await using var db = await database.OpenAsync(call.Ct);
        return await ReactionStore.BoostOfAsync(db, result.Value.Id, call.Me, call.Ct) is { } boost && await show.OneAsync(db, boost, call.Viewer, call.Ct) is { } status
            ? Call.Answer(status, ClientJson.Default.StatusJson) : Call.NotFound();
    }

    async Task<IResult> ActAsync(Call call, Func<Tx, Actor, long, Task<Result<Post>>> act)
    {
        var result = await database.TransactAsync(async tx => await EntryAsync(tx, call) is { } entry
            ? await act(tx, await call.MeAsync(tx), entry.PostId) : new Refusal("post-gone"), call.Ct);
        if (!result.Ok)
            return call.Refuse(result);
        await using var db = await database.OpenAsync(call.Ct);
        return await show.OneAsync(db, result.Value.Id, call.Viewer, call.Ct) is { } status ? Call.Answer(status, ClientJson.Default.StatusJson) : Call.NotFound();
    }

    static async Task<Result<Post>> UndoAsync(Tx tx, Actor me, long id, Func<Tx, Actor, long, CancellationToken, Task> undo)
    {
        await undo(tx, me, id, CancellationToken.None);
        return await PostStore.VisibleAsync(tx, id, Viewer.Of(me), CancellationToken.None) is { } post ? post : new Refusal("post-gone");
    }

    static async Task<Result<Post>> MuteAsync(Tx tx, Actor me, long id, Func<Tx, long, Post, CancellationToken, Task> change)
    {
        var post = (await PostStore.ByIdAsync(tx, id, CancellationToken.None))!;
        await change(tx, me.Id, post, CancellationToken.None);
        return post;
    }

    async Task<IResult> ListAsync(Call call, Func<Db, Keyset, Task<IReadOnlyList<PostEntry>>> list)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var entries = await list(db, page);
        call.Link([.. entries.Select(e => e.Id)]);
        return Call.Answer(
            await show.AllAsync(db, [.. entries.Select(e => e with { Id = e.PostId })], call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
    }
}
