using System.Globalization;
using Federated.Instance.Media;
using Federated.Web.Auth;
using Federated.Web.Hosting;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Media;

/// <summary>Pictures of other servers as this hub shows them, `/media/{id}/{name}.webp`, and what people here attached, `/media/{id}/{name}.{ext}`.</summary>
public static class MediaEndpoints
{
    public const string Path = "/media";

    /// <summary>A file opened by itself can do nothing, whatever is in it; a film can be played.</summary>
    const string Policy = "default-src 'none'; sandbox";

    const string RecordingPolicy = "default-src 'none'; media-src 'self'; sandbox";

    /// <summary>Another address stands for another picture; but one that is taken away must not be shown for ever.</summary>
    const string ForADay = "public, max-age=86400";

    const string ForNobodyElse = "private, no-store";
    const string RetrySeconds = "30";

    static readonly string[] Read = ["GET", "HEAD"];

    public static void MapMedia(this IEndpointRouteBuilder routes) =>
        routes.MapMethods($"{Path}/{{id:long}}/{{name}}.{{extension}}", Read, ShowAsync);

    static async Task<IResult> ShowAsync(HttpContext http, Pictures pictures, Uploads uploads, PictureLimit limit, Visitor visitor, long id, string name, string extension)
    {
        http.Response.Headers.CacheControl = ForNobodyElse;
        var small = name.EndsWith(UploadAddress.Small, StringComparison.Ordinal);
        if (MediaAddress.ReadName(small ? name[..^UploadAddress.Small.Length] : name) is not { } read || !UploadAddress.MediaTypes.TryGetValue(extension, out var type))
            return await RefuseAsync(http, StatusCodes.Status404NotFound);
        var sight = extension == MediaAddress.Extension && !small
            ? await pictures.ShowAsync(id, read, visitor.Viewer, () => !IsHub(http) && limit.Take(http.Connection.RemoteIpAddress), http.RequestAborted)
            : await uploads.ShowAsync(id, read, small, extension, http.RequestAborted);
        return sight switch
        {
            Sight.Shown shown => Show(http, shown, type, extension),
            Sight.TooMany => await RefuseAsync(http, StatusCodes.Status429TooManyRequests, ((int)PictureLimit.Window.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            Sight.Busy => await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, RetrySeconds),
            _ => await RefuseAsync(http, StatusCodes.Status404NotFound),
        };
    }

    /// <summary>A hub that shows pictures itself gets only what lies here: else two of them could send each other on and on.</summary>
    static bool IsHub(HttpContext http) => http.Request.Headers.UserAgent.ToString().StartsWith("Federated/", StringComparison.Ordinal);

    static IResult Show(HttpContext http, Sight.Shown shown, string type, string extension)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = shown.Open ? ForADay : ForNobodyElse;
        var picture = type.StartsWith("image/", StringComparison.Ordinal);
        headers.ContentSecurityPolicy = picture ? Policy : RecordingPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = $"inline; filename=\"{(picture ? "picture" : "recording")}.{extension}\"";
        return Results.File(shown.Path, type, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(shown.Hash.AsSpan(0, 16))}\""), enableRangeProcessing: true);
    }

    /// <summary>In few words, whoever asks: no page is shown in place of a picture.</summary>
    static async Task<IResult> RefuseAsync(HttpContext http, int status, string? retryAfter = null)
    {
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        await Problems.WriteAsync(http, status);
        return Results.Empty;
    }
}
