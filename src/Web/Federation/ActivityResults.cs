using System.Security.Cryptography;
using Federated.Federation.Vocabulary;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Federation;

/// <summary>Answers with ActivityPub JSON: the media type, and caching that knows who asked.</summary>
public static class ActivityResults
{
    public static IResult Open(byte[] json, int status = StatusCodes.Status200OK) => new ActivityResult(json, status, Everybody: true);

    /// <summary>For the one who signed; no cache may keep it.</summary>
    public static IResult Private(byte[] json) => new ActivityResult(json, StatusCodes.Status200OK, Everybody: false);

    public static IResult NotFound() => new ActivityResult([], StatusCodes.Status404NotFound, Everybody: false);

    public static IResult Gone() => new ActivityResult([], StatusCodes.Status410Gone, Everybody: false);

    public static IResult Forbidden() => new ActivityResult([], StatusCodes.Status403Forbidden, Everybody: false);

    sealed record ActivityResult(byte[] Json, int Status, bool Everybody) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var response = http.Response;
            response.StatusCode = Status;
            response.Headers.Vary = "Accept, Signature, Signature-Input";
            response.Headers.CacheControl = Everybody ? "public, max-age=60" : "private, no-store";
            response.Headers.AccessControlAllowOrigin = "*";
            if (Json.Length == 0)
                return;
            if (Everybody && Status == StatusCodes.Status200OK && AskerHasIt(http))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            response.ContentType = AsNames.ContentType;
            response.ContentLength = Json.Length;
            if (!HttpMethods.IsHead(http.Request.Method))
                await response.Body.WriteAsync(Json, http.RequestAborted);
        }

        /// <summary>Names this version, and compares it with the one that the asker keeps (RFC 9110, 13.1.2).</summary>
        bool AskerHasIt(HttpContext http)
        {
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 16))}\"");
            http.Response.GetTypedHeaders().ETag = tag;
            return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*");
        }
    }
}
