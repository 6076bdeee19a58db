using System.Diagnostics;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Federated.Tests.Web.TagHelpers;

namespace Federated.Tests.Web.Hosting;

/// <summary>The published program as a service runs it: by a user without rights, on a tree that nobody may write.</summary>
public sealed class PublishedTests
{
    const UnixFileMode ReadOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Fact]
    public async Task It_serves_pages_and_keeps_everything_in_its_data_directory()
    {
        var root = Directory.CreateTempSubdirectory("published-").FullName;
        File.SetUnixFileMode(root, DataDirectory.Passable);
        var (app, data, port) = (Path.Combine(root, "app"), Path.Combine(root, "data"), TestHub.FreePort());
        await RunAsync("dotnet", "publish", Repository.Path("src", "Web", "Web.csproj"), "--no-build", "--configuration", Configuration, "--output", app);
        var before = Lock(app);
        Directory.CreateDirectory(data, DataDirectory.Private);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "nobody:", data);

        await using (var hub = Serve(app, data, port))
        {
            await hub.ReadyAsync(port);
            using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
            foreach (var path in new[] { "/", "/lib/codex.ltr.css", "/actor", "/events" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
                request.Headers.Host = $"localhost:{port}";
                using var answer = await http.SendAsync(request, default);
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            }
            Assert.Equal(0, (await hub.StopAsync()).Code);
        }

        Assert.Equal(before, Files(app));
        Assert.Empty(Processes.In(data));
        Unlock(app);
        Directory.Delete(root, recursive: true);
    }

    static string Configuration => AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";

    static FederatedProcess Serve(string app, string data, int port)
    {
        string[] who = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];
        return FederatedProcess.StartCommand(
            [
                .. who, "dotnet", Path.Combine(app, "federated.dll"), "serve", $"--Hub:Domain=localhost:{port}", "--Hub:Scheme=http",
                $"--Server:Urls=http://127.0.0.1:{port}", $"--Data:Directory={data}", "--Metrics:Url=",
            ],
            ("HOME", "/nonexistent"), ("DOTNET_EnableDiagnostics", "0"));
    }

    static List<string> Files(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    static List<string> Lock(string folder)
    {
        var all = Files(folder);
        foreach (var entry in all.Append(folder))
            File.SetUnixFileMode(entry, Directory.Exists(entry) ? ReadOnlyFolder : ReadOnlyFile);
        return all;
    }

    static void Unlock(string folder)
    {
        foreach (var entry in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            File.SetUnixFileMode(entry, DataDirectory.Private);
    }

    static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await output}{await error}");
    }
}
