using System.Diagnostics;
using System.Data.Common;
using Federated.Instance.Storage;
using Federated.Web.Federation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Hosting;

/// <summary>What a client sees when a request fails: RFC 9457 JSON with a trace id, never a stack trace.</summary>
sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    const string RetryAfterSeconds = "30";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var status = Status(exception);
        if (status == StatusCodes.Status500InternalServerError)
            LogFailed(exception, TraceId(context));
        else if (status == StatusCodes.Status503ServiceUnavailable)
        {
            LogUnavailable(exception.Message, TraceId(context));
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        // What is for people is written by ErrorPages, around this handler.
        if (ContentChoice.WantsPage(context))
            context.Response.StatusCode = status;
        else
            await WriteAsync(context, status, Detail(status));
        return true;
    }

    /// <summary>Answers with a status and no more than a sentence about it; clients of Mastodon look for it in `error`.</summary>
    public static Task WriteAsync(HttpContext context, int status, string? detail = null) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            extensions: new Dictionary<string, object?> { ["error"] = detail ?? ReasonPhrases.GetReasonPhrase(status), ["traceId"] = TraceId(context) })
            .ExecuteAsync(context);

    static int Status(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        TimeoutException => StatusCodes.Status503ServiceUnavailable,
        DbException when Transient.Is(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    static string? Detail(int status) => status switch
    {
        StatusCodes.Status500InternalServerError => "Something went wrong on this hub. The trace id helps its operators to find out what.",
        StatusCodes.Status503ServiceUnavailable => "This hub cannot reach its database at the moment. Please try again soon.",
        _ => null,
    };

    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    [LoggerMessage(9001, LogLevel.Error, "A request failed, trace {TraceId}")]
    partial void LogFailed(Exception exception, string traceId);

    [LoggerMessage(9002, LogLevel.Warning, "A request found the database unavailable, trace {TraceId}: {Reason}")]
    partial void LogUnavailable(string reason, string traceId);
}
