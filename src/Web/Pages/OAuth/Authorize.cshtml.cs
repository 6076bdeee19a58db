using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Hosting;
using Federated.Web.OAuth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Pages.OAuth;

/// <summary>Where somebody decides whether an app may act for them (RFC 6749, 4.1.1; RFC 9700; RFC 9207).</summary>
sealed class AuthorizeModel(Database database, Granting granting, Visitor visitor, BrowserSession session, HubAddress address) : PageModel
{
    const string Method = "S256";

    [BindProperty(SupportsGet = true, Name = "client_id")]
    public string? ClientId { get; set; }

    [BindProperty(SupportsGet = true, Name = "redirect_uri")]
    public string? RedirectUri { get; set; }

    [BindProperty(SupportsGet = true, Name = "response_type")]
    public string? ResponseType { get; set; }

    [BindProperty(SupportsGet = true, Name = "scope")]
    public string? Scope { get; set; }

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "code_challenge")]
    public string? CodeChallenge { get; set; }

    [BindProperty(SupportsGet = true, Name = "code_challenge_method")]
    public string? CodeChallengeMethod { get; set; }

    public App App { get; private set; } = null!;
    public IReadOnlyList<string> Wanted { get; private set; } = [];

    /// <summary>The code of a program that cannot be sent back to: the person copies it.</summary>
    public string? Code { get; private set; }

    /// <summary>Who asks for something that no app here did: shown, and sent nowhere.</summary>
    public bool Unknown { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await CheckAsync(ct) ?? (visitor.SignedIn ? Page() : Challenge());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await CheckAsync(ct) is { } problem)
            return problem;
        if (visitor.ActorId is not { } me)
            return Challenge();
        var code = await granting.AllowAsync(
            new Allowed { AppId = App.Id, AccountId = me, RedirectUri = RedirectUri!, Scopes = [.. Wanted], Challenge = CodeChallenge }, ct);
        if (RedirectUri != App.OutOfBand)
            return Back(("code", code));
        Code = code;
        return Page();
    }

    public async Task<IActionResult> OnPostRefuseAsync(CancellationToken ct) =>
        await CheckAsync(ct) ?? (RedirectUri == App.OutOfBand ? LocalRedirect("/") : Back(("error", "access_denied")));

    /// <summary>Signs out, so that somebody else, or another account, can decide.</summary>
    public async Task<IActionResult> OnPostOtherAsync(CancellationToken ct)
    {
        if (await CheckAsync(ct) is { } problem)
            return problem;
        await session.EndAsync(HttpContext, ct);
        return LocalRedirect($"{OAuthEndpoints.AuthorizePath}{QueryHelpers.AddQueryString("", Request.Query.Where(q => q.Key != "handler").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)))}");
    }

    /// <summary>What is wrong with the request: told to the app, unless it is the app itself that is unknown.</summary>
    async Task<IActionResult?> CheckAsync(CancellationToken ct)
    {
        await using (var db = await database.OpenAsync(ct))
        {
            if (ClientId is null || RedirectUri is null || await AppStore.FindAsync(db, ClientId, ct) is not { } app || !app.RedirectUris.Contains(RedirectUri, StringComparer.Ordinal))
            {
                (Unknown, Response.StatusCode) = (true, StatusCodes.Status400BadRequest);
                return Page();
            }
            App = app;
        }
        if (RedirectUri != App.OutOfBand)
            HttpContext.Features.Set(new FormEnd(RedirectUris.PolicySource(RedirectUri)));
        if (ResponseType != "code")
            return Refused("unsupported_response_type");
        if (CodeChallenge is null ? CodeChallengeMethod is not null : CodeChallengeMethod != Method || CodeChallenge.Length > Limits.UriLength)
            return Refused("invalid_request");
        if (Scopes.Parse(Scope) is not { } wanted || !Scopes.HoldAll(App.Scopes, wanted))
            return Refused("invalid_scope");
        Wanted = wanted;
        return null;
    }

    IActionResult Refused(string error)
    {
        if (RedirectUri != App.OutOfBand)
            return Back(("error", error));
        (Unknown, Response.StatusCode) = (true, StatusCodes.Status400BadRequest);
        return Page();
    }

    RedirectResult Back(params (string Name, string Value)[] answer)
    {
        var query = answer.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value)).Append(new("iss", address.Base));
        return Redirect(QueryHelpers.AddQueryString(RedirectUri!, State is null ? query : query.Prepend(new("state", State))));
    }
}
