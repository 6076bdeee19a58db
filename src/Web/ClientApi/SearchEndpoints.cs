using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Search;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.ClientApi.Entities;
using Federated.Web.OAuth;
using Federated.Web.Pages.Follows;

namespace Federated.Web.ClientApi;

/// <summary>Finding people, hashtags, and whatever an address leads to.</summary>
sealed class SearchEndpoints(Database database, AccountShow accounts, StatusShow statuses, Finder finder, LookupLimit lookups, HubAddress address)
{
    public void Map(ClientRoutes routes)
    {
        routes.GetOpen("/api/v2/search", "read:search", SearchAsync);
        routes.GetOpen("/api/v1/search", "read:search", SearchAsync);
        routes.Get("/api/v1/accounts/search", "read:accounts", AccountsAsync);
    }

    async Task<IResult> SearchAsync(Call call)
    {
        var (typed, type) = (call.Fields.Text("q")?.Trim() ?? "", call.Fields.Text("type"));
        if (typed.Length is 0 or > Limits.UriLength)
            return Call.Wrong("q is what to look for");
        if (call.Known && call.Is("resolve") && call.Fields.Text("offset") is null or "0" && Finder.IsAddress(typed))
        {
            if (!lookups.Take(call.Me))
                return OAuthError.Answer(StatusCodes.Status429TooManyRequests, "Too many requests");
            if (await ResolveAsync(call, typed, type) is { } found)
                return Call.Answer(found, ClientJson.Default.SearchJson);
        }
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(new SearchJson(
            type is null or "accounts" && !typed.StartsWith('#') ? await FindAsync(db, call, typed) : [],
            [],
            type is null or "hashtags" && Hashtags.Normalize(typed.TrimStart('#')) is { } tag ? await TagsAsync(db, call, tag) : []), ClientJson.Default.SearchJson);
    }

    async Task<SearchJson?> ResolveAsync(Call call, string typed, string? type)
    {
        var found = await finder.FindAsync(typed, call.Viewer, call.Ct);
        await using var db = await database.OpenAsync(call.Ct);
        return found switch
        {
            Finding.Someone someone when type is null or "accounts" => new(await accounts.AllAsync(db, [someone.Actor], call.Ct), [], []),
            Finding.Something something when type is null or "statuses" && await statuses.OneAsync(db, something.Post.Id, call.Viewer, call.Ct) is { } status => new([], [status], []),
            _ => null,
        };
    }

    async Task<IReadOnlyList<AccountJson>> FindAsync(Db db, Call call, string typed)
    {
        var words = Characters.Line(typed).ToLowerInvariant();
        // Further pages are empty: there is one.
        IReadOnlyList<Actor> people = call.Fields.Text("offset") is not null and not "0" || words.TrimStart('@').Length == 0 ? []
            : await HubSearch.KnownAsync(db, words, address.HandleDomain, call.Viewer.ActorId, call.Is("following"), call.Count(Limits.ApiPosts), call.Ct);
        return await accounts.AllAsync(db, people, call.Ct);
    }

    async Task<IReadOnlyList<TagJson>> TagsAsync(Db db, Call call, string tag) =>
        call.Fields.Text("offset") is not null and not "0" ? [] : [.. (await HubSearch.TagsAsync(db, tag, call.Count(Limits.ApiPosts), call.Ct)).Select(t => new TagJson(t.Name, address.TagPage(t.Tag)))];

    async Task<IResult> AccountsAsync(Call call)
    {
        var typed = call.Fields.Text("q")?.Trim() ?? "";
        if (typed.Length is 0 or > Limits.UriLength)
            return Call.Answer<IReadOnlyList<AccountJson>>([], ClientJson.Default.IReadOnlyListAccountJson);
        if (call.Is("resolve") && Finder.IsAddress(typed) && lookups.Take(call.Me) && await ResolveAsync(call, typed, "accounts") is { } found)
            return Call.Answer(found.Accounts, ClientJson.Default.IReadOnlyListAccountJson);
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(await FindAsync(db, call, typed), ClientJson.Default.IReadOnlyListAccountJson);
    }
}
