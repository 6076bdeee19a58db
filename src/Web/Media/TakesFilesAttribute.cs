using Federated.Federation;
using Microsoft.AspNetCore.Http.Metadata;

namespace Federated.Web.Media;

/// <summary>Where people may send files, so that a request may be larger there, if it is a form of several parts.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesFilesAttribute : Attribute, IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => Limits.UploadRequestBytes;

    public static bool Allows(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TakesFilesAttribute>() is not null
        && context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;
}
