using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.DataAnnotations;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;
using NodaTime;

namespace Federated.Web.Localization;

/// <summary>Gives the host its languages.</summary>
public static class HubLocalization
{
    static readonly TimeSpan CookieAge = TimeSpan.FromDays(365);

    /// <summary>A scoped <see cref="Localizer"/> for pages, and validation messages in the language of who asks.</summary>
    public static IServiceCollection AddHubLocalization(this IServiceCollection services, Action<HubLocalizationOptions>? configure = null)
    {
        services.AddOptions<HubLocalizationOptions>().Configure(configure ?? (_ => { }));
        services.AddHttpContextAccessor();
        services.AddSingleton(_ => Messages.Shipped);
        services.AddSingleton<LanguageChoice>();
        services.AddSingleton<ValidationMessages>();
        services.AddSingleton<IStringLocalizerFactory>(provider => provider.GetRequiredService<ValidationMessages>());
        services.AddSingleton<IPostConfigureOptions<MvcOptions>>(provider => provider.GetRequiredService<ValidationMessages>());
        services.Configure<MvcDataAnnotationsLocalizationOptions>(options =>
            options.DataAnnotationLocalizerProvider = (type, factory) => factory.Create(type));
        services.AddScoped(provider => Create(provider, provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
        // Without this every letter outside ASCII takes eight bytes of a page.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        return services;
    }

    /// <summary>Keeps the language of <c>?uselang=</c> in a cookie. Stands after authentication, so that the account's language is known.</summary>
    public static IApplicationBuilder UseHubLanguage(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // What forms and addresses hold is read and written in one way, whatever the machine's settings; people read what Localizer writes.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        if (context.Request.Query.ContainsKey(LanguageChoice.Query) && HttpMethods.IsGet(context.Request.Method))
            KeepLanguage(context);
        return next(context);
    });

    /// <summary>The language of this request, chosen on first use.</summary>
    public static UiLanguage GetUiLanguage(this HttpContext context)
    {
        if (context.Features.Get<UiLanguage>() is { } known)
            return known;
        var language = context.RequestServices.GetRequiredService<LanguageChoice>().For(context);
        context.Features.Set(language);
        if (!context.Response.HasStarted)
            context.Response.Headers.AppendCommaSeparatedValues("Vary", "Accept-Language", "Cookie");
        return language;
    }

    /// <summary>The words of the hub for somebody who is not asking now, as in a mail.</summary>
    public static Localizer LocalizerFor(this IServiceProvider provider, string? language, string? zone)
    {
        var options = provider.GetRequiredService<IOptions<HubLocalizationOptions>>().Value;
        var messages = provider.GetRequiredService<Messages>();
        var code = messages.Match(language) ?? messages.Match(options.DefaultLanguage) ?? Languages.English;
        return Create(provider, UiLanguage.Of(code, Languages.Normalize(language)), zone);
    }

    static Localizer Create(IServiceProvider provider, HttpContext? context) => context is null
        ? provider.LocalizerFor(null, null)
        : Create(provider, context.GetUiLanguage(), provider.GetRequiredService<IOptions<HubLocalizationOptions>>().Value.AccountZone(context));

    static Localizer Create(IServiceProvider provider, UiLanguage language, string? zone)
    {
        var options = provider.GetRequiredService<IOptions<HubLocalizationOptions>>().Value;
        var zones = DateTimeZoneProviders.Tzdb;
        return new(
            provider.GetRequiredService<Messages>(),
            language,
            options.HubName(),
            zones.GetZoneOrNull(zone ?? "") ?? zones.GetZoneOrNull(options.DefaultZone) ?? DateTimeZone.Utc,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<HtmlEncoder>());
    }

    static void KeepLanguage(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<LanguageChoice>().ToKeep(context.Request) is not { } code)
            return;
        context.Response.Cookies.Append(LanguageChoice.Cookie, code, new()
        {
            MaxAge = CookieAge,
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }
}
