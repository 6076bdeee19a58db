using System.CommandLine;
using System.Globalization;
using Federated.Instance.Media;
using Federated.Instance.Storage;

namespace Federated.Web.Commands;

/// <summary>`media ...`: the pictures of other servers that this hub keeps.</summary>
static class MediaCommand
{
    public static Command Create(Hub hub) => new("media", "Pictures of other servers that are kept here.") { Prune(hub) };

    static Command Prune(Hub hub)
    {
        var days = new Option<int?>("--days") { Description = "Also those that nobody has looked at for so many days. They are fetched again when somebody does." };
        var command = new Command("prune", "Removes pictures of servers that are blocked or without media, those beyond the limit, and files that nothing needs. Runs daily by itself.") { days };
        command.Validators.Add(result =>
        {
            if (result.GetValue(days) is < 0 or > 36_500)
                result.AddError("--days takes a number from 0.");
        });
        command.SetAction((parsed, ct) => hub.OpenAsync(domainNeeded: false, services => PruneAsync(services, parsed.GetValue(days), ct), ct));
        return command;
    }

    static async Task<int> PruneAsync(IServiceProvider services, int? days, CancellationToken ct)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var pruned = await services.GetRequiredService<Pruning>().PruneAsync(days is { } since ? clock.Now() - TimeSpan.FromDays(since) : null, ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pruned.Removed} pictures removed, {pruned.Kept} kept ({pruned.Bytes >> 20} MiB)."));
        return 0;
    }
}
