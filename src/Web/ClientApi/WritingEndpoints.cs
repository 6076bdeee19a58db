using System.Globalization;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Actors;
using Federated.Instance.Clients;
using Federated.Instance.Policies;
using Federated.Instance.Polls;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Pages.Follows;

namespace Federated.Web.ClientApi;

/// <summary>Writing and changing posts, and voting.</summary>
sealed class WritingEndpoints(Database database, StatusShow show, Posting posting, Asking asking, Voting voting, MentionLookup mentions, LookupLimit lookups)
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
        if (call.Fields.Text("visibility") is { } visible && Wanted(visible) is null)
            return Call.Wrong("visibility is public, unlisted, private or direct");
        if (call.Fields.Text("in_reply_to_id") is { } parent && Call.ReadId(parent) is null)
            return Call.NotFound();
        if (Plan(call) is not { } plan)
            return Call.Wrong("poll[expires_in] is a number of seconds");
        await LookUpAsync(call);
        var result = await database.TransactAsync(async tx =>
        {
            if (key.Length > 0 && await RepeatKeys.TakeAsync(tx, call.Grant!.TokenId, key, call.Ct) is { } before)
                return await PostStore.ByIdAsync(tx, before, call.Ct) is { } known ? known : new Refusal("post-gone");
            var draft = await DraftAsync(tx, call);
            var written = plan.Choices.Count > 0 ? await asking.WriteAsync(tx, draft, plan, call.Ct) : await posting.WriteAsync(tx, draft, call.Ct);
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
                Language = call.Fields.Text("language") ?? post.Language ?? me.Language ?? "en", Media = Media(call),
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

    static async Task<Draft> DraftAsync(Db db, Call call)
    {
        var me = await call.MeAsync(db);
        var replyTo = Call.ReadId(call.Fields.Text("in_reply_to_id"));
        var parent = replyTo is { } id ? await PostStore.VisibleAsync(db, id, call.Viewer, call.Ct) : null;
        var wanted = call.Is("local_only") ? Visibility.HubOnly : Wanted(call.Fields.Text("visibility") ?? Visibility.Public)!;
        return new Draft
        {
            Author = me,
            Writer = me,
            ReplyToId = replyTo,
            Source = call.Fields.Text("status") ?? "",
            Summary = call.Fields.Text("spoiler_text") ?? "",
            Sensitive = call.Is("sensitive"),
            Language = call.Fields.Text("language") ?? me.Language ?? "en",
            // These clients know four words for who may read; what answers a post for few stays among them.
            Visibility = parent is null ? wanted : Among(wanted, parent.Visibility),
            QuotedId = Call.ReadId(call.Fields.Text("quoted_status_id")),
            Media = Media(call),
        };
    }

    /// <summary>
    /// `private` is all that these clients are told of posts for a group or for this hub, so as an answer it means their readers. What is for the people it
    /// names is for nobody else, whatever it answers.
    /// </summary>
    static string Among(string wanted, string parent) =>
        wanted == Visibility.Followers && parent is (Visibility.Members or Visibility.HubOnly) ? parent : Visibility.Within(wanted, parent);

    /// <summary>All that the post is to have, in order; an edit may describe it anew.</summary>
    static IReadOnlyList<DraftMedia> Media(Call call)
    {
        var (ids, texts) = (call.Fields.Texts("media_attributes[id]"), call.Fields.Texts("media_attributes[description]"));
        var described = ids.Count == texts.Count ? ids.Zip(texts).DistinctBy(d => d.First).ToDictionary(d => d.First, d => d.Second, StringComparer.Ordinal) : [];
        return [.. call.Fields.Texts("media_ids").Select(id => new DraftMedia(Call.ReadId(id) ?? 0, described.GetValueOrDefault(id)))];
    }

    /// <summary>Null for a word that is none of theirs.</summary>
    static string? Wanted(string visibility) => visibility switch
    {
        "public" or "unlisted" or "direct" => visibility,
        "private" => Visibility.Followers,
        _ => null,
    };

    /// <summary>Without choices for a post that asks nothing; null when it cannot be read.</summary>
    static PollPlan? Plan(Call call)
    {
        var choices = call.Fields.Texts("poll[options]");
        if (choices.Count == 0)
            return new([], false, TimeSpan.Zero);
        return int.TryParse(call.Fields.Text("poll[expires_in]"), CultureInfo.InvariantCulture, out var seconds)
            ? new(choices, call.Is("poll[multiple]"), TimeSpan.FromSeconds(seconds)) : null;
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
