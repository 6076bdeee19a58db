using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Federated.Tests.Web.Hosting;

/// <summary>One hub for the tests that only look, with routes that do what real ones should not.</summary>
public sealed class LookedAtHub : IAsyncLifetime
{
    public TestHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await TestHub.StartAsync(null, app =>
    {
        app.MapGet("/test/bug", IResult () => throw new InvalidOperationException("secret-canary"));
        app.MapGet("/test/lost", IResult () => throw new NpgsqlException("lost", new IOException()));
        app.MapGet("/test/seen", (HttpContext c) => $"{c.Request.Scheme} {c.Connection.RemoteIpAddress}");
        app.MapPost("/test/read", async (HttpContext c) => (await new StreamReader(c.Request.Body).ReadToEndAsync()).Length.ToString(CultureInfo.InvariantCulture));
    });

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();
}

public sealed class HubHostTests(LookedAtHub lookedAt) : IClassFixture<LookedAtHub>
{
    readonly TestHub _hub = lookedAt.Hub;

    [Theory]
    [InlineData("/livez")]
    [InlineData("/nothing")]
    [InlineData("/test/bug")]
    public async Task Every_answer_has_the_security_headers(string path)
    {
        using var answer = await GetAsync(_hub, path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task An_https_hub_asks_for_https_for_ever()
    {
        await using var hub = await TestHub.StartAsync(settings: ("Hub:Scheme", "https"));
        using var answer = await GetAsync(hub, "/livez");

        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_bug_shows_a_trace_id_and_nothing_else()
    {
        using var answer = await GetAsync(_hub, "/test/bug");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("canary", body, StringComparison.Ordinal);
        Assert.Equal(32, JsonDocument.Parse(body).RootElement.GetProperty("traceId").GetString()!.Length);
    }

    [Fact]
    public async Task A_lost_database_is_unavailable_for_a_while()
    {
        using var answer = await GetAsync(_hub, "/test/lost");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_unknown_path_is_a_problem_in_JSON()
    {
        using var answer = await GetAsync(_hub, "/nothing");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("hub.example.org", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.example.org", HttpStatusCode.MisdirectedRequest)]
    [InlineData("other.localhost:1", HttpStatusCode.OK)]
    public async Task A_request_for_another_host_is_misdirected(string host, HttpStatusCode status)
    {
        using var answer = await GetAsync(_hub, "/test/seen", ("Host", host));
        using var probe = await GetAsync(_hub, "/livez", ("Host", host));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task A_trusted_proxy_tells_the_address_and_never_the_scheme()
    {
        using var answer = await GetAsync(_hub, "/test/seen", ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"));

        Assert.Equal("http 203.0.113.7", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stranger_cannot_tell_another_address()
    {
        await using var hub = await TestHub.StartAsync(null,
            app => app.MapGet("/test/seen", (HttpContext c) => $"{c.Connection.RemoteIpAddress}"), ("Server:TrustedProxies", "10.0.0.0/8"));
        using var answer = await GetAsync(hub, "/test/seen", ("X-Forwarded-For", "203.0.113.7"));

        Assert.Equal("127.0.0.1", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Limits.BodyBytes, HttpStatusCode.OK)]
    [InlineData(Limits.BodyBytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_has_a_largest_size(int bytes, HttpStatusCode status)
    {
        using var answer = await _hub.Http.PostAsync(new Uri("/test/read", UriKind.Relative), new ByteArrayContent(new byte[bytes]));

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(Limits.RequestHeaderLines, "200")]
    [InlineData(Limits.RequestHeaderLines + 1, "431")]
    public async Task Header_lines_are_counted(int lines, string status) =>
        Assert.Equal(status, await RawAsync(string.Concat(Enumerable.Range(2, lines - 1).Select(i => $"X-{i}: a\r\n"))));

    [Theory]
    [InlineData(Limits.RequestHeaderBytes, "200")]
    [InlineData(Limits.RequestHeaderBytes + 1, "431")]
    public async Task Header_bytes_are_counted(int bytes, string status)
    {
        var lines = new StringBuilder();
        var left = bytes - HostLine.Length;
        for (; left > 0; left -= Math.Min(left, 1024))
            lines.Append("X: ").Append('a', Math.Min(left, 1024) - 5).Append("\r\n");

        Assert.Equal(status, await RawAsync(lines.ToString()));
    }

    [Fact]
    public async Task Files_are_compressed_and_kept_for_good_under_a_version()
    {
        using var plain = await GetAsync(_hub, "/site.css");
        using var versioned = await GetAsync(_hub, "/lib/codex.ltr.css?v=1", ("Accept-Encoding", "br"));

        Assert.Equal(("text/css", "public, max-age=3600"), (plain.Content.Headers.ContentType?.MediaType, plain.Headers.CacheControl?.ToString()));
        Assert.Equal("br", Assert.Single(versioned.Content.Headers.ContentEncoding));
        Assert.Contains("immutable", versioned.Headers.CacheControl!.Extensions.Select(e => e.Name));
        Assert.InRange((await versioned.Content.ReadAsByteArrayAsync()).Length, 1, 20_000);
    }

    [Fact]
    public async Task Readiness_names_each_check()
    {
        using var answer = await GetAsync(_hub, "/readyz");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"ready":true,"database":"ok","migrations":"ok","disk":"ok"}""", await answer.Content.ReadAsStringAsync());
        using var alias = await GetAsync(_hub, "/healthz");
        Assert.Equal(HttpStatusCode.OK, alias.StatusCode);
    }

    [Fact]
    public async Task A_schema_of_another_program_is_not_ready()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.DoAsync(tx => tx.ExecAsync("insert into schema_migration (name, sha256, applied_at) values ('9999_later', '', now())", null, default));
        using var answer = await GetAsync(hub, "/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("9999_later", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    string HostLine => $"Host: {_hub.Address.Host}\r\n";

    static Task<HttpResponseMessage> GetAsync(TestHub hub, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://{hub.Address.Host}{path}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return hub.Http.SendAsync(request);
    }

    async Task<string> RawAsync(string headerLines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _hub.Http.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /livez HTTP/1.1\r\n{HostLine}{headerLines}\r\n"));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync())!.Split(' ')[1];
    }
}
