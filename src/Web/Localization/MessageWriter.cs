using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Federated.Web.Localization;

/// <summary>How a person is spoken of, where they told us. Messages do without wherever they can.</summary>
public enum Gender { Unknown, Male, Female }

/// <summary>
/// Puts arguments into a message, as text or (with an encoder) as HTML. In HTML everything is encoded except arguments that are HTML already,
/// and text arguments stand in a <c>bdi</c>, so that a name in another script does not disturb the sentence.
/// </summary>
sealed class MessageWriter(string language, CultureInfo culture, string hubName, object?[] args, HtmlEncoder? html)
{
    readonly StringBuilder output = new();

    /// <param name="message">What to write.</param>
    /// <param name="language">The message's, which decides on plurals.</param>
    /// <param name="culture">The page's, by which numbers and dates are written.</param>
    /// <param name="hubName">For {{SITENAME}}.</param>
    /// <param name="args">$1 and so on.</param>
    /// <param name="html">For HTML.</param>
    public static string Write(Message message, string language, CultureInfo culture, string hubName, object?[] args, HtmlEncoder? html = null)
    {
        var writer = new MessageWriter(language, culture, hubName, args, html);
        writer.Write(message);
        return writer.output.ToString();
    }

    void Write(Message message)
    {
        foreach (var part in message.Parts)
            Write(part);
    }

    void Write(MessagePart part)
    {
        switch (part)
        {
            case TextPart(var text):
                Text(text);
                break;
            case HubNamePart:
                Text(hubName);
                break;
            case ParameterPart(var index):
                Argument(index);
                break;
            case LinkPart(var index, var inner):
                Link(Get(index) as string, inner);
                break;
            case PluralPart plural:
                Write(Choose(plural, Get(plural.Index)));
                break;
            case GenderPart(var index, var forms):
                Write(Choose(forms, Get(index)));
                break;
        }
    }

    void Text(string text) => output.Append(html is null ? text : html.Encode(text));

    object? Get(int index) => index < args.Length ? args[index] : null;

    void Argument(int index)
    {
        if (index >= args.Length)
            Text(string.Create(CultureInfo.InvariantCulture, $"${index + 1}"));
        else if (args[index] is IHtmlContent content && html is not null)
            output.Append(Rendered(content, html));
        else if (args[index] is { } value)
            Value(value);
    }

    void Value(object value)
    {
        var isolate = html is not null && value is string;
        output.Append(isolate ? "<bdi>" : "");
        Text(Formatted(value, culture));
        output.Append(isolate ? "</bdi>" : "");
    }

    void Link(string? address, Message inner)
    {
        var linked = html is not null && address is not null && IsSafe(address);
        output.Append(linked ? $"<a href=\"{html!.Encode(address!)}\">" : "");
        Write(inner);
        output.Append(linked ? "</a>" : "");
    }

    Message Choose(PluralPart plural, object? value)
    {
        var number = AsNumber(value);
        if (plural.Exact.TryGetValue(number, out var exact))
            return exact;
        var form = PluralRules.FormOf(Languages.Chain(language).Append(Languages.English), number);
        return plural.Forms.Count > 0 ? plural.Forms[Math.Min(form, plural.Forms.Count - 1)] : new([]);
    }

    static Message Choose(IReadOnlyList<Message> forms, object? value) => (value, forms.Count) switch
    {
        (Gender.Female, > 1) => forms[1],
        (Gender.Male, _) => forms[0],
        (_, > 2) => forms[2],
        _ => forms[0],
    };

    static bool IsSafe(string address) =>
        address is ['/', not ('/' or '\\'), ..] or "/" or ['#' or '?', ..]
        || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    static decimal AsNumber(object? value) => value switch
    {
        string text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0,
        double or float or null => value is null ? 0 : (decimal)Convert.ToDouble(value, CultureInfo.InvariantCulture),
        IConvertible number => number.ToDecimal(CultureInfo.InvariantCulture),
        _ => 0,
    };

    static string Formatted(object value, CultureInfo culture) => value switch
    {
        int or long or short or byte or uint or ulong => ((IFormattable)value).ToString("N0", culture),
        decimal or double or float => ((IFormattable)value).ToString("#,0.###", culture),
        IFormattable other => other.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    static string Rendered(IHtmlContent content, HtmlEncoder encoder)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        content.WriteTo(writer, encoder);
        return writer.ToString();
    }
}
