using Federated.Federation;
using Federated.Instance.Posts;

namespace Federated.Bench;

/// <summary>A hub whose 1,000 people follow some of 1,000 writers each, and the floor of a page of a home timeline: its two bare queries by index.</summary>
sealed class HomeWorld(BenchHub hub)
{
    public const int Readers = 1_000;
    const int Writers = 1_000;
    const int Latest = 2_000;

    readonly Strangers _strangers = new(hosts: 200, count: Writers, port: 9);

    public BenchHub Hub => hub;
    public long FirstReader { get; private set; }
    public long Anybody => FirstReader + Random.Shared.Next(Readers);

    public static async Task<HomeWorld> FillAsync(BenchHub hub, int follows)
    {
        var world = new HomeWorld(hub);
        await Seed.StrangersAsync(hub, world._strangers, keys: false);
        world.FirstReader = await Seed.PeopleAsync(hub, Readers);
        await Seed.FollowsAsync(hub, world.FirstReader, Readers, world._strangers.FirstId, Writers, follows);
        return world;
    }

    public async Task GrowAsync(int more, int days)
    {
        await Seed.PostsAsync(hub, more, _strangers.FirstId, Writers, days);
        await Seed.HomesAsync(hub, FirstReader, Readers, Latest);
        await Seed.AnalyzeAsync(hub);
    }

    const string EntriesSql = "select h.id, h.post_id from home h where h.account_id = @viewer and h.id < @before order by h.id desc limit @count";
    const string PostsSql = $"select {PostStore.Columns} from post p where p.id = any(@ids)";

    public async Task BareAsync()
    {
        await using var db = await hub.Database.OpenAsync(CancellationToken.None);
        var entries = await db.ListAsync<PostEntry>(EntriesSql, new { viewer = Anybody, before = long.MaxValue, count = Limits.PageItems }, CancellationToken.None);
        var posts = await db.ListAsync<Post>(PostsSql, new { ids = entries.Select(e => e.PostId).ToArray() }, CancellationToken.None);
        if (posts.Count != Limits.PageItems)
            throw new InvalidOperationException($"{posts.Count} posts are found.");
    }
}
