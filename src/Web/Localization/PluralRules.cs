using System.Globalization;

namespace Federated.Web.Localization;

/// <summary>The operands of a CLDR plural rule (UTS #35, part 3, section 5.1.1); C and E are of compact notation, never used here.</summary>
public readonly record struct PluralOperands(decimal N, decimal I, decimal V, decimal W, decimal F, decimal T)
{
    public decimal C => 0;

    public decimal E => 0;

    public static PluralOperands Of(decimal number)
    {
        var n = Math.Abs(number);
        var fraction = Digits(n);
        var trimmed = fraction.TrimEnd('0');
        return new(n, decimal.Truncate(n), fraction.Length, trimmed.Length, Value(fraction), Value(trimmed));
    }

    static string Digits(decimal n) => n.ToString(CultureInfo.InvariantCulture) is var text && text.IndexOf('.') is > 0 and var dot
        ? text[(dot + 1)..]
        : "";

    static decimal Value(string digits) => digits.Length == 0 ? 0 : decimal.Parse(digits, CultureInfo.InvariantCulture);
}

/// <summary>Which form of a message a number takes in a language. The table is generated from CLDR at build time.</summary>
public static partial class PluralRules
{
    /// <summary>The index of the form, in the order zero, one, two, few, many, other of the forms the language has.</summary>
    public static int FormOf(IEnumerable<string> languages, decimal number)
    {
        var operands = PluralOperands.Of(number);
        return languages.Select(language => Form(language, operands)).FirstOrDefault(form => form is not null) ?? 0;
    }

    private static partial int? Form(string language, in PluralOperands o);

    static bool In(decimal value, int from, int to) => value >= from && value <= to && value == decimal.Truncate(value);
}
