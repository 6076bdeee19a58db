using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Clients;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>What people are told, one by one and in groups. What clients have no word for is told as what is nearest to it.</summary>
sealed class NotificationEndpoints(Database database, AccountShow accounts, StatusShow statuses)
{
    const string V1 = "/api/v1/notifications";
    const string V2 = "/api/v2/notifications";
    const int SampleAccounts = 8;

    static readonly string[] Grouped = ["favourite", "reblog", "follow"];

    public void Map(ClientRoutes routes)
    {
        routes.Get(V1, "read:notifications", ListAsync);
        routes.Get($"{V1}/unread_count", "read:notifications", CountAsync);
        routes.Get($"{V1}/policy", "read:notifications", _ => Task.FromResult(Call.Answer(new OldNotificationPolicyJson(), ClientJson.Default.OldNotificationPolicyJson)));
        routes.Get($"{V2}/policy", "read:notifications", _ => Task.FromResult(Call.Answer(new NotificationPolicyJson(), ClientJson.Default.NotificationPolicyJson)));
        routes.Get($"{V1}/requests", "read:notifications", _ => Task.FromResult(Call.Answer<IReadOnlyList<string>>([], ClientJson.Default.IReadOnlyListString)));
        routes.Get($"{V1}/{{id}}", "read:notifications", ShowAsync);
        routes.Post($"{V1}/clear", "write:notifications", call => DismissAsync(call, null));
        routes.Post($"{V1}/{{id}}/dismiss", "write:notifications", call => DismissAsync(call, call.Id() is { } id ? [id] : []));
        routes.Get(V2, "read:notifications", GroupsAsync);
        routes.Get($"{V2}/unread_count", "read:notifications", CountAsync);
        routes.Get($"{V2}/{{key}}", "read:notifications", GroupAsync);
        routes.Get($"{V2}/{{key}}/accounts", "read:notifications", GroupAccountsAsync);
        routes.Post($"{V2}/{{key}}/dismiss", "write:notifications", DismissGroupAsync);
    }

    /// <summary>What is grouped by type and post: of follows there is one group for each day.</summary>
    static string KeyOf(Notification n) => NotificationTypes.Of(n.Kind) is var type && Grouped.Contains(type)
        ? $"{type}-{(n.PostId is { } post ? Call.Text(post) : n.CreatedAt.UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture))}"
        : $"ungrouped-{Call.Text(n.Id)}";

    static IReadOnlyList<string> Kinds(Call call)
    {
        var (wanted, unwanted) = (call.Fields.Texts("types"), call.Fields.Texts("exclude_types"));
        return [.. NotificationTypes.All.Where(t => (wanted.Count == 0 || wanted.Contains(t.Type)) && !unwanted.Contains(t.Type)).Select(t => t.Kind)];
    }

    async Task<IResult> ListAsync(Call call)
    {
        if (call.Page(Limits.ApiPeople, 40) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var list = await NotificationList.ListAsync(db, call.Me, Kinds(call), Call.ReadId(call.Fields.Text("account_id")), page, call.Ct);
        call.Link([.. list.Select(n => n.Id)]);
        return Call.Answer(await ShowAsync(db, call, list), ClientJson.Default.IReadOnlyListNotificationJson);
    }

    async Task<IResult> ShowAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return call.Id() is { } id && await OneAsync(db, call.Viewer, id, call.Ct) is { } notification ? Call.Answer(notification, ClientJson.Default.NotificationJson) : Call.NotFound();
    }

    /// <summary>One, as its owner sees it; null when it is not, or no longer, for them.</summary>
    public async Task<NotificationJson?> OneAsync(Db db, Viewer viewer, long id, CancellationToken ct) =>
        await NotificationList.FindAsync(db, viewer.ActorId, id, ct) is { } found && await ShowAsync(db, viewer, [found], ct) is [var notification] ? notification : null;

    Task<IReadOnlyList<NotificationJson>> ShowAsync(Db db, Call call, IReadOnlyList<Notification> list) => ShowAsync(db, call.Viewer, list, call.Ct);

    async Task<IReadOnlyList<NotificationJson>> ShowAsync(Db db, Viewer viewer, IReadOnlyList<Notification> list, CancellationToken ct)
    {
        var people = await PeopleAsync(db, list.Select(n => n.ActorId), ct);
        var posts = await PostsAsync(db, list, viewer, ct);
        return [.. from n in list
                   where people.ContainsKey(n.ActorId)
                   select new NotificationJson
                   {
                       Id = Call.Text(n.Id), Type = NotificationTypes.Of(n.Kind), CreatedAt = n.CreatedAt, GroupKey = KeyOf(n), Account = people[n.ActorId],
                       Status = n.PostId is { } post ? posts.GetValueOrDefault(Call.Text(post)) : null,
                   }];
    }

