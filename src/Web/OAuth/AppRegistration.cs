using System.Globalization;
using Federated.Federation;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Clients.Push;
using Federated.Instance.Text;
using Federated.Web.Auth;

namespace Federated.Web.OAuth;

/// <summary>Lets a program register itself. That gives it nothing but a name under which it can ask people.</summary>
sealed class AppRegistration(Granting granting, VapidKeys keys) : IDisposable
{
    readonly AddressLimit _limit = new(Limits.AppsPerAddress, TimeSpan.FromMinutes(30));

    public async Task<IResult> RegisterAsync(HttpContext http, CancellationToken ct)
    {
        if (_limit.Take(http.Connection.RemoteIpAddress) is { } wait)
            return OAuthError.TooMany(http, wait);
        if (await Fields.ReadAsync(http.Request, ct) is not { } fields)
            return Refused("The body cannot be read");
        var wanted = new App
        {
            Name = Names.Display(fields.Text("client_name") ?? ""),
            Website = fields.Text("website"),
            RedirectUris = [.. fields.Texts("redirect_uris").SelectMany(u => u.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)],
            Scopes = [.. Scopes.Parse(fields.Text("scopes")) ?? []],
        };
        if (Problem(wanted) is { } problem)
            return Refused(problem);
        var (app, secret) = await granting.RegisterAsync(wanted, ct);
        return TypedResults.Json(await ShowAsync(app, ct) with { ClientId = app.ClientId, ClientSecret = secret, ClientSecretExpiresAt = 0 }, OAuthJson.Default.AppJson);
    }

    public async Task<AppJson> ShowAsync(App app, CancellationToken ct) => new()
    {
        Id = app.Id.ToString(CultureInfo.InvariantCulture),
        Name = app.Name,
        Website = app.Website,
        Scopes = app.Scopes,
        RedirectUri = string.Join('\n', app.RedirectUris),
        RedirectUris = app.RedirectUris,
        VapidKey = (await keys.FindAsync(ct)).PublicKey,
    };

    public void Dispose() => _limit.Dispose();

    /// <summary>What is wrong with an app, in a sentence for its maker.</summary>
    public static string? Problem(App app) => app switch
    {
        { Name: "" } => "Validation failed: Client name can't be blank",
        { Website: { } website } when !IsSite(website) => "Validation failed: Website is not an address",
        { RedirectUris.Length: 0 or > Limits.AppRedirects } => "Validation failed: Redirect URI can't be blank, nor can there be too many",
        _ when !app.RedirectUris.All(RedirectUris.IsGood) => "Validation failed: Redirect URI must be an https address, one of this machine, or of an app",
        { Scopes: [] } => "Validation failed: Scopes are not known here",
        _ => null,
    };

    static bool IsSite(string website) =>
        website.Length <= Limits.UriLength && Uri.TryCreate(website, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    static IResult Refused(string problem) => OAuthError.Answer(StatusCodes.Status422UnprocessableEntity, problem, problem);
}
