using System.Security.Claims;

namespace Federated.Web.Localization;

/// <summary>What the hub's languages need to know of the hub and of who asks.</summary>
public sealed class HubLocalizationOptions
{
    /// <summary>The claim that holds an account's language (OpenID Connect Core, 5.1).</summary>
    public const string LanguageClaim = "locale";

    /// <summary>The claim that holds an account's time zone, an IANA name (OpenID Connect Core, 5.1).</summary>
    public const string ZoneClaim = "zoneinfo";

    /// <summary>Spoken to whoever asks for no language that we have.</summary>
    public string DefaultLanguage { get; set; } = Languages.English;

    /// <summary>The time zone of those who have set none.</summary>
    public string DefaultZone { get; set; } = "UTC";

    /// <summary>The name that stands for <c>{{SITENAME}}</c>.</summary>
    public Func<string> HubName { get; set; } = () => "Federated";

    /// <summary>The language set in the account of who asks, if any.</summary>
    public Func<HttpContext, string?> AccountLanguage { get; set; } = context => context.User.FindFirstValue(LanguageClaim);

    /// <summary>The time zone set in the account of who asks, if any.</summary>
    public Func<HttpContext, string?> AccountZone { get; set; } = context => context.User.FindFirstValue(ZoneClaim);
}
