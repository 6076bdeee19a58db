using Federated.Federation;
using Federated.Web.Media;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.Hosting;

/// <summary>Refuses what no page could make sense of: a query with a NUL, which no text in the database can hold, and a form that is too large for where it goes.</summary>
sealed class RequestCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // The page that explains an error is made of the same request.
        var most = TakesFilesAttribute.Allows(context) ? Limits.UploadRequestBytes : Limits.BodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = Math.Min(most, body.MaxRequestBodySize ?? most);
        if (Problem(context.Request, most) is not { } status || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            return next(context);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    static int? Problem(HttpRequest request, long most) => request switch
    {
        _ when request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true => StatusCodes.Status400BadRequest,
        { HasFormContentType: true, ContentLength: { } length } when length > most => StatusCodes.Status413PayloadTooLarge,
        _ => null,
    };
}
