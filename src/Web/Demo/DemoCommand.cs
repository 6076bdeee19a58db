using System.CommandLine;

namespace Federated.Web.Demo;

/// <summary>`demo`: three hubs in one program that follow each other over signed HTTP, with people and things to look at, until Ctrl-C.</summary>
static class DemoCommand
{
    const string Folder = "federated-demo";

    public static Command Create()
    {
        var command = new Command("demo", "Runs three hubs on this machine that follow each other; Ctrl-C stops them and removes what they stored.");
        var port = new Option<int>("--port") { Description = "The first of the three ports.", DefaultValueFactory = _ => 8081 };
        command.Options.Add(port);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(port), ct));
        return command;
    }

    static async Task<int> RunAsync(int port, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory(Folder).FullName;
        File.SetUnixFileMode(folder, Instance.Storage.DataDirectory.Passable);
        try
        {
            await using var a = await DemoHub.StartAsync("a", "Wikimedia Alpha", ["en", "fr"], port, folder, ct);
            await using var b = await DemoHub.StartAsync("b", "Wikimedia Beta", ["en", "de"], port + 1, folder, ct);
            await using var c = await DemoHub.StartAsync("c", "Wikimedia Gamma", ["ar", "en"], port + 2, folder, ct);
            var content = new DemoContent(a, b, c);
            await content.MeetAsync(ct);
            await content.WriteAsync(ct);
            content.Tell(Console.Out);
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
