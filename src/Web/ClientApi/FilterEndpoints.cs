using System.Globalization;
using Federated.Federation;
using Federated.Instance.Filters;
using Federated.Instance.Ids;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>What somebody does not want to read: every post says which of one's filters it meets, and apps do as the filter says.</summary>
sealed class FilterEndpoints(Database database, IdMaker ids)
{
    const string Path = "/api/v2/filters";

    public void Map(ClientRoutes routes)
    {
        routes.Get("/api/v1/filters", "read:filters", OldAsync);
        routes.Get(Path, "read:filters", AllAsync);
        routes.Post(Path, "write:filters", call => SaveAsync(call, isNew: true));
        routes.Get($"{Path}/{{id}}", "read:filters", call => WithAsync(call, f => Call.Answer(Show(f, whole: true), ClientJson.Default.FilterJson)));
        routes.Put($"{Path}/{{id}}", "write:filters", call => SaveAsync(call, isNew: false));
        routes.Delete($"{Path}/{{id}}", "write:filters", call => DropAsync(call, FilterStore.DropAsync));
        routes.Get($"{Path}/{{id}}/keywords", "read:filters", call => WithAsync(call, f => Call.Answer<IReadOnlyList<FilterKeywordJson>>([.. f.Keywords.Select(Show)], ClientJson.Default.IReadOnlyListFilterKeywordJson)));
        routes.Post($"{Path}/{{id}}/keywords", "write:filters", AddWordAsync);
        routes.Delete($"{Path}/keywords/{{id}}", "write:filters", call => DropAsync(call, FilterStore.DropKeywordAsync));
        routes.Get($"{Path}/{{id}}/statuses", "read:filters", call => WithAsync(call, f => Call.Answer<IReadOnlyList<FilterStatusJson>>([.. f.Posts.Select(Show)], ClientJson.Default.IReadOnlyListFilterStatusJson)));
        routes.Post($"{Path}/{{id}}/statuses", "write:filters", AddPostAsync);
        routes.Delete($"{Path}/statuses/{{id}}", "write:filters", call => DropAsync(call, FilterStore.DropPostAsync));
    }

    public static FilterJson Show(Filter filter, bool whole) => new()
    {
        Id = Call.Text(filter.Id), Title = filter.Title, Context = filter.Contexts, ExpiresAt = filter.ExpiresAt, FilterAction = filter.Action,
        Keywords = whole ? [.. filter.Keywords.Select(Show)] : null, Statuses = whole ? [.. filter.Posts.Select(Show)] : null,
    };

    static FilterKeywordJson Show(FilterKeyword word) => new(Call.Text(word.Id), word.Keyword, word.WholeWord);

    static FilterStatusJson Show(FilterPost post) => new(Call.Text(post.Id), Call.Text(post.PostId));

    static async Task<Filter?> FindAsync(Db db, Call call) => call.Id() is { } id && await FilterStore.AllAsync(db, call.Me, id, call.Ct) is [var filter] ? filter : null;

