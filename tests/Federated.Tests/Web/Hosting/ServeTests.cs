using System.Diagnostics;
using Federated.Instance.Storage;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Hosting;

/// <summary>What an operator sees: starts, verbs beside a running hub, and the end.</summary>
public sealed class ServeTests : IDisposable
{
    readonly string _data = Path.Combine(Directory.CreateTempSubdirectory("federated-serve-").FullName, "data");
    readonly int _port = TestHub.FreePort();

    public void Dispose()
    {
        if (Directory.Exists(_data))
            TestCluster.Remove(DataDirectory.Open(_data));
        Directory.Delete(Path.GetDirectoryName(_data)!);
    }

    [Fact]
    public async Task A_bare_serve_says_in_one_line_what_is_missing()
    {
        var ended = await FederatedProcess.RunAsync("serve", $"--Data:Directory={_data}");

        Assert.Equal(2, ended.Code);
        Assert.Equal("", ended.Output);
        Assert.StartsWith("federated: Hub:Domain is missing.", Assert.Single(ended.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_data));
    }

    [Fact]
    public async Task Wrong_usage_exits_with_two()
    {
        foreach (var arguments in (string[][])[[], ["frobnicate"], ["peer"], ["peer", "block"], ["peer", "block", "no host"], ["serve", "--Hub:Domian=x"]])
        {
            var ended = await FederatedProcess.RunAsync(arguments);
            Assert.Equal(2, ended.Code);
            Assert.Single(ended.Error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Every_verb_explains_itself()
    {
        var help = await FederatedProcess.RunAsync("help");
        var peer = await FederatedProcess.RunAsync("peer", "block", "--help");

        Assert.Equal((0, 0), (help.Code, peer.Code));
        foreach (var verb in (string[])["serve", "migrate", "doctor", "peer", "version"])
            Assert.Contains(verb, help.Output, StringComparison.Ordinal);
        Assert.Contains("--reason", peer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_lives_alone_answers_verbs_keeps_its_address_and_leaves_nothing()
    {
        await using (var hub = Serve(_port))
        {
            await hub.ReadyAsync(_port);
            await AssertSecondIsRefusedAsync();
            await AssertVerbsWorkAsync();

            var ended = await hub.StopAsync();
            Assert.Equal(0, ended.Code);
            Assert.StartsWith("\nSign in as the owner of this hub", ended.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("\"LogLevel\":\"Error\"", ended.Output, StringComparison.Ordinal);
        }
        AssertNoServer();

        await using (var renamed = Serve(_port + 1))
            Assert.StartsWith($"federated: This hub's data belongs to http://localhost:{_port}", await FailureAsync(renamed), StringComparison.Ordinal);
        AssertNoServer();

        var blocked = await FederatedProcess.RunAsync("peer", "list", "--state", "blocked", $"--Data:Directory={_data}");
        Assert.StartsWith("evil.example\tblocked\t", blocked.Output, StringComparison.Ordinal);
        AssertNoServer();

        File.WriteAllText(Path.Combine(_data, SecretKey.FileName), SecretKey.Make());
        await using (var forgetful = Serve(_port))
            Assert.StartsWith("federated: The secret key is not the one", await FailureAsync(forgetful), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_during_the_first_start_ends_it_in_order()
    {
        await using var hub = Serve(_port);
        await WaitForAsync(() => Directory.Exists(_data));
        var ended = await hub.StopAsync();

        Assert.Equal(0, ended.Code);
        AssertNoServer();
    }

    FederatedProcess Serve(int port) => FederatedProcess.Start(
        [
            "serve", $"--Hub:Domain=localhost:{port}", "--Hub:Scheme=http", $"--Server:Urls=http://127.0.0.1:{_port}",
            $"--Data:Directory={_data}", "--Metrics:Url=",
        ]);

    async Task AssertSecondIsRefusedAsync()
    {
        await using var second = Serve(_port);
        Assert.Contains("Another federated serve already runs on", await FailureAsync(second), StringComparison.Ordinal);
    }

    async Task AssertVerbsWorkAsync()
    {
        var block = await FederatedProcess.RunAsync("peer", "block", "https://Evil.Example/", "--reason", "spam", $"--Data:Directory={_data}");
        var self = await FederatedProcess.RunAsync("peer", "block", $"localhost:{_port}", $"--Data:Directory={_data}");
        var migrate = await FederatedProcess.RunAsync("migrate", $"--Data:Directory={_data}");
        var prune = await FederatedProcess.RunAsync("media", "prune", "--days", "30", $"--Data:Directory={_data}");
        var doctor = await FederatedProcess.RunAsync("doctor", $"--Data:Directory={_data}");

        Assert.Equal((0, "evil.example is blocked now.\n", ""), (block.Code, block.Output, block.Error));
        Assert.Equal((2, $"federated: localhost:{_port} is this hub itself.\n"), (self.Code, self.Error));
        Assert.Equal((0, "The schema is up to date.\n"), (migrate.Code, migrate.Output));
        Assert.Equal((0, "0 pictures removed, 0 kept (0 MiB).\n", ""), (prune.Code, prune.Output, prune.Error));
        foreach (var check in (string[])["configuration", "data directory", "secret key", "database", "clock", "disk", "migrations", "binding", "inbox queue", "delivery queue", "dns", "mail", "pictures"])
            Assert.Contains($"ok    {check,-14} ", doctor.Output, StringComparison.Ordinal);
        Assert.Contains(" webfinger ", doctor.Output, StringComparison.Ordinal);
    }

    static async Task<string> FailureAsync(FederatedProcess process)
    {
        var ended = await process.EndAsync();
        Assert.Equal(1, ended.Code);
        return Assert.Single(ended.Error.TrimEnd().Split('\n'));
    }

    /// <summary>No process works in the cluster's folder any more.</summary>
    void AssertNoServer()
    {
        var cluster = DataDirectory.Open(_data).Read("postgres.folder") is { } folder ? Path.Combine(_data, folder) : _data;
        Assert.Empty(Processes.In(cluster));
    }

    static async Task WaitForAsync(Func<bool> condition)
    {
        var deadline = Stopwatch.StartNew();
        while (!condition() && deadline.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Delay(10);
        Assert.True(condition());
    }
}
