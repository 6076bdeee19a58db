using System.IO.Compression;
using Federated.Federation;
using Federated.Federation.Fetching;
using Microsoft.AspNetCore.Http;

namespace Federated.Tests.Federation.Fetching;

public sealed class FetchTests
{
    static RequestDelegate Typed(string? type) => context =>
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync("{}");
    };

    static RequestDelegate RetryAfter(int status, string value) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = value;
        return Task.CompletedTask;
    };

    [Fact]
    public async Task A_document_is_fetched_with_its_address_and_type()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([1, 2, 3]));

        var fetched = Assert.IsType<Fetched>(await peer.FetchAsync("/actors/ada"));

        Assert.Equal([1, 2, 3], fetched.Body);
        Assert.Equal(peer.Uri("/actors/ada"), fetched.FinalUri);
        Assert.Equal(Peer.ActivityType, fetched.ContentType);
    }

    [Fact]
    public async Task A_request_of_a_library_keeps_to_the_same_rules()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/away" ? 302 : 400;
            context.Response.Headers.Location = "/elsewhere";
            return context.Response.WriteAsync($"{context.Request.Headers.UserAgent} {context.Request.Headers["X-Own"]}");
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);
        async Task<string> CallAsync(string uri, int bytes = 1_000)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent([1]) };
            request.Headers.TryAddWithoutValidation("User-Agent", "library");
            request.Headers.Add("X-Own", "x");
            try
            {
                using var answer = await outbound.CallAsync(request, bytes, CancellationToken.None);
                return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            }
            catch (HttpRequestException failure)
            {
                return failure.Message;
            }
        }

        Assert.StartsWith("400 Federated/", await CallAsync(peer.Uri("/token")), StringComparison.Ordinal);
        Assert.EndsWith(" x", await CallAsync(peer.Uri("/token")), StringComparison.Ordinal);
        Assert.StartsWith("302 ", await CallAsync(peer.Uri("/away")), StringComparison.Ordinal);
        Assert.Equal("too-large", await CallAsync(peer.Uri("/token"), bytes: 3));
        Assert.Equal("address-refused", await CallAsync("https://10.0.0.1/"));
        Assert.Equal("scheme-refused", await CallAsync("ftp://peer.example/"));
    }

    [Fact]
    public async Task A_request_says_who_asks_and_what_it_takes_and_nothing_else()
    {
        await using var peer = await Peer.StartAsync(Peer.Document([]));
        using var trace = new System.Diagnostics.Activity("work").Start();

        await peer.FetchAsync("/actors/ada", signer: r => [new("Signature", $"{r.Method} {r.Scheme} {r.Authority} {r.Target} {r.Date}")]);

        var headers = peer.Requests.Single().Headers;
        Assert.Equal(["Accept", "Accept-Encoding", "Date", "Host", "Signature", "User-Agent"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.Matches(@"^Federated/\d+\.\d+\.\d+\S* \(\+http://hub\.example/\)$", headers.UserAgent.ToString());
        Assert.Equal("""application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams" """.Trim(), headers.Accept);
        Assert.Equal("identity", headers.AcceptEncoding);
        Assert.Equal($"GET http {peer.Authority} /actors/ada {headers.Date}", headers["Signature"]);
        Assert.Matches(@"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$", headers.Date.ToString());
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Cookies.Append("tracker", "1");
            return Peer.Document([])(context);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        await outbound.FetchAsync(Peer.Ask(peer.Uri("/1")), CancellationToken.None);
        await outbound.FetchAsync(Peer.Ask(peer.Uri("/2")), CancellationToken.None);

        Assert.All(peer.Requests, r => Assert.False(r.Headers.ContainsKey("Cookie")));
    }

    [Theory]
    [InlineData(404, "not-found")]
    [InlineData(410, "gone")]
    [InlineData(401, "denied")]
    [InlineData(403, "denied")]
    [InlineData(400, "status")]
    [InlineData(418, "status")]
    [InlineData(429, "status")]
    [InlineData(500, "status")]
    [InlineData(503, "status")]
    public async Task A_status_that_is_no_success_has_its_code(int status, string code)
    {
        await using var peer = await Peer.StartAsync(Peer.Status(status));

        Assert.Equal(new FetchFailed(code, status), await peer.FetchAsync("/"));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("86400", 86_400)]
    [InlineData("86401", 86_400)]
    [InlineData("18446744073709551615", 86_400)]
    [InlineData("-1", null)]
    [InlineData("NaN", null)]
    [InlineData("1.5", null)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_read_as_seconds_up_to_a_day(string value, int? seconds)
    {
        await using var peer = await Peer.StartAsync(RetryAfter(503, value));

        var failed = Assert.IsType<FetchFailed>(await peer.FetchAsync("/"));

        Assert.Equal(seconds, failed.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(600, 540, 600)]
    [InlineData(-600, 0, 0)]
    [InlineData(1_000_000, 86_400, 86_400)]
    public async Task Retry_after_is_read_as_a_date(int secondsAhead, int atLeast, int atMost)
    {
        await using var peer = await Peer.StartAsync(RetryAfter(429, TimeProvider.System.GetUtcNow().AddSeconds(secondsAhead).ToString("r")));

        var failed = Assert.IsType<FetchFailed>(await peer.FetchAsync("/"));

        Assert.InRange(failed.RetryAfter!.Value.TotalSeconds, atLeast, atMost);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("image/png")]
    [InlineData(null)]
    public async Task Another_content_type_is_no_document(string? type)
    {
        await using var peer = await Peer.StartAsync(Typed(type));

        Assert.Equal(new FetchFailed("content-type", 200), await peer.FetchAsync("/media/1.json"));
    }

    [Theory]
    [InlineData("application/jrd+json; charset=utf-8", true)]
    [InlineData("application/json", true)]
    [InlineData("application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"", true)]
    [InlineData("application/ld+json", true)]
    [InlineData("Application/XRD+XML", true)]
    [InlineData("text/xml", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("text/html", false)]
    [InlineData("image/svg+xml", false)]
    [InlineData(null, false)]
    public async Task Discovery_takes_json_and_xml(string? type, bool taken)
    {
        await using var peer = await Peer.StartAsync(Typed(type));
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        var result = await outbound.FetchAsync(FetchRequest.Discovery(peer.Uri("/.well-known/webfinger?resource=acct:ada@peer.example")), CancellationToken.None);

        Assert.Equal(taken, result is Fetched);
        Assert.Contains("application/jrd+json", peer.Requests.Single().Headers.Accept.ToString());
    }

    [Fact]
    public async Task A_compressed_answer_is_refused_unread()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.ContentType = Peer.ActivityType;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var bomb = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await bomb.WriteAsync(new byte[4 * Limits.BodyBytes]);
        });

        Assert.Equal(new FetchFailed("encoded", 200), await peer.FetchAsync("/"));
    }

    [Fact]
    public async Task Identity_is_no_compression()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "identity";
            return Peer.Document([1])(context);
        });

        Assert.IsType<Fetched>(await peer.FetchAsync("/"));
    }

    [Fact]
    public async Task A_cancelled_fetch_throws()
    {
        using var stop = new CancellationTokenSource();
        await using var peer = await Peer.StartAsync(context =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outbound.FetchAsync(Peer.Ask(peer.Uri("/")), stop.Token));
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_there_are_places()
    {
        int now = 0, most = 0;
        await using var peer = await Peer.StartAsync(async context =>
        {
            var current = Interlocked.Increment(ref now);
            InterlockedMax(ref most, current);
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            await Peer.Document([])(context);
        });
        using var outbound = new Outbound(Peer.Options with { InFlight = 2 }, TimeProvider.System);

        var results = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(i => outbound.FetchAsync(Peer.Ask(peer.Uri($"/{i}")), CancellationToken.None)));

        Assert.All(results, r => Assert.IsType<Fetched>(r));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task One_host_gets_as_many_connections_as_its_limit()
    {
        int now = 0, most = 0;
        var full = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async context =>
        {
            var current = Interlocked.Increment(ref now);
            InterlockedMax(ref most, current);
            if (current == Limits.InFlightPerHost)
                full.TrySetResult();
            await full.Task;
            Interlocked.Decrement(ref now);
            await Peer.Document([])(context);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);

        var results = await Task.WhenAll(Enumerable.Range(0, 4 * Limits.InFlightPerHost)
            .Select(i => outbound.FetchAsync(Peer.Ask(peer.Uri($"/{i}")), CancellationToken.None)));

        Assert.All(results, r => Assert.IsType<Fetched>(r));
        Assert.Equal(Limits.InFlightPerHost, most);
    }

    [Fact]
    public async Task One_host_gets_as_many_fetches_as_its_limit_and_one_more_fails_at_once()
    {
        var release = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async context =>
        {
            await release.Task;
            await Peer.Document([])(context);
        });
        using var outbound = new Outbound(Peer.Options, TimeProvider.System);
        var waiting = Enumerable.Range(0, Limits.FetchesPerHost)
            .Select(i => outbound.FetchAsync(Peer.Ask(peer.Uri($"/{i}")), CancellationToken.None)).ToList();

        Assert.Equal("busy", Assert.IsType<FetchFailed>(await outbound.FetchAsync(Peer.Ask(peer.Uri("/more")), CancellationToken.None)).Code);

        release.SetResult();
        Assert.All(await Task.WhenAll(waiting), r => Assert.IsType<Fetched>(r));
        Assert.IsType<Fetched>(await outbound.FetchAsync(Peer.Ask(peer.Uri("/more")), CancellationToken.None));
    }

    static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
