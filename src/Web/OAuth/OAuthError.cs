using System.Text.Json.Serialization;
using Federated.Web.Auth;

namespace Federated.Web.OAuth;

/// <summary>What went wrong, for a program (RFC 6749, 5.2). Clients of Mastodon show `error_description`, else `error`.</summary>
sealed record OAuthError(string Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorDescription)
{
    public static Task Write(HttpContext http, int status, string code, string description) => Answer(status, code, description).ExecuteAsync(http);

    public static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.TooMany(wait);
        return Answer(StatusCodes.Status429TooManyRequests, "Too many requests", "Too many requests came from your address. Please wait.");
    }

    public static IResult Answer(int status, string code, string? description = null) =>
        TypedResults.Json(new OAuthError(code, description), OAuthJson.Default.OAuthError, statusCode: status);
}
