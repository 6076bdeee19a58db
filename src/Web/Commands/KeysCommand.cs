using System.CommandLine;
using System.Globalization;
using Federated.Instance.Actors;
using Federated.Instance.Delivery;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>`keys ...`: the keys that actors of this hub sign with. A running hub uses new ones at once.</summary>
static class KeysCommand
{
    const int PageSize = 100;

    public static Command Create(Hub hub) => new("keys", "Keys of this hub's actors.") { Rotate(hub) };

    static Command Rotate(Hub hub)
    {
        var name = new Option<string>("--actor") { Description = "The actor: its name in @name, relay for the hub itself." };
        var all = new Option<bool>("--all") { Description = "Every actor of this hub. Takes about a quarter of a second each." };
        var command = new Command("rotate", "Makes new keys, tells other servers, and drops the old keys after seven days.") { name, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null != result.GetValue(all))
                result.AddError("Give either --actor NAME or --all.");
        });
        command.SetAction((parsed, ct) => hub.OpenAsync(
            domainNeeded: true,
            services => parsed.GetValue(name) is { } one ? RotateOneAsync(services, one, ct) : RotateAllAsync(services, ct),
            ct));
        return command;
    }

    static async Task<int> RotateOneAsync(IServiceProvider services, string name, CancellationToken ct)
    {
        var rotated = await services.GetRequiredService<Database>().TransactAsync(async tx =>
        {
            if (await ActorStore.LocalByNameAsync(tx, name, ct) is not { DeletedAt: null } actor)
                return null;
            await services.GetRequiredService<KeyRotation>().RotateAsync(tx, actor, ct);
            return actor;
        }, ct);
        if (rotated is null)
            throw new ExitException(ExitException.Failed, $"There is no actor {name} here.");
        Console.WriteLine($"@{rotated.Name} has new keys.");
        return 0;
    }

    /// <summary>Each actor in a transaction of its own: what is stopped half-way is good as far as it came.</summary>
    static async Task<int> RotateAllAsync(IServiceProvider services, CancellationToken ct)
    {
        var (database, rotation) = (services.GetRequiredService<Database>(), services.GetRequiredService<KeyRotation>());
        var (count, after) = (0, 0L);
        while (true)
        {
            IReadOnlyList<Actor> page;
            await using (var db = await database.OpenAsync(ct))
                page = await ActorStore.LocalAsync(db, after, PageSize, ct);
            foreach (var actor in page)
                await database.TransactAsync(tx => rotation.RotateAsync(tx, actor, ct), ct);
            count += page.Count;
            if (page.Count < PageSize)
                break;
            after = page[^1].Id;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} actors have new keys."));
        return 0;
    }
}
