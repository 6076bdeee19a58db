using Microsoft.Extensions.Options;

namespace Federated.Web.Localization;

/// <summary>Chooses the language of a request: <c>?uselang=</c>, then the account, the cookie, Accept-Language, the hub's default.</summary>
public sealed class LanguageChoice(Messages messages, IOptions<HubLocalizationOptions> options)
{
    public const string Query = "uselang";
    public const string Cookie = "federated-language";

    const int AcceptedLanguages = 20;

    public UiLanguage For(HttpContext context)
    {
        var asked = Wishes(context).FirstOrDefault(tag => messages.Match(tag) is not null);
        return messages.Match(asked) is { } code ? UiLanguage.Of(code, Languages.Normalize(asked)) : UiLanguage.Of(Languages.English);
    }

    /// <summary>The code that the request asks to keep, when it names a language that we have and not the one kept already.</summary>
    public string? ToKeep(HttpRequest request) =>
        messages.Match(request.Query[Query]) is { } code && code is not UiLanguage.Keys && code != request.Cookies[Cookie] ? code : null;

    IEnumerable<string?> Wishes(HttpContext context) =>
    [
        context.Request.Query[Query],
        options.Value.AccountLanguage(context),
        context.Request.Cookies[Cookie],
        .. Accepted(context.Request),
        options.Value.DefaultLanguage,
    ];

    static IEnumerable<string?> Accepted(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .Take(AcceptedLanguages)
            .Where(range => range.Quality is not 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => range.Value.Value);
}
