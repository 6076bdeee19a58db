using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Clients;
using Federated.Instance.Reports;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>What is for one person: preferences, how far they have read, reports; and what this hub does not have, as empty lists.</summary>
sealed class PersonalEndpoints(Database database, AccountShow accounts, Reporting reporting)
{
    public void Map(ClientRoutes routes)
    {
        routes.Get("/api/v1/preferences", "read:accounts", PreferencesAsync);
        routes.Get("/api/v1/markers", "read:statuses", MarkersAsync);
        routes.Post("/api/v1/markers", "write:statuses", MarkAsync);
        routes.Post("/api/v1/reports", "write:reports", ReportAsync);
        // Clients ask for these as they start, and show an error for a 404.
        foreach (var (path, scope) in ((string, string)[])
            [("announcements", "read:accounts"),
             ("featured_tags", "read:accounts"), ("suggestions", "read:accounts"), ("endorsements", "read:accounts")])
            routes.Get($"/api/v1/{path}", scope, NothingAsync);
        routes.Get("/api/v2/suggestions", "read:accounts", NothingAsync);
        foreach (var path in (string[])["trends", "trends/tags", "trends/statuses", "trends/links", "directory"])
            routes.GetOpen($"/api/v1/{path}", "read:accounts", NothingAsync);
    }

    static Task<IResult> NothingAsync(Call call) => Task.FromResult(Call.Answer<IReadOnlyList<string>>([], ClientJson.Default.IReadOnlyListString));

    async Task<IResult> PreferencesAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        var posts = await PostDefaults.FindAsync(db, call.Me, call.Ct);
        return Call.Answer(new PreferencesJson { Visibility = StatusShow.Visible(posts.Visibility), Sensitive = posts.Sensitive, Language = (await call.MeAsync(db)).Language }, ClientJson.Default.PreferencesJson);
    }

    async Task<IResult> MarkersAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Show(await Markers.ListAsync(db, call.Me, call.Fields.Texts("timeline"), call.Ct));
    }

    async Task<IResult> MarkAsync(Call call)
    {
        var wanted = Markers.Timelines.Select(t => (Timeline: t, Id: call.Fields.Text($"{t}[last_read_id]"))).Where(t => t.Id is not null).ToList();
        if (wanted.Exists(t => Call.ReadId(t.Id) is null))
            return Call.Wrong("last_read_id is an id");
        return Show(await database.TransactAsync(async tx =>
        {
            foreach (var (timeline, id) in wanted)
                await Markers.SetAsync(tx, call.Me, timeline, Call.ReadId(id)!.Value, call.Ct);
            return await Markers.ListAsync(tx, call.Me, wanted.Select(t => t.Timeline), call.Ct);
        }, call.Ct));
    }

    static IResult Show(IEnumerable<Marker> markers) => Call.Answer<IReadOnlyDictionary<string, MarkerJson>>(
        markers.ToDictionary(m => m.Timeline, m => new MarkerJson(Call.Text(m.LastReadId), m.Version, m.UpdatedAt)), ClientJson.Default.IReadOnlyDictionaryStringMarkerJson);

    async Task<IResult> ReportAsync(Call call)
    {
        var posts = call.Ids("status_ids").Take(Limits.ReportObjects).ToList();
        var (category, rules, comment) = (call.Fields.Text("category") ?? "other", call.Fields.Texts("rule_ids"), call.Fields.Text("comment") ?? "");
        var (result, accused) = await database.TransactAsync<(Instance.Result<Report>, Actor?)>(async tx =>
        {
            if (Call.ReadId(call.Fields.Text("account_id")) is not { } id || await ActorStore.ByIdAsync(tx, id, call.Ct) is not { } other)
                return (new Instance.Refusal("actor-gone"), null);
            var filed = await reporting.FileAsync(
                tx, await call.MeAsync(tx), new ReportDraft { Accused = other, Posts = posts, Text = comment, Category = category, Rules = rules, Forward = call.Is("forward") }, call.Ct);
            if (!filed.Ok)
                tx.RollBack();
            return (filed, other);
        }, call.Ct);
        if (!result.Ok)
            return call.Refuse(result);
        return Call.Answer(new ReportJson
        {
            Id = Call.Text(result.Value.Id), ActionTaken = false, Category = category, Comment = comment, Forwarded = result.Value.Forwarded, CreatedAt = result.Value.CreatedAt,
            StatusIds = [.. posts.Select(Call.Text)], RuleIds = rules, TargetAccount = accounts.Of(accused!, EmojiSet.Empty),
        }, ClientJson.Default.ReportJson);
    }
}
