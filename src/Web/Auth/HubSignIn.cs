using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Config;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Auth;

/// <summary>Gives the host its sign-in: cookie and session, roles, protection of forms, the key ring.</summary>
public static class HubSignIn
{
    /// <summary>The authentication scheme of signed-in browsers.</summary>
    public const string Scheme = "session";

    public const string SignInPath = "/login";
    public const string ReturnUrl = "returnUrl";

    /// <summary>OWASP's number for PBKDF2 with HMAC-SHA-512.</summary>
    const int HashIterations = 210_000;

    public static IServiceCollection AddHubSignIn(this IServiceCollection services)
    {
        services.AddPasswordHashing();
        services.AddIdentityCore<Account>().AddUserStore<AccountUsers>();
        services.AddSingleton<Nobody>().AddSingleton(_ => new AddressLimit(Limits.SignInPerAddress, TimeSpan.FromMinutes(5))).AddScoped<PasswordSignIn>().AddScoped<Proof>().AddScoped<SecondStep>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>().AddScoped<Passkeys>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<HubOptions, HubAddress>(SetUp);
        services.AddSingleton<BrowserSession>().AddSingleton<SessionEvents>();
        services.AddHttpContextAccessor().AddScoped<Visitor>();
        services.AddAuthentication(Scheme).AddCookie(Scheme);
        services.AddOptions<CookieAuthenticationOptions>(Scheme).Configure<HubOptions>(SetUp);
        services.AddAuthorization(Policies.Add);
        // The content security policy of every page says who may frame it.
        services.AddAntiforgery(o => o.SuppressXFrameOptionsHeader = true);
        services.AddOptions<AntiforgeryOptions>().Configure<HubOptions>((o, hub) => SetUp(o.Cookie, hub, "form"));
        services.AddKeyRing();
        return services;
    }

    /// <summary>How passwords are hashed, also where there is no host.</summary>
    public static IServiceCollection AddPasswordHashing(this IServiceCollection services) => services
        .Configure<PasswordHasherOptions>(o => o.IterationCount = HashIterations)
        .AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();

    /// <summary>Stands between routing and the endpoints.</summary>
    public static IApplicationBuilder UseHubSignIn(this IApplicationBuilder app) => app
        .UseAuthentication()
        .Use(KeepPrivate)
        .UseMiddleware<SameOrigin>()
        .UseAuthorization()
        .Use(PauseGate.Keep)
        .UseAntiforgery();

    /// <summary>The name of the cookie that a signed-in browser sends.</summary>
    public static string CookieName(HubOptions hub, string? part = null) =>
        (hub.Scheme == "https" ? "__Host-federated" : "federated") + (part is null ? "" : $"-{part}");

    static void SetUp(IdentityPasskeyOptions options, HubOptions hub, HubAddress address)
    {
        options.ServerDomain = new Uri(address.Base).IdnHost;
        options.AuthenticatorTimeout = Limits.PasskeyTime;
        // The device knows for whom the key is, and checks that it is they who hold it: two factors in one.
        (options.ResidentKeyRequirement, options.UserVerificationRequirement, options.AttestationConveyancePreference) = ("required", "required", "none");
        options.ValidateOrigin = asked => ValueTask.FromResult(asked is { CrossOrigin: false } && asked.Origin == address.Base);
    }

    static void SetUp(CookieAuthenticationOptions options, HubOptions hub)
    {
        SetUp(options.Cookie, hub, part: null);
        options.EventsType = typeof(SessionEvents);
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = ReturnUrl;
        options.ExpireTimeSpan = Limits.SessionIdle;
        // Once a day SessionEvents renews it, together with the row.
        options.SlidingExpiration = false;
    }

    /// <summary>A cookie as all of ours are.</summary>
    internal static void SetUp(CookieBuilder cookie, HubOptions hub, string? part)
    {
        cookie.Name = CookieName(hub, part);
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = hub.Scheme == "https" ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
    }

    static void AddKeyRing(this IServiceCollection services)
    {
        services.AddSingleton<KeyRingXml>().AddSingleton<SealedXml>();
        services.AddDataProtection().SetApplicationName("federated");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRingXml, SealedXml>((o, ring, seal) => (o.XmlRepository, o.XmlEncryptor) = (ring, seal));
    }

    /// <summary>What somebody signed in gets is for them alone, unless its endpoint says otherwise.</summary>
    static Task KeepPrivate(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is { IsAuthenticated: true })
            context.Response.OnStarting(MarkPrivate, context.Response);
        return next(context);
    }

    static Task MarkPrivate(object state)
    {
        ((HttpResponse)state).Headers.TryAdd("Cache-Control", "private, no-store");
        return Task.CompletedTask;
    }
}
