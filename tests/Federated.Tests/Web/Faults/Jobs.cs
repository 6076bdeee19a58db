using Federated.Instance.Actors;
using Federated.Instance.Ids;
using Federated.Instance.Inbox;
using Federated.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Web.Faults;

/// <summary>Jobs for the inbox whose ends are counted: `View` is done and leaves a row, `Listen` always throws.</summary>
sealed class Jobs(IdMaker ids) : IInboxFeature
{
    const string TableSql = "create table job_done (uri text not null, node smallint not null)";

    const string FillSql = """
        insert into inbox_item (key, host, actor_uri, activity_uri, type, body, next_at, received_at)
        select sha256(convert_to(@type || n, 'UTF8')), 'h' || n % @actors || '.example.org', a.uri, a.uri || '/' || @type || n, @type,
               convert_to(json_build_object('id', a.uri || '/' || @type || n, 'type', @type, 'actor', a.uri, 'object', 'https://x.example.org/1')::text, 'UTF8'), @now, @now
        from generate_series(1, @count) n join actor a on a.uri = 'https://h' || n % @actors || '.example.org/users/a'
        order by n
        """;

    public void Map(InboxRoutes on)
    {
        on.Activity("View", InboxRoutes.Any, async (r, ct) =>
        {
            await r.Tx.ExecAsync("insert into job_done (uri, node) values (@uri, @node)", new { uri = r.Activity.Id, node = ids.Node }, ct);
            return Outcome.Ok;
        });
        on.Activity("Listen", InboxRoutes.Any, (_, _) => throw new InvalidOperationException("It always throws."));
    }

    public static void Add(IServiceCollection services) => services.AddSingleton<IInboxFeature, Jobs>();

    public static Task PrepareAsync(TestHub hub, int actors) => hub.DoAsync(async tx =>
    {
        await tx.ExecAsync(TableSql, null, default);
        for (var i = 0; i < actors; i++)
        {
            var host = $"h{i}.example.org";
            await ActorStore.UpsertRemoteAsync(tx, new Actor
            {
                Id = hub.Get<IdMaker>().Next(), Uri = $"https://{host}/users/a", Host = host, Domain = host, Name = "a", Inbox = $"https://{host}/inbox", CreatedAt = tx.Now, UpdatedAt = tx.Now, FetchedAt = tx.Now,
            }, default);
        }
    });

    /// <summary>Puts so many jobs of one type into the queue, spread over the actors.</summary>
    public static Task FillAsync(TestHub hub, string type, int count, int actors) => hub.DoAsync(async tx =>
    {
        Assert.Equal(count, await tx.ExecAsync(FillSql, new { type, count, actors, now = tx.Now }, default));
        tx.Notify(InboxQueue.Channel);
    });
}
