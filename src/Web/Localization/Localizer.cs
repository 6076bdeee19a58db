using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using NodaTime;

namespace Federated.Web.Localization;

/// <summary>
/// The hub's words in one language, as pages use them: <c>@L["federated-home-title"]</c>, <c>@L.Html("federated-post-boosted-by", name)</c>,
/// <c>@L.Ago(post.Published)</c>. A message is never HTML itself; only arguments can be.
/// </summary>
public sealed class Localizer(Messages messages, UiLanguage language, string hubName, DateTimeZone zone, TimeProvider clock, HtmlEncoder encoder)
{
    public UiLanguage Language => language;

    /// <summary>The time zone in which times are shown.</summary>
    public DateTimeZone Zone => zone;

    public string HubName => hubName;

    public TimeProvider Clock => clock;

    /// <summary>The message as text, to be encoded by whoever writes it out (Razor does).</summary>
    public string this[string key, params object?[] args] => Find(key) switch
    {
        null => Missing(key, args),
        var (message, spoken) => Isolated(spoken, MessageWriter.Write(message, spoken, language.Culture, hubName, args)),
    };

    /// <summary>The message as HTML: text and arguments encoded, <c>[$1 text]</c> a link when the address is a safe one.</summary>
    public IHtmlContent Html(string key, params object?[] args) => new HtmlString(Find(key) switch
    {
        null => encoder.Encode(Missing(key, args)),
        var (message, spoken) => Marked(spoken, MessageWriter.Write(message, spoken, language.Culture, hubName, args, encoder)),
    });

    /// <summary>The language of a message when it is another one than the page's.</summary>
    UiLanguage? Foreign(string spoken) => spoken.Split('-')[0] == language.Code.Split('-')[0] ? null : UiLanguage.Of(spoken);

    string Marked(string spoken, string html) => Foreign(spoken) is { } other ? $"<span lang=\"{other.Tag}\" dir=\"{other.Dir}\">{html}</span>" : html;

    /// <summary>Text cannot say its language; the isolates of Unicode (UAX 9) keep it in order on a page that is read the other way.</summary>
    string Isolated(string spoken, string text) =>
        Foreign(spoken) is { } other && other.Dir != language.Dir ? $"{(other.IsRightToLeft ? '\u2067' : '\u2066')}{text}\u2069" : text;

    public string Number(long number) => number.ToString("N0", language.Culture);

    (Message Message, string Language)? Find(string key) => language.Code == UiLanguage.Keys ? null : messages.Find(language.Code, key);

    string Missing(string key, object?[] args) => language.Code == UiLanguage.Keys
        ? args.Length == 0 ? $"({key})" : $"({key}: {string.Join(", ", args.Select(arg => Convert.ToString(arg, CultureInfo.InvariantCulture)))})"
        : $"⧼{key}⧽";
}
