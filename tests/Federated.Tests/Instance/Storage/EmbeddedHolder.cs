using System.Diagnostics;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Storage
{
    /// <summary>Another program with an embedded PostgreSQL, to be killed: this assembly, started with a hook.</summary>
    static class EmbeddedHolder
    {
        const string Variable = "FEDERATED_TESTS_HOLD";

        public static async Task<Process> StartAsync(DataDirectory data)
        {
            var assembly = typeof(EmbeddedHolder).Assembly.Location;
            var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
            start.Environment[Variable] = data.FullPath;
            var program = Process.Start(start)!;
            Assert.Equal("started", await program.StandardOutput.ReadLineAsync());
            return program;
        }

        public static async Task HoldAsync()
        {
            if (Environment.GetEnvironmentVariable(Variable) is not { } folder)
                return;
            var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(DataDirectory.Open(folder), TestSpeed: true), NullLogger.Instance, default);
            Console.WriteLine(embedded.StartedHere ? "started" : "joined");
            await Task.Delay(TimeSpan.FromMinutes(2));
        }
    }
}

// The runtime looks for exactly this name.
#pragma warning disable MA0047, CA1050
static class StartupHook
{
    public static void Initialize() => Federated.Tests.Instance.Storage.EmbeddedHolder.HoldAsync().GetAwaiter().GetResult();
}
