namespace Federated.Instance.Config;

/// <summary>One place where people may sign in besides the hub itself, whatever way its settings say so.</summary>
/// <param name="Key">The word in our addresses: `/login/with/{key}`.</param>
/// <param name="Name">What people know it by.</param>
/// <param name="Issuer">Who says who somebody is; with the subject it makes an identity.</param>
/// <param name="ClientId">What the provider knows this hub by.</param>
/// <param name="ClientSecret">What proves it.</param>
public sealed record SignInProvider(string Key, string Name, string Issuer, string ClientId, string ClientSecret)
{
    /// <summary>Discovery and a signed token say the rest.</summary>
    public bool IsOpenId { get; init; }
    public string AuthorizeUrl { get; init; } = "";
    public string TokenUrl { get; init; } = "";
    public string UserInfoUrl { get; init; } = "";

    /// <summary>What is asked for, with spaces between.</summary>
    public string Scopes { get; init; } = "";
    public string SubjectField { get; init; } = "sub";
    public string NameField { get; init; } = "preferred_username";

    /// <summary>Says that the provider has seen that somebody reads their mailbox.</summary>
    public string VerifiedField { get; init; } = "email_verified";

    /// <summary>Whether its people count as verified.</summary>
    public bool Trusted { get; init; }

    /// <summary>Where it sends people back to; the provider has to know it.</summary>
    public string CallbackPath => $"/login/from/{Key}";

    /// <summary>Where OpenID Connect tells the rest (Discovery 1.0, 4).</summary>
    public string Discovery => $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration";
}
