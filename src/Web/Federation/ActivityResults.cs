using System.Globalization;
using System.Security.Cryptography;
using Federated.Federation.Vocabulary;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Federation;

/// <summary>Answers with ActivityPub JSON: the media type, and caching that knows who asked.</summary>
public static class ActivityResults
{
    /// <summary>How long caches may keep what is for everybody.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    static readonly string Open60 = string.Create(CultureInfo.InvariantCulture, $"public, max-age={MaxAge.TotalSeconds:F0}");

    public static IResult Open(byte[] json, int status = StatusCodes.Status200OK) => new ActivityResult(json, status, Everybody: true);

    /// <summary>For the one who signed; no cache may keep it.</summary>
    public static IResult Private(byte[] json) => new ActivityResult(json, StatusCodes.Status200OK, Everybody: false);

    public static IResult NotFound() => new ActivityResult([], StatusCodes.Status404NotFound, Everybody: false);

    public static IResult Gone() => new ActivityResult([], StatusCodes.Status410Gone, Everybody: false);

    public static IResult Forbidden() => new ActivityResult([], StatusCodes.Status403Forbidden, Everybody: false);

    /// <summary>Only for those who sign.</summary>
    public static IResult Unsigned() => new ActivityResult([], StatusCodes.Status401Unauthorized, Everybody: false);

    sealed record ActivityResult(byte[] Json, int Status, bool Everybody) : IResult
    {
        readonly EntityTagHeaderValue? _tag = Everybody && Status == StatusCodes.Status200OK
            ? new($"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 16))}\"")
            : null;

        public async Task ExecuteAsync(HttpContext http)
        {
            var response = http.Response;
            response.StatusCode = Status;
            response.Headers.Vary = "Accept, Signature, Signature-Input";
            response.Headers.CacheControl = Everybody && !http.Request.Headers.ContainsKey("Signature") ? Open60 : "private, no-store";
            response.Headers.AccessControlAllowOrigin = "*";
            if (Json.Length == 0)
                return;
            if (_tag is not null && AskerHasIt(http, _tag))
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
        static bool AskerHasIt(HttpContext http, EntityTagHeaderValue tag)
        {
            http.Response.Headers.ETag = tag.ToString();
            return http.Request.Headers.IfNoneMatch.Count > 0 && http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*");
        }
    }
}
