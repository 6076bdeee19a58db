using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Auth.Providers;

/// <summary>Whatever goes wrong on the way to a provider and back ends on a plain page that says so.</summary>
sealed partial class ProviderEvents(ILogger<ProviderEvents> logger) : OAuthEvents
{
    /// <summary>The values of `problem` in <see cref="PathTo"/>.</summary>
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
    public const string Unreachable = "unreachable";

    /// <summary>The page that sends people to a provider, or says why that came to nothing.</summary>
    public static string PathTo(string provider, string? problem = null, string? returnUrl = null, string? invite = null, string? link = null) => QueryHelpers.AddQueryString(
        $"/login/with/{provider}",
        new Dictionary<string, string?> { [nameof(problem)] = problem, [HubSignIn.ReturnUrl] = returnUrl, [nameof(invite)] = invite, [nameof(link)] = link }.Where(q => q.Value is not null));

    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.Response.Redirect(PathTo(context.Scheme.Name, Cancelled));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.Response.Redirect(PathTo(context.Scheme.Name, Explain(context.Scheme.Name, context.Failure)));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Which problem a failure is to people; the log has the code.</summary>
    public string Explain(string provider, Exception? failure)
    {
        var code = failure is ProviderFailure known ? known.Code : failure is HttpRequestException ? failure.Message : failure?.GetType().Name ?? "";
        LogFailure(logger, provider, code);
        return failure is HttpRequestException or ProviderFailure { Code: "unreachable" } ? Unreachable : Failed;
    }

    [LoggerMessage(4750, LogLevel.Warning, "signin.provider-failed {Provider} {Code}")]
    static partial void LogFailure(ILogger logger, string provider, string code);
}
