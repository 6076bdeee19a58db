using System.CommandLine;
using Federated.Web.Hosting;

namespace Federated.Web.Commands;

/// <summary>`doctor`: finds out why a hub does not work, one line for each check.</summary>
static class DoctorCommand
{
    public static Command Create(Hub hub)
    {
        var command = new Command("doctor", "Checks settings, data, database, DNS, TLS, WebFinger, clock, disk, queues, mail and providers of sign-in.");
        command.SetAction((_, ct) => RunAsync(hub, ct));
        return command;
    }

    static async Task<int> RunAsync(Hub hub, CancellationToken ct)
    {
        var findings = new Findings(Console.Out);
        var (config, unreadable) = Settings.Read(hub.Sources());
        await new Doctor(findings, TimeProvider.System).ExamineAsync(config, unreadable, ct);
        return findings.Failed ? ExitException.Failed : 0;
    }
}
