using System.Diagnostics;
using System.Globalization;
using Federated.Federation.Wire;
using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Bench;

/// <summary>A server that does no more than it must, in a process of its own: what the hub's answers are compared with.</summary>
sealed class FloorServer : IAsyncDisposable
{
    public const string Verb = "floor";
    readonly Process _process;

    FloorServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<FloorServer> StartAsync(string data, int hubPort)
    {
        var port = BenchHub.FreePort();
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "bench.dll"), Verb, data, hubPort.ToString(CultureInfo.InvariantCulture), port.ToString(CultureInfo.InvariantCulture),
        ])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() is null)
            throw new InvalidOperationException("The floor server does not start.");
        return new FloorServer(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    const string DocumentSql = $"""
        select {PostStore.Columns}, a.uri as author_uri, a.followers as author_followers from post p join actor a on a.id = p.author_id where p.id = @id
        """;

    /// <summary>The process itself: it ends when nobody holds its input any more.</summary>
    public static async Task RunAsync(string data, int hubPort, int port)
    {
        var (config, _) = Settings.Read(BenchHub.Sources(hubPort, data));
        await using var open = await OpenHub.OpenAsync(config, new Opening(Serving: false, TimeSpan.FromSeconds(30)), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(port));
        await using var app = builder.Build();
        var constant = Array.Empty<byte>();
        app.Run(async http =>
        {
            var number = long.Parse(http.Request.Path.Value!.Split('/')[^1], CultureInfo.InvariantCulture);
            byte[] body;
            if (http.Request.Path.StartsWithSegments("/constant", StringComparison.Ordinal))
                body = constant.Length == number ? constant : constant = new byte[number];
            else
            {
                await using var db = await open.Database.OpenAsync(CancellationToken.None);
                body = Document((await db.OneAsync<Row>(DocumentSql, new { id = number }, CancellationToken.None))!);
            }
            http.Response.ContentType = "application/activity+json";
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body);
        });
        await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await app.StopAsync();
    }

    static byte[] Document(Row row) => WireJson.Bytes(new PostDocument
    {
        Id = row.Uri, Type = "Note", Url = row.PageUrl, AttributedTo = row.AuthorUri, To = ["https://www.w3.org/ns/activitystreams#Public"], Cc = [row.AuthorFollowers], Content = row.Content,
        Source = new SourceDocument(row.Source), Replies = $"{row.Uri}/replies", Likes = $"{row.Uri}/likes", Shares = $"{row.Uri}/shares", Published = row.PublishedAt,
    });

    sealed record Row
    {
        public string Uri { get; init; } = "";
        public string PageUrl { get; init; } = "";
        public string AuthorUri { get; init; } = "";
        public string AuthorFollowers { get; init; } = "";
        public string Content { get; init; } = "";
        public string Source { get; init; } = "";
        public DateTimeOffset PublishedAt { get; init; }
    }
}
