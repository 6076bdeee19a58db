namespace Federated.Instance.Config;

/// <summary>Section `SignIn`: where people may sign in besides the hub itself. A part without `ClientId` is off.</summary>
public sealed record SignInOptions
{
    public WikimediaSignIn Wikimedia { get; init; } = new();
    public OpenIdSignIn OpenId { get; init; } = new();
    public OAuthSignIn OAuth { get; init; } = new();

    /// <summary>The providers that are set up, in the order in which people see them.</summary>
    public IReadOnlyList<SignInProvider> Providers =>
        [.. Wikimedia.ClientId.Length > 0 ? [Wikimedia.Provider] : Array.Empty<SignInProvider>(), .. OpenId.ClientId.Length > 0 ? [OpenId.Provider] : Array.Empty<SignInProvider>(), .. OAuth.ClientId.Length > 0 ? [OAuth.Provider] : Array.Empty<SignInProvider>()];

    public SignInProvider? Find(string key) => Providers.FirstOrDefault(p => p.Key == key);

    /// <summary>Those whose people count as verified here.</summary>
    public string[] TrustedIssuers => [.. Providers.Where(p => p.Trusted).Select(p => p.Issuer)];

    /// <summary>All of them.</summary>
    public string[] Issuers => [.. Providers.Select(p => p.Issuer)];

    public IEnumerable<string> Errors(HubOptions hub) =>
    [
        .. SetErrors("SignIn:Wikimedia", Wikimedia.ClientId, [("ClientSecret", Wikimedia.ClientSecret)], [("Address", Wikimedia.Address)], hub),
        .. SetErrors("SignIn:OpenId", OpenId.ClientId, [("ClientSecret", OpenId.ClientSecret), ("Name", OpenId.Name)], [("Issuer", OpenId.Issuer)], hub),
        .. SetErrors(
            "SignIn:OAuth", OAuth.ClientId, [("ClientSecret", OAuth.ClientSecret), ("Name", OAuth.Name)],
            [("AuthorizeUrl", OAuth.AuthorizeUrl), ("TokenUrl", OAuth.TokenUrl), ("UserInfoUrl", OAuth.UserInfoUrl)], hub),
        .. Issuers.Distinct(StringComparer.Ordinal).Count() < Providers.Count ? ["SignIn has two providers at one address: nobody could tell their people apart."] : Array.Empty<string>(),
    ];

    static IEnumerable<string> SetErrors(string part, string id, (string Key, string Value)[] words, (string Key, string Value)[] addresses, HubOptions hub)
    {
        var given = words.Concat(addresses).ToArray();
        if (id.Length == 0)
            return words.Any(w => w.Value.Length > 0) ? [$"{part}:ClientId is missing, though the rest of {part} is there."] : [];
        return
        [
            .. from value in given where value.Value.Length == 0 select $"{part}:{value.Key} is missing; {part} needs it.",
            .. from value in addresses
               where value.Value.Length > 0 && !IsAddress(value.Value, hub)
               select $"{part}:{value.Key} '{value.Value}' is not an address that starts with https://, without user, query and fragment.",
        ];
    }

    static bool IsAddress(string text, HubOptions hub) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && hub.Scheme == "http"))
        && uri is { UserInfo: "", Query: "", Fragment: "" };
}

/// <summary>`SignIn:Wikimedia`: the accounts of Wikimedia, or of another MediaWiki with the extension OAuth.</summary>
public sealed record WikimediaSignIn
{
    public string ClientId { get; init; } = "";

    [Secret]
    public string ClientSecret { get; init; } = "";

    /// <summary>Where `rest.php` is.</summary>
    public string Address { get; init; } = "https://meta.wikimedia.org/w/rest.php";
    public string Name { get; init; } = "Wikimedia";
    public bool Trusted { get; init; } = true;

    internal SignInProvider Provider => new("wikimedia", Name, Uri.TryCreate(Address, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : Address, ClientId, ClientSecret)
    {
        AuthorizeUrl = $"{Address}/oauth2/authorize",
        TokenUrl = $"{Address}/oauth2/access_token",
        UserInfoUrl = $"{Address}/oauth2/resource/profile",
        NameField = "username",
        VerifiedField = "confirmed_email",
        Trusted = Trusted,
    };
}

/// <summary>`SignIn:OpenId`: a provider of OpenID Connect, known by its issuer.</summary>
public sealed record OpenIdSignIn
{
    public string Name { get; init; } = "";
    public string Issuer { get; init; } = "";
    public string ClientId { get; init; } = "";

    [Secret]
    public string ClientSecret { get; init; } = "";
    public string Scopes { get; init; } = "openid profile email";
    public bool Trusted { get; init; }

    internal SignInProvider Provider => new("openid", Name, Issuer, ClientId, ClientSecret) { IsOpenId = true, Scopes = Scopes, Trusted = Trusted };
}

/// <summary>`SignIn:OAuth`: a provider of OAuth 2 that says at an address of its own who somebody is.</summary>
public sealed record OAuthSignIn
{
    public string Name { get; init; } = "";
    public string AuthorizeUrl { get; init; } = "";
    public string TokenUrl { get; init; } = "";
    public string UserInfoUrl { get; init; } = "";
    public string ClientId { get; init; } = "";

    [Secret]
    public string ClientSecret { get; init; } = "";
    public string Scopes { get; init; } = "";

    /// <summary>The member of the answer that never changes and is never another person's.</summary>
    public string SubjectField { get; init; } = "sub";
    public string NameField { get; init; } = "preferred_username";
    public bool Trusted { get; init; }

    // Whoever answers at that address says who is who.
    internal SignInProvider Provider => new("oauth", Name, UserInfoUrl, ClientId, ClientSecret)
    {
        AuthorizeUrl = AuthorizeUrl, TokenUrl = TokenUrl, UserInfoUrl = UserInfoUrl, Scopes = Scopes, SubjectField = SubjectField, NameField = NameField, Trusted = Trusted,
    };
}