    async Task<IResult> AllAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer<IReadOnlyList<FilterJson>>([.. (await FilterStore.AllAsync(db, call.Me, null, call.Ct)).Select(f => Show(f, whole: true))], ClientJson.Default.IReadOnlyListFilterJson);
    }

    /// <summary>Word by word, for clients of old: what is hidden does not come back.</summary>
    async Task<IResult> OldAsync(Call call)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer<IReadOnlyList<FilterV1Json>>(
            [.. from f in await FilterStore.AllAsync(db, call.Me, null, call.Ct) from k in f.Keywords select new FilterV1Json(Call.Text(k.Id), k.Keyword, f.Contexts, f.ExpiresAt, f.Action == "hide", k.WholeWord)],
            ClientJson.Default.IReadOnlyListFilterV1Json);
    }

    async Task<IResult> WithAsync(Call call, Func<Filter, IResult> answer)
    {
        await using var db = await database.OpenAsync(call.Ct);
        return await FindAsync(db, call) is { } filter ? answer(filter) : Call.NotFound();
    }

    async Task<IResult> DropAsync(Call call, Func<Tx, long, long, CancellationToken, Task<bool>> drop) =>
        await database.TransactAsync(async tx => call.Id() is { } id && await drop(tx, call.Me, id, call.Ct), call.Ct) ? Call.Empty() : Call.NotFound();

    async Task<IResult> SaveAsync(Call call, bool isNew)
    {
        var (problem, saved) = await database.TransactAsync<(IResult?, Filter?)>(async tx =>
        {
            if ((isNew ? new Filter { Id = ids.Next(), AccountId = call.Me } : await FindAsync(tx, call)) is not { } old)
                return (Call.NotFound(), null);
            var filter = Read(call, old, tx.Now);
            if (Problem(filter) is { } wrong)
                return (Call.Wrong(wrong), null);
            if (isNew && (await FilterStore.AllAsync(tx, call.Me, null, call.Ct)).Count >= Limits.FiltersPerAccount)
                return (Call.Wrong($"there are {Limits.FiltersPerAccount} filters"), null);
            await FilterStore.SaveAsync(tx, filter, call.Ct);
            foreach (var (word, gone) in Words(call, filter))
            {
                if (gone)
                {
                    await FilterStore.DropKeywordAsync(tx, call.Me, word.Id, call.Ct);
                    continue;
                }
                if (word.Keyword.Length is 0 or > Limits.FilterWord)
                {
                    tx.RollBack();
                    return (Call.Wrong($"a keyword has 1 to {Limits.FilterWord} characters"), null);
                }
                await FilterStore.SaveAsync(tx, word, call.Ct);
            }
            var all = await FilterStore.AllAsync(tx, call.Me, null, call.Ct);
            var whole = all.First(f => f.Id == filter.Id);
            if (whole.Keywords.Count <= Limits.FilterWords && all.Sum(f => f.Keywords.Count) <= Limits.FilterWordsPerAccount)
                return (null, whole);
            tx.RollBack();
            return (Call.Wrong($"a filter has {Limits.FilterWords} keywords, and all filters {Limits.FilterWordsPerAccount}"), null);
        }, call.Ct);
        return problem ?? Call.Answer(Show(saved!, whole: true), ClientJson.Default.FilterJson);
    }

    static Filter Read(Call call, Filter old, DateTimeOffset now) => old with
    {
        Title = (call.Fields.Text("title") ?? old.Title).Trim(),
        Contexts = call.Fields.Texts("context") is { Count: > 0 } contexts ? [.. contexts.Distinct()] : old.Contexts,
        Action = call.Fields.Text("filter_action") ?? old.Action,
        ExpiresAt = call.Fields.Given("expires_in") switch
        {
            null => old.ExpiresAt,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => now.AddSeconds(seconds),
            _ => null,
        },
    };

    static string? Problem(Filter filter) => filter switch
    {
        { Title.Length: 0 or > Limits.ListTitle } => $"title has 1 to {Limits.ListTitle} characters",
        _ when filter.Contexts.Length == 0 || filter.Contexts.Except(Filter.AllContexts).Any() => "context is home, notifications, public, thread or account",
        _ when !Filter.Actions.Contains(filter.Action) => "filter_action is warn, hide or blur",
        _ => null,
    };

    /// <summary>New words, known ones that change, and those that go.</summary>
    IEnumerable<(FilterKeyword Word, bool Gone)> Words(Call call, Filter filter)
    {
        foreach (var row in call.Fields.Rows("keywords_attributes"))
        {
            var known = filter.Keywords.FirstOrDefault(k => k.Id == Call.ReadId(row.GetValueOrDefault("id")));
            if (row.GetValueOrDefault("_destroy") is "true" or "1")
            {
                if (known is not null)
                    yield return (known, true);
                continue;
            }
            yield return (new()
            {
                Id = known?.Id ?? ids.Next(),
                FilterId = filter.Id,
                Keyword = row.TryGetValue("keyword", out var word) ? Characters.Line(word) : known?.Keyword ?? "",
                WholeWord = row.TryGetValue("whole_word", out var whole) ? whole is "true" or "1" : known?.WholeWord ?? false,
            }, false);
        }
    }

    Task<IResult> AddWordAsync(Call call) => database.TransactAsync(async tx =>
    {
        var word = Characters.Line(call.Fields.Text("keyword") ?? "");
        if (await FindAsync(tx, call) is not { } filter)
            return Call.NotFound();
        if (word.Length is 0 or > Limits.FilterWord || filter.Keywords.Count >= Limits.FilterWords
            || (await FilterStore.AllAsync(tx, call.Me, null, call.Ct)).Sum(f => f.Keywords.Count) >= Limits.FilterWordsPerAccount)
            return Call.Wrong($"a filter has {Limits.FilterWords} keywords of 1 to {Limits.FilterWord} characters");
        var keyword = new FilterKeyword { Id = ids.Next(), FilterId = filter.Id, Keyword = word, WholeWord = call.Is("whole_word") };
        await FilterStore.SaveAsync(tx, keyword, call.Ct);
        return Call.Answer(Show(keyword), ClientJson.Default.FilterKeywordJson);
    }, call.Ct);

    Task<IResult> AddPostAsync(Call call) => database.TransactAsync(async tx =>
    {
        if (await FindAsync(tx, call) is not { } filter || Call.ReadId(call.Fields.Text("status_id")) is not { } id || await PostStore.VisibleAsync(tx, id, call.Viewer, call.Ct) is null)
            return Call.NotFound();
        if (filter.Posts.Count >= Limits.FilterWords)
            return Call.Wrong($"a filter has {Limits.FilterWords} posts");
        var post = new FilterPost { Id = ids.Next(), FilterId = filter.Id, PostId = id };
        return Call.Answer(Show(await FilterStore.AddAsync(tx, post, call.Ct)), ClientJson.Default.FilterStatusJson);
    }, call.Ct);
}
