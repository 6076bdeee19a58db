using System.CommandLine;
using System.Reflection;

namespace Federated.Web.Commands;

/// <summary>`version`: one line.</summary>
static class VersionCommand
{
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Create()
    {
        var command = new Command("version", "Prints the version.");
        command.SetAction(_ => Console.WriteLine($"federated {Version}"));
        return command;
    }
}
