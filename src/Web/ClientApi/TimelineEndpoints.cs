using Federated.Federation;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Timelines;
using Federated.Web.OAuth;

namespace Federated.Web.ClientApi;

/// <summary>The timelines.</summary>
sealed class TimelineEndpoints(Database database, StatusShow show)
{
    public void Map(ClientRoutes routes)
    {
        routes.Get("/api/v1/timelines/home", "read:statuses", HomeAsync);
        routes.GetOpen("/api/v1/timelines/public", "read:statuses", PublicAsync);
        routes.GetOpen("/api/v1/timelines/tag/{tag}", "read:statuses", TagAsync);
    }

    async Task<IResult> HomeAsync(Call call)
    {
        if (call.Fields.Text("max_id") is null)
            await database.TransactAsync(tx => HomeRows.EnsureFilledAsync(tx, call.Me, call.Ct), call.Ct);
        return await ShowAsync(call, (db, page) => Timeline.HomeAsync(db, call.Viewer, page, call.Ct));
    }

    /// <summary>Strangers read what this hub wrote; what came from elsewhere is for its own people.</summary>
    async Task<IResult> PublicAsync(Call call)
    {
        var filter = Filter(call);
        return filter.Local || call.Known
            ? await ShowAsync(call, (db, page) => Timeline.PublicAsync(db, call.Viewer, filter, page, call.Ct))
            : OAuthError.Answer(StatusCodes.Status401Unauthorized, "This method requires an authenticated user");
    }

    async Task<IResult> TagAsync(Call call) => Hashtags.Normalize(call.Word("tag")) is { } tag
        ? await ShowAsync(call, (db, page) => Timeline.TagAsync(db, tag, Filter(call), call.Viewer, page, call.Ct))
        : Call.NotFound();

    static TimelineFilter Filter(Call call) => new(call.Is("local"), call.Is("remote"), call.Is("only_media"));

    async Task<IResult> ShowAsync(Call call, Func<Db, Keyset, Task<IReadOnlyList<PostEntry>>> list)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var entries = await list(db, page);
        call.Link([.. entries.Select(e => e.Id)]);
        return Call.Answer(await show.AllAsync(db, entries, call.Viewer, call.Ct), ClientJson.Default.IReadOnlyListStatusJson);
    }
}