    async Task<Dictionary<long, AccountJson>> PeopleAsync(Db db, IEnumerable<long> ids, CancellationToken ct)
    {
        var actors = (await ActorStore.ByIdsAsync(db, ids, ct)).Values;
        return actors.Zip(await accounts.AllAsync(db, actors, ct)).ToDictionary(a => a.First.Id, a => a.Second);
    }

    async Task<Dictionary<string, StatusJson>> PostsAsync(Db db, IEnumerable<Notification> list, Viewer viewer, CancellationToken ct) =>
        (await statuses.AllAsync(db, [.. list.Select(n => n.PostId).OfType<long>().Distinct().Select(id => new PostEntry { Id = id, PostId = id })], viewer, ct))
        .ToDictionary(s => s.Id);

    async Task<IResult> CountAsync(Call call)
    {
        var most = call.Count(1_000, 100);
        await using var db = await database.OpenAsync(call.Ct);
        var read = await Markers.ListAsync(db, call.Me, ["notifications"], call.Ct) is [var marker] ? marker.LastReadId : 0;
        return Call.Answer(new CountJson(await NotificationList.CountAsync(db, call.Me, Kinds(call), read, most, call.Ct)), ClientJson.Default.CountJson);
    }

    async Task<IResult> DismissAsync(Call call, IReadOnlyList<long>? ids)
    {
        await database.TransactAsync(tx => NotificationList.DismissAsync(tx, call.Me, ids, call.Ct), call.Ct);
        return Call.Empty();
    }

    async Task<IResult> GroupsAsync(Call call)
    {
        if (call.Page(Limits.ApiPeople, 40) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var list = await NotificationList.ListAsync(db, call.Me, Kinds(call), Call.ReadId(call.Fields.Text("account_id")), page, call.Ct);
        call.Link([.. list.Select(n => n.Id)]);
        return Call.Answer(await GroupAsync(db, call, list), ClientJson.Default.GroupedNotificationsJson);
    }

    async Task<GroupedNotificationsJson> GroupAsync(Db db, Call call, IReadOnlyList<Notification> list)
    {
        var groups = list.GroupBy(KeyOf).Select(g => g.ToList()).ToList();
        var people = await PeopleAsync(db, groups.SelectMany(g => Sample(g)), call.Ct);
        var posts = await PostsAsync(db, groups.Select(g => g[0]), call.Viewer, call.Ct);
        return new([.. people.Values], [.. posts.Values], [.. groups.Select(g => new NotificationGroupJson
        {
            GroupKey = KeyOf(g[0]), NotificationsCount = g.Count, Type = NotificationTypes.Of(g[0].Kind), MostRecentNotificationId = g[0].Id, PageMaxId = Call.Text(g[0].Id),
            PageMinId = Call.Text(g[^1].Id), LatestPageNotificationAt = g[0].CreatedAt, SampleAccountIds = [.. Sample(g).Select(Call.Text)],
            StatusId = g[0].PostId is { } post && posts.ContainsKey(Call.Text(post)) ? Call.Text(post) : null,
        })]);
    }

    static IEnumerable<long> Sample(IEnumerable<Notification> group) => group.Select(n => n.ActorId).Distinct().Take(SampleAccounts);

    /// <summary>Groups are made of what is newest; of an older one there is no more to tell than its parts.</summary>
    async Task<IReadOnlyList<Notification>> OfGroupAsync(Db db, Call call)
    {
        var key = call.Word("key");
        if (key.StartsWith("ungrouped-", StringComparison.Ordinal))
            return Call.ReadId(key["ungrouped-".Length..]) is { } id && await NotificationList.FindAsync(db, call.Me, id, call.Ct) is { } one ? [one] : [];
        var kinds = NotificationTypes.All.Where(t => Grouped.Contains(t.Type)).Select(t => t.Kind);
        return [.. (await NotificationList.ListAsync(db, call.Me, kinds, null, new(Limits.ApiRelationships), call.Ct)).Where(n => KeyOf(n) == key)];
    }

    async Task<IResult> GroupAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await OfGroupAsync(db, call) is { Count: > 0 } group
            ? Call.Answer(await GroupAsync(db, call, group), ClientJson.Default.GroupedNotificationsJson) : Call.NotFound();
    }

    async Task<IResult> GroupAccountsAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await OfGroupAsync(db, call) is { Count: > 0 } group
            ? Call.Answer([.. (await PeopleAsync(db, group.Select(n => n.ActorId), call.Ct)).Values], ClientJson.Default.IReadOnlyListAccountJson) : Call.NotFound();
    }

    async Task<IResult> DismissGroupAsync(Call call)
    {
        await database.TransactAsync(async tx => await NotificationList.DismissAsync(tx, call.Me, (await OfGroupAsync(tx, call)).Select(n => n.Id), call.Ct), call.Ct);
        return Call.Empty();
    }
}
