using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Federated.Federation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Federated.Web.Auth.Providers;

/// <summary>
/// A provider of OpenID Connect (Core 1.0, 3.1): the code flow with a nonce, and a token whose signature, issuer, audience, life and nonce are checked. The libraries
/// read discovery and keys and check the token.
/// </summary>
sealed class OpenIdHandler(IOptionsMonitor<ProviderOptions> options, ILoggerFactory logger, UrlEncoder encoder) : ProviderHandler(options, logger, encoder)
{
    const string Nonce = "nonce";

    /// <summary>Signatures by a key of the provider's alone: no `none`, and no shared secret in the place of a key.</summary>
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Limits.ProviderBytes };

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Options.AuthorizationEndpoint = (await DiscoverAsync()).AuthorizationEndpoint;
        properties.Items[Nonce] = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, properties.Items[Nonce]!);

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var settings = await DiscoverAsync();
        Options.TokenEndpoint = settings.TokenEndpoint;
        // RFC 9207: an answer of another provider.
        return Request.Query["iss"] is [{ } issuer] && issuer != settings.Issuer
            ? HandleRequestResult.Fail(new ProviderFailure("issuer"))
            : await base.HandleRemoteAuthenticateAsync();
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var settings = await DiscoverAsync();
        var token = Text([tokens.Response!.RootElement], "id_token") ?? throw new ProviderFailure("token-missing");
        var said = await ReadAsync(token, settings);
        if (Text([said], Nonce) is not { } nonce || !Same(nonce, properties.Items[Nonce]))
            throw new ProviderFailure(Nonce);
        properties.Items.Remove(Nonce);
        if (Text([said], Options.Provider.NameField) is not null || string.IsNullOrEmpty(settings.UserInfoEndpoint))
            return Ticket(identity, properties, said);
        var more = await AskAsync(settings.UserInfoEndpoint, tokens);
        // Core 1.0, 5.3.2: what is said of somebody else counts for nothing.
        return Text([more], "sub") == Text([said], "sub") ? Ticket(identity, properties, said, more) : throw new ProviderFailure("subject");
    }

    async Task<OpenIdConnectConfiguration> DiscoverAsync()
    {
        try
        {
            var settings = await Options.Discovery!.GetConfigurationAsync(Context.RequestAborted);
            return settings.Issuer == Options.Provider.Issuer ? settings : throw new ProviderFailure("issuer");
        }
        catch (InvalidOperationException failure)
        {
            throw new ProviderFailure("unreachable", failure);
        }
    }

    async Task<JsonElement> ReadAsync(string token, OpenIdConnectConfiguration settings)
    {
        var read = await CheckAsync(token, settings);
        if (read.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have other keys since.
            Options.Discovery!.RequestRefresh();
            read = await CheckAsync(token, await DiscoverAsync());
        }
        if (!read.IsValid || read.SecurityToken is not JsonWebToken valid)
            throw new ProviderFailure("token-invalid", read.Exception);
        // Core 1.0, 3.1.3.7: who else may use it, and for whom it was made.
        if (valid.Audiences.Count() > 1 && (!valid.TryGetPayloadValue<string>("azp", out var made) || made != Options.ClientId))
            throw new ProviderFailure("token-invalid");
        return JsonElement.Parse(Base64UrlEncoder.DecodeBytes(valid.EncodedPayload));
    }

    Task<TokenValidationResult> CheckAsync(string token, OpenIdConnectConfiguration settings) => Tokens.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = settings.Issuer,
        ValidAudience = Options.ClientId,
        IssuerSigningKeys = settings.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsNow(from, until),
    });

    bool IsNow(DateTime? from, DateTime? until)
    {
        var now = TimeProvider.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Limits.ProviderSkew && (from is not { } start || start - Limits.ProviderSkew <= now);
    }

    static bool Same(string nonce, string? sent) => sent is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(sent));
}
