using Federated.Federation.Vocabulary;

namespace Federated.Web.Federation;

/// <summary>Answers with ActivityPub JSON: the media type, and caching that knows who asked.</summary>
public static class ActivityResults
{
    public static IResult Open(byte[] json, int status = StatusCodes.Status200OK) => new ActivityResult(json, status, Everybody: true);

    /// <summary>For the one who signed; no cache may keep it.</summary>
    public static IResult Private(byte[] json) => new ActivityResult(json, StatusCodes.Status200OK, Everybody: false);

    public static IResult NotFound() => new ActivityResult([], StatusCodes.Status404NotFound, Everybody: false);

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
            response.ContentType = AsNames.ContentType;
            response.ContentLength = Json.Length;
            if (!HttpMethods.IsHead(http.Request.Method))
                await response.Body.WriteAsync(Json, http.RequestAborted);
        }
    }
}
