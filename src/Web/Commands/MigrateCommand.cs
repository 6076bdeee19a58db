using System.CommandLine;
using Federated.Instance.Config;

namespace Federated.Web.Commands;

/// <summary>`migrate`: brings the schema up to date, as `serve` does at its start.</summary>
static class MigrateCommand
{
    public static Command Create(Hub hub)
    {
        var command = new Command("migrate", "Brings the database's schema up to date and exits.");
        command.SetAction((_, ct) => hub.OpenAsync(domainNeeded: false, Report, ct, mayBegin: true));
        return command;
    }

    static Task<int> Report(IServiceProvider services)
    {
        var applied = services.GetRequiredService<OpenHub>().Migrated;
        Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"Applied {string.Join(", ", applied)}.");
        return Task.FromResult(0);
    }
}
