using System.CommandLine;
using System.Net.Sockets;
using Federated.Instance.Accounts;
using Federated.Instance.Config;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Federated.Web.Commands;

/// <summary>`serve`: the hub itself, until a signal stops it.</summary>
static partial class ServeCommand
{
    public static Command Create(Hub hub)
    {
        var command = new Command("serve", "Runs the hub: web and workers, as Hub:Roles says.");
        command.SetAction((_, ct) => RunAsync(hub, ct));
        return command;
    }

    static async Task<int> RunAsync(Hub hub, CancellationToken ct)
    {
        var sources = hub.Sources();
        var config = Hub.Read(sources, domainNeeded: true);
        using var logs = LoggerFactory.Create(l => l.AddLogs(sources));
        try
        {
            await using var open = await OpenHub.OpenAsync(config, new(Serving: true, Hub.Patience), TimeProvider.System, logs, ct);
            await using var app = HubHost.Build(open, sources);
            using var lost = open.Node.Lost.Register(app.Lifetime.StopApplication);
            await app.Services.GetRequiredService<FirstStart>().RunAsync(Console.Error, ct);
            await StartAsync(app, ct);
            LogServing(logs.CreateLogger("Federated.Web.Serve"), $"{config.Hub.Scheme}://{config.Hub.Domain}", string.Join(", ", app.Urls), VersionCommand.Version);
            await app.WaitForShutdownAsync(ct);
            return open.Node.Lost.IsCancellationRequested ? ExitException.Failed : 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
    }

    static async Task StartAsync(WebApplication app, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (Exception failure) when (failure is IOException { InnerException: AddressInUseException } or SocketException)
        {
            throw new ExitException(ExitException.Failed, $"{failure.Message} Stop what listens there, or choose another Server:Urls.");
        }
    }

    [LoggerMessage(9000, LogLevel.Information, "Serving {Address} on {Urls}, version {Version}")]
    static partial void LogServing(ILogger logger, string address, string urls, string version);
}
