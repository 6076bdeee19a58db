using Federated.Federation;
using Federated.Instance.Ids;
using Federated.Instance.Lists;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Lists of people and their timelines.</summary>
sealed class ListEndpoints(Database database, AccountShow accounts, StatusShow statuses, IdMaker ids)
{
    const string Path = "/api/v1/lists";

    public void Map(ClientRoutes routes)
    {
        routes.Get(Path, "read:lists", AllAsync);
        routes.Post(Path, "write:lists", call => SaveAsync(call, isNew: true));
        routes.Get($"{Path}/{{id}}", "read:lists", ShowAsync);
        routes.Put($"{Path}/{{id}}", "write:lists", call => SaveAsync(call, isNew: false));
        routes.Delete($"{Path}/{{id}}", "write:lists", DropAsync);
        routes.Get($"{Path}/{{id}}/accounts", "read:lists", MembersAsync);
        routes.Post($"{Path}/{{id}}/accounts", "write:lists", AddAsync);
        routes.Delete($"{Path}/{{id}}/accounts", "write:lists", RemoveAsync);
        routes.Get("/api/v1/accounts/{id}/lists", "read:lists", HoldingAsync);
        routes.Get("/api/v1/timelines/list/{id}", "read:lists", TimelineAsync);
    }

    static ListJson Show(PersonList list) => new(Call.Text(list.Id), list.Title, list.RepliesPolicy, list.Exclusive);

    static async Task<PersonList?> FindAsync(Db db, Call call) => call.Id() is { } id ? await ListStore.FindAsync(db, call.Me, id, call.Ct) : null;

    async Task<IResult> AllAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer<IReadOnlyList<ListJson>>([.. (await ListStore.AllAsync(db, call.Me, call.Ct)).Select(Show)], ClientJson.Default.IReadOnlyListListJson);
    }

    async Task<IResult> ShowAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await FindAsync(db, call) is { } list ? Call.Answer(Show(list), ClientJson.Default.ListJson) : Call.NotFound();
    }

    Task<IResult> SaveAsync(Call call, bool isNew) => database.TransactAsync(async tx =>
    {
        if ((isNew ? new PersonList { Id = ids.Next(), AccountId = call.Me } : await FindAsync(tx, call)) is not { } old)
            return Call.NotFound();
        var list = old with
        {
            Title = (call.Fields.Text("title") ?? old.Title).Trim(), RepliesPolicy = call.Fields.Text("replies_policy") ?? old.RepliesPolicy, Exclusive = call.Said("exclusive") ?? old.Exclusive,
        };
        if (list.Title.Length is 0 or > Limits.ListTitle)
            return Call.Wrong($"title has 1 to {Limits.ListTitle} characters");
        if (!PersonList.RepliesPolicies.Contains(list.RepliesPolicy))
            return Call.Wrong("replies_policy is followed, list or none");
        if (isNew && (await ListStore.AllAsync(tx, call.Me, call.Ct)).Count >= Limits.ListsPerAccount)
            return Call.Wrong($"there are {Limits.ListsPerAccount} lists");
        await ListStore.SaveAsync(tx, list, call.Ct);
        return Call.Answer(Show(list), ClientJson.Default.ListJson);
    }, call.Ct);

    async Task<IResult> DropAsync(Call call) =>
        await database.TransactAsync(async tx => call.Id() is { } id && await ListStore.DropAsync(tx, call.Me, id, call.Ct), call.Ct) ? Call.Empty() : Call.NotFound();

    async Task<IResult> MembersAsync(Call call)
    {
        // All of them for `limit=0`, as clients ask who edit a list.
        var all = call.Fields.Text("limit") == "0";
        if (call.Page(all ? Limits.ListMembers : Limits.ApiPeople, 40) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        if (await FindAsync(db, call) is not { } list)
            return Call.NotFound();
        var people = await ListStore.MembersAsync(db, list.Id, all ? page with { Count = Limits.ListMembers } : page, call.Ct);
        call.Link([.. people.Select(a => a.Id)]);
        return Call.Answer(await accounts.AllAsync(db, people, call.Ct), ClientJson.Default.IReadOnlyListAccountJson);
    }

    Task<IResult> AddAsync(Call call) => database.TransactAsync(async tx =>
    {
        var wanted = call.Ids("account_ids").ToHashSet();
        if (await FindAsync(tx, call) is not { } list)
            return Call.NotFound();
        if (await ListStore.CountAsync(tx, list.Id, call.Ct) + wanted.Count > Limits.ListMembers)
            return Call.Wrong($"a list holds {Limits.ListMembers} people");
        return await ListStore.AddAsync(tx, list, wanted, call.Ct) ? Call.Empty() : Call.NotFound();
    }, call.Ct);

    Task<IResult> RemoveAsync(Call call) => database.TransactAsync(async tx =>
    {
        if (await FindAsync(tx, call) is not { } list)
            return Call.NotFound();
        await ListStore.RemoveAsync(tx, list.Id, [.. call.Ids("account_ids")], call.Ct);
        return Call.Empty();
    }, call.Ct);

    async Task<IResult> HoldingAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await AccountEndpoints.FindAsync(db, call) is { } actor
            ? Call.Answer<IReadOnlyList<ListJson>>([.. (await ListStore.HoldingAsync(db, call.Me, actor.Id, call.Ct)).Select(Show)], ClientJson.Default.IReadOnlyListListJson)
            : Call.NotFound();
    }

    async Task<IResult> TimelineAsync(Call call)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        if (await FindAsync(db, call) is not { } list)
            return Call.NotFound();
        var entries = await ListStore.TimelineAsync(db, call.Me, list.Id, page, call.Ct);
        call.Link([.. entries.Select(e => e.Id)]);
        return Call.Answer(await statuses.AllAsync(db, entries, call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
    }
}
