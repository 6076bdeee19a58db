using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Clients;
using Federated.Instance.Clients.Scheduled;
using Federated.Instance.Media;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Posts that are published later.</summary>
sealed class ScheduledEndpoints(Database database, ScheduledPosts posts, StatusWriting writing)
{
    const string Path = "/api/v1/scheduled_statuses";

    public void Map(ClientRoutes routes)
    {
        routes.Get(Path, "read:statuses", ListAsync);
        routes.Get($"{Path}/{{id}}", "read:statuses", ShowAsync);
        routes.Put($"{Path}/{{id}}", "write:statuses", MoveAsync);
        routes.Delete($"{Path}/{{id}}", "write:statuses", DropAsync);
    }

    /// <summary>Instead of writing it now. What could not be published now is refused, so that it does not come as a surprise.</summary>
    public async Task<IResult> AddAsync(Call call, StatusPlan plan, string when)
    {
        if (Read(when) is not { } at)
            return Call.Wrong("scheduled_at is a time as in ISO 8601");
        var key = plan.RepeatKey;
        var repeated = false;
        var result = await database.TransactAsync<Result<ScheduledPost>>(async tx =>
        {
            if (key is not null && await RepeatKeys.TakeAsync(tx, call.Grant!.TokenId, key, call.Ct) is { } before)
            {
                repeated = true;
                return await ScheduledPosts.FindAsync(tx, call.Me, before, call.Ct) is { } known ? known : new Refusal("post-gone");
            }
            tx.RollBack();
            var tried = await writing.WriteAsync(tx, await call.MeAsync(tx), plan, call.Ct);
            return tried.Ok ? new ScheduledPost() : new Refusal(tried.Code, tried.Field);
        }, call.Ct);
        if (result.Ok && !repeated)
            result = await database.TransactAsync(async tx =>
            {
                if (key is not null && await RepeatKeys.TakeAsync(tx, call.Grant!.TokenId, key, call.Ct) is { } before)
                    return await ScheduledPosts.FindAsync(tx, call.Me, before, call.Ct) is { } known ? known : new Refusal("post-gone");
                var added = await posts.AddAsync(tx, new() { AccountId = call.Me, At = at, Plan = plan.ToJson(), Media = [.. plan.Media.Select(m => m.Id)] }, call.Ct);
                if (!added.Ok)
                    tx.RollBack();
                else if (key is not null)
                    await RepeatKeys.WroteAsync(tx, call.Grant!.TokenId, key, added.Value.Id, call.Ct);
                return added;
            }, call.Ct);
        return await AnswerAsync(call, result);
    }

    static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    async Task<IResult> AnswerAsync(Call call, Result<ScheduledPost> result)
    {
        if (!result.Ok)
            return call.Refuse(result);
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer((await ShowAsync(db, call, [result.Value]))[0], ClientJson.Default.ScheduledStatusJson);
    }

    static async Task<IReadOnlyList<ScheduledStatusJson>> ShowAsync(Db db, Call call, IReadOnlyList<ScheduledPost> list)
    {
        var uploads = (await UploadStore.UnusedAsync(db, call.Me, list.SelectMany(p => p.Media), call.Ct)).ToDictionary(u => u.Id);
        return [.. list.Select(p => Show(p, StatusPlan.OfJson(p.Plan), uploads))];
    }

    static ScheduledStatusJson Show(ScheduledPost post, StatusPlan plan, Dictionary<long, Upload> uploads) => new()
    {
        Id = Call.Text(post.Id), ScheduledAt = post.At, MediaAttachments = [.. post.Media.Where(uploads.ContainsKey).Select(m => MediaShow.Of(uploads[m]))],
        Params = new ScheduledParamsJson
        {
            Text = plan.Text, Sensitive = plan.Sensitive, SpoilerText = plan.SpoilerText, Visibility = plan.Visibility, Language = plan.Language,
            InReplyToId = plan.InReplyToId is { } parent ? Call.Text(parent) : null, QuotedStatusId = plan.QuotedId is { } quoted ? Call.Text(quoted) : null,
            MediaIds = post.Media.Count == 0 ? null : [.. post.Media.Select(Call.Text)], Idempotency = plan.RepeatKey,
            Poll = plan.Choices.Count == 0 ? null : new(plan.Choices, plan.PollSeconds, plan.PollMultiple, false),
        },
    };

    async Task<IResult> ListAsync(Call call)
    {
        if (call.Page(Limits.ApiPosts) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var list = await ScheduledPosts.ListAsync(db, call.Me, page, call.Ct);
        call.Link([.. list.Select(p => p.Id)]);
        return Call.Answer(await ShowAsync(db, call, list), ClientJson.Default.IReadOnlyListScheduledStatusJson);
    }

    async Task<IResult> ShowAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return call.Id() is { } id && await ScheduledPosts.FindAsync(db, call.Me, id, call.Ct) is { } found
            ? Call.Answer((await ShowAsync(db, call, [found]))[0], ClientJson.Default.ScheduledStatusJson) : Call.NotFound();
    }

    async Task<IResult> MoveAsync(Call call)
    {
        if (call.Id() is not { } id)
            return Call.NotFound();
        await using (var db = await database.OpenAsync(call.Ct))
            if (await ScheduledPosts.FindAsync(db, call.Me, id, call.Ct) is null)
                return Call.NotFound();
        if (Read(call.Fields.Text("scheduled_at")) is not { } at)
            return Call.Wrong("scheduled_at is a time as in ISO 8601");
        return await AnswerAsync(call, await database.TransactAsync(tx => ScheduledPosts.MoveAsync(tx, call.Me, id, at, call.Ct), call.Ct));
    }

    async Task<IResult> DropAsync(Call call) =>
        call.Id() is { } id && await database.TransactAsync(tx => ScheduledPosts.DropAsync(tx, call.Me, id, call.Ct), call.Ct) ? Call.Empty() : Call.NotFound();
}
