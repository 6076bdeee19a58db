using Federated.Instance.Config;

namespace Federated.Web.Hosting;

/// <summary>Serves <see cref="MetricsText"/> on an address of its own. A taken port is a warning, never a failed start.</summary>
sealed partial class MetricsEndpoint(MetricsOptions options, ILogger<MetricsEndpoint> log) : IHostedService, IAsyncDisposable
{
    MetricsText? _text;
    WebApplication? _server;

    public async Task StartAsync(CancellationToken ct)
    {
        if (options.Url.Length == 0)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.AddServerHeader = false).UseUrls(options.Url);
        _server = builder.Build();
        _server.Run(AnswerAsync);
        try
        {
            await _server.StartAsync(ct);
            _text = new();
        }
        catch (IOException e)
        {
            LogTaken(options.Url, e.Message);
        }
    }

    public Task StopAsync(CancellationToken ct) => _text is null ? Task.CompletedTask : _server!.StopAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _text?.Dispose();
    }

    Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = MetricsText.ContentType;
        return context.Response.WriteAsync(_text?.Write() ?? "", context.RequestAborted);
    }

    [LoggerMessage(9010, LogLevel.Warning, "Metrics are off: {Url} cannot be listened on ({Reason})")]
    partial void LogTaken(string url, string reason);
}
