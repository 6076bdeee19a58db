using System.Diagnostics;
using System.Globalization;
using Federated.Federation;
using Federated.Federation.Fetching;

namespace Federated.Tests.Federation.Fetching;

public sealed class SizeAndTimeTests
{
    const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n";

    // Each shortens one budget only, so that a busy machine cannot run into another one first.
    static readonly OutboundOptions ShortHeaders = Peer.Options with { HeadersTime = TimeSpan.FromMilliseconds(300) };
    static readonly OutboundOptions ShortTotal = Peer.Options with { FetchTime = TimeSpan.FromMilliseconds(700) };
    static readonly OutboundOptions ShortGrace = Peer.Options with { BodyGrace = TimeSpan.FromMilliseconds(300) };

    static async Task<FetchResult> FetchAsync(RawPeer peer, OutboundOptions options) =>
        await Peer.FetchUriAsync($"http://127.0.0.1:{peer.Port}/", options);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_the_largest_size_is_fetched_and_one_byte_more_is_not(bool declared)
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            var size = Limits.BodyBytes + int.Parse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture);
            if (declared)
                context.Response.ContentLength = size;
            await Peer.Document(new byte[size])(context);
        });

        Assert.Equal(Limits.BodyBytes, Assert.IsType<Fetched>(await peer.FetchAsync("/0")).Body.Length);
        Assert.Equal(new FetchFailed("too-large", 200), await peer.FetchAsync("/1"));
    }

    [Fact]
    public async Task An_endless_body_is_cut_at_the_limit_and_the_connection_dropped()
    {
        var dropped = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.RequestAborted.Register(dropped.SetResult);
            context.Response.ContentType = Peer.ActivityType;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[16 * 1024], context.RequestAborted);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        var result = await outbound.FetchAsync(Peer.Ask(peer.Uri("/")), CancellationToken.None);

        Assert.Equal(new FetchFailed("too-large", 200), result);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_body_shorter_than_declared_is_a_network_failure()
    {
        using var peer = new RawPeer((stream, ct) => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\nContent-Length: 10\r\n\r\n{}"u8.ToArray(), ct).AsTask());

        Assert.Equal(new FetchFailed("network"), await FetchAsync(peer, Peer.Options));
    }

    [Fact]
    public async Task A_body_that_drips_is_too_slow()
    {
        using var peer = new RawPeer(RawPeer.Drip(Head + "Content-Length: 100000\r\n\r\n", "x", 20));

        Assert.Equal(new FetchFailed("too-slow", 200), await FetchAsync(peer, ShortGrace));
    }

    [Fact]
    public async Task A_body_that_never_comes_is_too_slow()
    {
        using var peer = new RawPeer(RawPeer.Drip(Head + "Content-Length: 100000\r\n\r\n", "", 1000));

        Assert.Equal(new FetchFailed("too-slow", 200), await FetchAsync(peer, ShortGrace));
    }

    [Fact]
    public async Task A_slow_body_above_the_rate_is_read_to_its_end()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.ContentType = Peer.ActivityType;
            for (var i = 0; i < 12; i++)
            {
                await context.Response.Body.WriteAsync(new byte[1024]);
                await context.Response.Body.FlushAsync();
                await Task.Delay(50);
            }
        });

        var result = await peer.FetchAsync("/", ShortGrace);

        Assert.Equal(12 * 1024, Assert.IsType<Fetched>(result).Body.Length);
    }

    [Fact]
    public async Task A_body_within_the_rate_still_ends_with_the_total_time()
    {
        using var peer = new RawPeer(RawPeer.Drip(Head + "Content-Length: 1000000\r\n\r\n", new string('x', 1024), 50));
        var started = Stopwatch.GetTimestamp();

        Assert.Equal(new FetchFailed("timeout"), await FetchAsync(peer, ShortTotal));
        Assert.InRange(Stopwatch.GetElapsedTime(started), ShortTotal.FetchTime - TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Redirects_share_the_total_time()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            await Task.Delay(250);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/again";
        });

        Assert.Equal(new FetchFailed("timeout"), await peer.FetchAsync("/", ShortTotal));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("HTTP/1.1 200 OK\r\n", "X")]
    [InlineData("HTTP/1.1 200 OK\r\n", "X: y\r\n")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\n\r\n")]
    public async Task Headers_that_drip_time_out(string first, string then)
    {
        using var peer = new RawPeer(RawPeer.Drip(first, then, 20));

        Assert.Equal(new FetchFailed("timeout"), await FetchAsync(peer, ShortHeaders));
    }

    [Theory]
    [InlineData(Limits.HeaderKibibytes - 1, true)]
    [InlineData(Limits.HeaderKibibytes + 1, false)]
    public async Task Headers_are_read_up_to_their_limit(int kibibytes, bool read)
    {
        using var peer = new RawPeer((stream, ct) => stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"{Head}X: {new string('x', kibibytes * 1024)}\r\nContent-Length: 2\r\n\r\n{{}}"), ct).AsTask());

        var result = await FetchAsync(peer, Peer.Options);

        Assert.Equal(read ? null : new FetchFailed("too-large"), result as FetchFailed);
    }

    [Fact]
    public async Task Bytes_that_are_not_http_are_a_network_failure()
    {
        using var peer = new RawPeer((stream, ct) => stream.WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray(), ct).AsTask());

        Assert.Equal(new FetchFailed("network"), await FetchAsync(peer, Peer.Options));
    }
}
