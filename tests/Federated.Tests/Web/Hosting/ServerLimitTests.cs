using System.Net;
using System.Net.Sockets;
using System.Text;
using Federated.Federation;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Federated.Tests.Web.Hosting;

/// <summary>Who sends slowly, or nothing, holds a connection only for a while (AT-123). The tests shorten the times.</summary>
public sealed class ServerLimitTests
{
    [Fact]
    public async Task The_server_has_the_limits_of_the_hub()
    {
        await using var hub = await TestHub.StartAsync();
        var limits = hub.Get<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(Limits.RequestHeadersTime, limits.RequestHeadersTimeout);
        Assert.Equal((Limits.BodyRate, Limits.BodyGrace), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((Limits.BodyBytes, Limits.RequestHeaderBytes, Limits.RequestHeaderLines), (limits.MaxRequestBodySize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount));
    }

    [Fact]
    public async Task Header_lines_that_do_not_end_in_time_are_408()
    {
        await using var hub = await HubAsync(limits => limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(500));

        Assert.StartsWith("HTTP/1.1 408", await SayAsync(hub, "GET / HTTP/1.1\r\nHost: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_slower_than_the_rate_is_408_and_the_connection_ends()
    {
        await using var hub = await HubAsync(limits => limits.MinRequestBodyDataRate = new(Limits.BodyRate, gracePeriod: TimeSpan.FromSeconds(1.5)));
        await using var peer = await FakePeer.StartAsync();

        var answer = await SayAsync(hub, $"POST /inbox HTTP/1.1\r\nHost: {hub.Address.Host}\r\nContent-Type: application/activity+json\r\nContent-Length: 5000\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Equal(0, await hub.AskAsync<long>("select count(*) from inbox_seen"));
    }

    [Fact]
    public async Task A_thousand_connections_that_say_nothing_keep_nobody_out()
    {
        await using var hub = await TestHub.StartAsync();
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 1_000; i++)
                idle.Add(await ConnectAsync(hub));

            using var page = await hub.Http.GetAsync("/about");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        finally
        {
            idle.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n")]
    [InlineData("Content-Length : 5\r\n")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    public async Task A_request_whose_length_two_servers_read_differently_ends_its_connection(string lines)
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await SayAsync(hub, $"POST /inbox HTTP/1.1\r\nHost: {hub.Address.Host}\r\nContent-Type: application/activity+json\r\n{lines}\r\n5\r\nhello\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: {hub.Address.Host}\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (4..|501)", answer);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_2_is_not_spoken_so_its_floods_and_resets_do_not_reach_the_hub()
    {
        await using var hub = await TestHub.StartAsync();
        const string settings = "\0\0\0\x4\0\0\0\0\0", goAwayAsHttp11IsRequired = "\0\0\x8\a\0\0\0\0\0\0\0\0\0\0\0\0\xd";

        Assert.Equal(goAwayAsHttp11IsRequired, await SayAsync(hub, $"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{settings}"));
    }

    static Task<TestHub> HubAsync(Action<KestrelServerLimits> change) =>
        TestHub.StartAsync(null, _ => { }, s => s.PostConfigure<KestrelServerOptions>(o => change(o.Limits)));

    static async Task<Socket> ConnectAsync(TestHub hub)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(hub.Address.Base).Port);
        return socket;
    }

    /// <summary>All that comes back until the hub closes the connection, or has said nothing for a while.</summary>
    static async Task<string> SayAsync(TestHub hub, string text)
    {
        using var socket = await ConnectAsync(hub);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        var said = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(Patience.Most);
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is var count && count > 0)
                said.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // Cut off: what was said before counts.
        }
        return said.ToString();
    }
}
