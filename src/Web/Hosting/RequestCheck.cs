using Federated.Federation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace Federated.Web.Hosting;

/// <summary>Refuses what no page could make sense of: a query with a NUL, which no text in the database can hold, and a form that is too large for where it goes.</summary>
sealed class RequestCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // The page that explains an error is made of the same request.
        if (Problem(context.Request) is not { } status || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            return next(context);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    static int? Problem(HttpRequest request) => request switch
    {
        _ when request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true => StatusCodes.Status400BadRequest,
        { HasFormContentType: true, ContentLength: { } length } when length > Most(request) => StatusCodes.Status413PayloadTooLarge,
        _ => null,
    };

    /// <summary>Bytes that a request to this endpoint may have; more where it takes files.</summary>
    public static long Most(HttpRequest request) =>
        request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? Limits.BodyBytes;
}
