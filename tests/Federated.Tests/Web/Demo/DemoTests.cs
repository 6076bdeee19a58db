using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Instance.Storage;
using Federated.Tests.Instance.Storage;
using Federated.Tests.Support;
using Federated.Tests.Web.Hosting;

namespace Federated.Tests.Web.Demo;

/// <summary>`demo` as somebody who is curious starts it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Three_hubs_show_each_others_events_and_leave_nothing_after_ctrl_c()
    {
        var folder = Directory.CreateTempSubdirectory("demo-test-").FullName;
        File.SetUnixFileMode(folder, DataDirectory.Passable);
        var port = ThreeFreePorts();
        await using (var demo = FederatedProcess.Start(["demo", "--port", port.ToString(CultureInfo.InvariantCulture)], ("TMPDIR", folder)))
        {
            foreach (var (name, at) in new[] { ("a", port), ("b", port + 1), ("c", port + 2) })
            {
                await demo.ReadyAsync(at);
                await Wait.UntilAsync(async () => (await EventsAsync(name, at)).Contains("Edit-a-thon: women in science", StringComparison.Ordinal), seconds: 180);
            }
            await demo.UntilSaidAsync("Ctrl-C stops the hubs");
            var ended = await demo.StopAsync("INT");
            Assert.Equal(0, ended.Code);
            Assert.Contains("The password is demo-demo-demo everywhere.", ended.Output, StringComparison.Ordinal);
        }

        Assert.Empty(Processes.In(folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    /// <summary>The first of three in a row, below those that the system gives to others meanwhile.</summary>
    static int ThreeFreePorts()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            try
            {
                for (var offset = 0; offset < 3; offset++)
                    using (var listener = new TcpListener(IPAddress.Loopback, port + offset))
                        listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: somewhere else.
            }
        }
    }

    static async Task<string> EventsAsync(string name, int port)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/events");
        request.Headers.Host = $"{name}.localhost:{port}";
        using var answer = await http.SendAsync(request, default);
        return await answer.Content.ReadAsStringAsync();
    }
}
