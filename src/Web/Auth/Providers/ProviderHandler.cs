using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace Federated.Web.Auth.Providers;

/// <summary>
/// A provider of OAuth 2 that says at an address of its own who somebody is. The framework's handler does the rest: state bound to the browser, PKCE, the code.
/// </summary>
class ProviderHandler(IOptionsMonitor<ProviderOptions> options, ILoggerFactory logger, UrlEncoder encoder) : OAuthHandler<ProviderOptions>(options, logger, encoder)
{
    // A proxy in front may have been asked for another name.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) => base.BuildChallengeUrl(properties, Options.Callback);

    protected override Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context) =>
        base.ExchangeCodeAsync(new(context.Properties, context.Code, Options.Callback));

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens) =>
        Ticket(identity, properties, await AskAsync(Options.UserInformationEndpoint, tokens));

    /// <summary>Who the owner of an access token is, by the provider's word.</summary>
    protected async Task<JsonElement> AskAsync(string address, OAuthTokenResponse tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", tokens.AccessToken);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (!answer.IsSuccessStatusCode)
            throw new ProviderFailure("profile");
        try
        {
            return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Context.RequestAborted));
        }
        catch (JsonException failure)
        {
            throw new ProviderFailure("profile", failure);
        }
    }

    /// <summary>What we take of all that: issuer, subject, a name, and an address that the provider has seen.</summary>
    protected AuthenticationTicket Ticket(ClaimsIdentity identity, AuthenticationProperties properties, params JsonElement[] said)
    {
        var provider = Options.Provider;
        // MediaWiki calls those 0 who have no account for all wikis: many.
        if (Text(said, provider.SubjectField) is not { Length: > 0 and <= Limits.IdentitySubject } subject || subject == "0" || subject.Any(char.IsControl))
            throw new ProviderFailure("subject");
        var name = Names.Display(Text(said, provider.NameField) ?? Text(said, "name") ?? Text(said, "nickname"));
        identity.AddClaim(new(ProviderClaims.Issuer, provider.Issuer));
        identity.AddClaim(new(ProviderClaims.Subject, subject));
        identity.AddClaim(new(ProviderClaims.Name, name.Length > 0 ? name : subject));
        if (Text(said, "email") is { } email && Emails.Refusal(email) is null && Text(said, provider.VerifiedField) == "true")
            identity.AddClaim(new(ProviderClaims.Email, email));
        return new(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    /// <summary>A member as text, of the first that has it.</summary>
    protected static string? Text(JsonElement[] said, string member)
    {
        foreach (var one in said)
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True)
                return value.ValueKind == JsonValueKind.True ? "true" : value.ToString();
        return null;
    }
}
