using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Actors;
using Federated.Instance.Clients;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Pages.Follows;

namespace Federated.Web.ClientApi;

/// <summary>Writing and changing posts, and voting.</summary>
sealed class WritingEndpoints(Database database, StatusShow show, Posting posting, StatusWriting writing, ScheduledEndpoints scheduled, Voting voting, MentionLookup mentions, LookupLimit lookups)
{
    const string RepeatHeader = "Idempotency-Key";

    public void Map(ClientRoutes routes)
    {
        routes.Post("/api/v1/statuses", "write:statuses", WriteAsync);
        routes.Put("/api/v1/statuses/{id}", "write:statuses", EditAsync);
        routes.GetOpen("/api/v1/polls/{id}", "read:statuses", PollAsync);
        routes.Post("/api/v1/polls/{id}/votes", "write:statuses", VoteAsync);
    }

    async Task<IResult> WriteAsync(Call call)
    {
        var key = call.Http.Request.Headers[RepeatHeader].ToString();
        if (key.Length > Limits.RepeatKey)
            return Call.Wrong($"{RepeatHeader} is too long");
        PostDefaults usual;
        await using (var db = await database.OpenAsync(call.Ct))
            usual = await PostDefaults.FindAsync(db, call.Me, call.Ct);
        if (StatusPlan.Read(call, usual, out var problem) is not { } plan)
            return problem;
        await LookUpAsync(call);
        if (call.Fields.Text("scheduled_at") is { } at)
            return await scheduled.AddAsync(call, plan with { RepeatKey = key.Length > 0 ? key : null }, at);
        var result = await database.TransactAsync(async tx =>
        {
            if (key.Length > 0 && await RepeatKeys.TakeAsync(tx, call.Grant!.TokenId, key, call.Ct) is { } before)
                return await PostStore.ByIdAsync(tx, before, call.Ct) is { } known ? known : new Refusal("post-gone");
            var written = await writing.WriteAsync(tx, await call.MeAsync(tx), plan, call.Ct);
            if (!written.Ok)
                tx.RollBack();
            else if (key.Length > 0)
                await RepeatKeys.WroteAsync(tx, call.Grant!.TokenId, key, written.Value.Id, call.Ct);
            return written;
        }, call.Ct);
        return await AnswerAsync(call, result);
    }

    async Task<IResult> EditAsync(Call call)
    {
        await LookUpAsync(call);
        var result = await database.TransactAsync(async tx =>
        {
            if (call.Id() is not { } id || await PostStore.VisibleAsync(tx, id, call.Viewer, call.Ct) is not { Local: true } post)
                return new Refusal("post-gone");
            // The others have a title and more besides, which these clients know nothing of.
            if (post.WriterId != call.Me || post.Kind is not (PostKind.Note or PostKind.Poll))
                return new Refusal("not-yours");
            var me = await call.MeAsync(tx);
            var changed = await posting.EditAsync(tx, post, new Draft
            {
                Author = (await ActorStore.ByIdAsync(tx, post.AuthorId, call.Ct))!, Writer = me, Kind = post.Kind, ReplyToId = post.ReplyToId, Visibility = post.Visibility,
                Source = call.Fields.Text("status") ?? "", Summary = call.Fields.Text("spoiler_text") ?? "", Sensitive = call.Is("sensitive"),
                Language = call.Fields.Text("language") ?? post.Language ?? me.Language ?? "en", Media = [.. StatusPlan.MediaOf(call).Select(m => new DraftMedia(m.Id, m.Alt))],
            }, call.Ct);
            if (!changed.Ok)
                tx.RollBack();
            return changed;
        }, call.Ct);
        return await AnswerAsync(call, result);
    }

    /// <summary>Asking other servers for people is counted; beyond that names stay text.</summary>
    async Task LookUpAsync(Call call)
    {
        if (call.Fields.Text("status") is { } text && text.Contains('@', StringComparison.Ordinal) && lookups.Take(call.Me))
            await mentions.LookUpAsync(text, call.Ct);
    }

    async Task<IResult> AnswerAsync(Call call, Result<Post> written)
    {
        if (!written.Ok)
            return call.Refuse(written);
        await using var db = await database.OpenAsync(call.Ct);
        return await show.OneAsync(db, written.Value.Id, call.Viewer, call.Ct) is { } status ? Call.Answer(status, ClientJson.Default.StatusJson) : Call.NotFound();
    }

    async Task<IResult> PollAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return call.Id() is { } id && (await show.OneAsync(db, id, call.Viewer, call.Ct))?.Poll is { } poll ? Call.Answer(poll, ClientJson.Default.PollJson) : Call.NotFound();
    }

    async Task<IResult> VoteAsync(Call call)
    {
        var choices = call.Fields.Texts("choices").Select(c => int.TryParse(c, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        var result = await database.TransactAsync(async tx => call.Id() is { } id
            ? await voting.VoteAsync(tx, await call.MeAsync(tx), id, choices, call.Ct) : new Refusal("post-gone"), call.Ct);
        return result.Ok ? await PollAsync(call) : call.Refuse(result);
    }
}
