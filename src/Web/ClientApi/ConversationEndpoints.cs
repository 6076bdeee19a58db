using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Clients;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Conversations of few. The id of one is that of its first post; its place in the list is that of its newest.</summary>
sealed class ConversationEndpoints(Database database, StatusShow statuses, AccountShow accounts)
{
    const string Path = "/api/v1/conversations";

    public void Map(ClientRoutes routes)
    {
        routes.Get(Path, "read:statuses", ListAsync);
        routes.Delete($"{Path}/{{id}}", "write:conversations", DropAsync);
        routes.Post($"{Path}/{{id}}/read", "write:conversations", call => MarkAsync(call, unread: false));
        routes.Post($"{Path}/{{id}}/unread", "write:conversations", call => MarkAsync(call, unread: true));
    }

    async Task<IResult> ListAsync(Call call)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var list = await Conversations.ListAsync(db, call.Me, page, call.Ct);
        call.Link([.. list.Select(c => c.LastPostId)]);
        return Call.Answer(await ShowAsync(db, call.Viewer, list, call.Ct), ClientJson.Default.IReadOnlyListConversationJson);
    }

    /// <summary>The conversation of a thread as its reader sees it; null when there is none, or another post is its newest.</summary>
    public async Task<ConversationJson?> OneAsync(Db db, Viewer viewer, Post post, CancellationToken ct) =>
        await Conversations.FindAsync(db, viewer.ActorId, post.ThreadId, ct) is { } found && found.LastPostId == post.Id ? (await ShowAsync(db, viewer, [found], ct))[0] : null;

    async Task<IReadOnlyList<ConversationJson>> ShowAsync(Db db, Viewer viewer, IReadOnlyList<Conversation> list, CancellationToken ct)
    {
        var last = (await statuses.AllAsync(db, [.. list.Select(c => new PostEntry { Id = c.LastPostId, PostId = c.LastPostId })], viewer, ct)).ToDictionary(s => s.Id);
        var participants = (await Conversations.ParticipantsAsync(db, list.Select(c => c.LastPostId), ct)).ToLookup(p => p.PostId, p => p.ActorId);
        var actors = (await ActorStore.ByIdsAsync(db, participants.SelectMany(p => p).Distinct(), ct)).Values.Where(a => a.Active).ToList();
        var shown = actors.Zip(await accounts.AllAsync(db, actors, ct)).ToDictionary(a => a.First.Id, a => a.Second);
        return [.. list.Select(c => new ConversationJson
        {
            Id = Call.Text(c.ThreadId), Unread = c.Unread, LastStatus = last.GetValueOrDefault(Call.Text(c.LastPostId)),
            // Of a note to oneself, oneself.
            Accounts = [.. Others(participants[c.LastPostId], viewer.ActorId).Where(shown.ContainsKey).Select(a => shown[a])],
        })];
    }

    static IEnumerable<long> Others(IEnumerable<long> all, long me) => all.Where(a => a != me).Order().DefaultIfEmpty(me);

    async Task<IResult> DropAsync(Call call) =>
        call.Id() is { } id && await database.TransactAsync(tx => Conversations.DropAsync(tx, call.Me, id, call.Ct), call.Ct) ? Call.Empty() : Call.NotFound();

    async Task<IResult> MarkAsync(Call call, bool unread)
    {
        if (call.Id() is not { } id || !await database.TransactAsync(tx => Conversations.MarkAsync(tx, call.Me, id, unread, call.Ct), call.Ct))
            return Call.NotFound();
        await using var db = await database.OpenAsync(call.Ct);
        return await Conversations.FindAsync(db, call.Me, id, call.Ct) is { } found
            ? Call.Answer((await ShowAsync(db, call.Viewer, [found], call.Ct))[0], ClientJson.Default.ConversationJson) : Call.NotFound();
    }
}
