using System.Collections.Frozen;
using System.Globalization;

namespace Federated.Web.Localization;

/// <summary>The language in which the hub speaks to whoever asks.</summary>
/// <param name="Code">Lower case, as the message files are named: <c>pt-br</c>.</param>
/// <param name="Culture">How dates and numbers are written; English forms where .NET has nothing nearer.</param>
public sealed record UiLanguage(string Code, CultureInfo Culture)
{
    /// <summary>Shows the names of the messages instead of their text.</summary>
    public const string Keys = "qqx";

    /// <summary>English with accents and some more length, to find text that is not a message and boxes that are too small.</summary>
    public const string Pseudo = "en-x-pseudo";

    static readonly FrozenSet<string> Cultures = CultureInfo.GetCultures(CultureTypes.AllCultures)
        .Select(c => c.Name).Where(name => name.Length > 0).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public bool IsRightToLeft => Languages.IsRightToLeft(Code);

    /// <summary>For the <c>dir</c> attribute.</summary>
    public string Dir => IsRightToLeft ? "rtl" : "ltr";

    /// <summary>For the <c>lang</c> attribute: <c>pt-BR</c>, <c>zh-Hant</c>.</summary>
    public string Tag => string.Join('-', Code.Split('-').Select(Cased));

    /// <param name="code">The language of the messages.</param>
    /// <param name="asked">What was asked for, when it says more: <c>en-GB</c> for <c>en</c>.</param>
    public static UiLanguage Of(string code, string? asked = null)
    {
        var related = asked?.Split('-')[0] == code.Split('-')[0] ? Languages.Chain(asked) : [];
        var name = related.Concat(Languages.Chain(code)).FirstOrDefault(Cultures.Contains);
        return new(code, name is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name));
    }

    static string Cased(string part, int index) => (index, part.Length) switch
    {
        ( > 0, 2) => part.ToUpperInvariant(),
        ( > 0, 4) when !char.IsDigit(part[0]) => char.ToUpperInvariant(part[0]) + part[1..],
        _ => part,
    };
}
