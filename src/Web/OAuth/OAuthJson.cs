using System.Text.Json.Serialization;

namespace Federated.Web.OAuth;

/// <summary>An app as it is told after it registered.</summary>
sealed record AppJson
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Website { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>All addresses, each on a line of its own, for old clients.</summary>
    public required string RedirectUri { get; init; }
    public required IReadOnlyList<string> RedirectUris { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    /// <summary>The hub's key for push services.</summary>
    public required string VapidKey { get; init; }

    /// <summary>0: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ClientSecretExpiresAt { get; init; }
}

/// <summary>A token (RFC 6749, 5.1), with its time in seconds since 1970.</summary>
sealed record TokenJson(string AccessToken, string TokenType, string Scope, long CreatedAt);

/// <summary>Who somebody is (OpenID Connect's claims).</summary>
sealed record UserInfoJson(string Iss, string Sub, string Name, string PreferredUsername, string Profile);

/// <summary>What the server can (RFC 8414).</summary>
sealed record OAuthMetadata
{
    public required string Issuer { get; init; }
    public required string AuthorizationEndpoint { get; init; }
    public required string TokenEndpoint { get; init; }
    public required string RevocationEndpoint { get; init; }
    public required string UserinfoEndpoint { get; init; }
    public required string AppRegistrationEndpoint { get; init; }
    public required IReadOnlyList<string> ScopesSupported { get; init; }
    public IReadOnlyList<string> ResponseTypesSupported { get; } = ["code"];
    public IReadOnlyList<string> ResponseModesSupported { get; } = ["query"];
    public IReadOnlyList<string> GrantTypesSupported { get; } = ["authorization_code", "client_credentials"];
    public IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; } = ["client_secret_basic", "client_secret_post"];
    public IReadOnlyList<string> CodeChallengeMethodsSupported { get; } = ["S256"];
    public bool AuthorizationResponseIssParameterSupported { get; } = true;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppJson))]
[JsonSerializable(typeof(TokenJson))]
[JsonSerializable(typeof(UserInfoJson))]
[JsonSerializable(typeof(OAuthMetadata))]
[JsonSerializable(typeof(OAuthError))]
sealed partial class OAuthJson : JsonSerializerContext;
