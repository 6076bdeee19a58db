using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Instance.Timelines;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>Hashtags, and following them.</summary>
sealed class TagEndpoints(Database database, FollowedTags followed, HubAddress address)
{
    public void Map(ClientRoutes routes)
    {
        routes.Get("/api/v1/followed_tags", "read:follows", ListAsync);
        routes.GetOpen("/api/v1/tags/{tag}", "read:follows", ShowAsync);
        routes.Post("/api/v1/tags/{tag}/follow", "write:follows", call => ActAsync(call, async (tx, tag) => (await followed.FollowAsync(tx, call.Me, tag, Name(call), call.Ct)).Code));
        routes.Post("/api/v1/tags/{tag}/unfollow", "write:follows", call => ActAsync(call, async (tx, tag) =>
        {
            await FollowedTags.UnfollowAsync(tx, call.Me, tag, call.Ct);
            return null;
        }));
    }

    static string Name(Call call) => Characters.Line(call.Word("tag")).TrimStart('#', '＃');

    TagJson Show(string tag, string name, bool? following) => new(name, address.TagPage(tag)) { Following = following };

    async Task<IResult> ListAsync(Call call)
    {
        if (call.Page(Limits.FollowedTags, 100) is not { } page)
            return Call.BadPage();
        await using var db = await database.OpenAsync(call.Ct);
        var list = await FollowedTags.ListAsync(db, call.Me, page, call.Ct);
        call.Link([.. list.Select(t => t.Id)]);
        return Call.Answer([.. list.Select(t => Show(t.Tag, t.Name, true))], ClientJson.Default.IReadOnlyListTagJson);
    }

    /// <summary>Every word that can be a hashtag is one.</summary>
    async Task<IResult> ShowAsync(Call call)
    {
        if (Hashtags.Normalize(call.Word("tag")) is not { } tag)
            return Call.NotFound();
        await using var db = await database.OpenAsync(call.Ct);
        return Call.Answer(Show(tag, Name(call), call.Known ? (await FollowedTags.OfAsync(db, call.Me, [tag], call.Ct)).Count > 0 : null), ClientJson.Default.TagJson);
    }

    async Task<IResult> ActAsync(Call call, Func<Tx, string, Task<string?>> act)
    {
        if (Hashtags.Normalize(call.Word("tag")) is not { } tag)
            return Call.NotFound();
        return await database.TransactAsync(tx => act(tx, tag), call.Ct) is { } refused ? call.Refuse(refused) : await ShowAsync(call);
    }
}
