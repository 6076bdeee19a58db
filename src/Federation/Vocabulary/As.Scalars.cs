using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Federated.Federation.Vocabulary;

public readonly partial record struct As
{
    const double Exact = 1L << 53;

    /// <summary>
    /// An instant in UTC, cut to milliseconds: RFC 3339, tolerantly (wire rule J9, <see cref="Instants.Parse"/>).
    /// Null when absent or unreadable.
    /// </summary>
    /// <param name="name">A compact name: `published`, `startTime`.</param>
    /// <param name="latest">For what cannot lie ahead (`published`, `updated`): now. Later instants become this one.</param>
    public DateTimeOffset? Instant(string name, DateTimeOffset? latest = null) =>
        Words(Member(name)) is { } text && Instants.Parse(text) is { } instant
            ? instant > latest ? latest : instant
            : null;

    /// <summary>A whole number: also from a string, a float (cut), negative ones as they are (wire rule J10). Null otherwise.</summary>
    public long? Int(string name)
    {
        var value = Scalar(Member(name));
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole)) return whole;
        return Number(value) is { } number && Math.Abs(number) <= Exact ? (long)number : null;
    }

    /// <summary>A finite number, also from a string. Null otherwise.</summary>
    public double? Double(string name) => Number(Scalar(Member(name)));

    /// <summary>The finite numbers of a list (`focalPoint`), others left out; empty when absent.</summary>
    /// <param name="name">A compact name.</param>
    /// <param name="cap">Items that are read.</param>
    public IReadOnlyList<double> Doubles(string name, int cap) =>
        [.. Items(Member(name)).Take(cap).Select(Number).OfType<double>()];

    /// <summary>A length of time as XML Schema writes it (`PT1M2.5S`). Null when absent, unreadable or negative.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Scalar(Member(name)) is not { ValueKind: JsonValueKind.String } value)
            return null;
        try
        {
            return XmlConvert.ToTimeSpan(value.GetString()!) is var length && length >= TimeSpan.Zero ? length : null;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>True or false, also as a string. Null otherwise.</summary>
    public bool? Bool(string name)
    {
        var value = Scalar(Member(name));
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var word) => word,
            _ => null,
        };
    }

    static double? Number(JsonElement value)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var plain) => plain,
            JsonValueKind.String when double.TryParse(
                value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var word) => word,
            _ => double.NaN,
        };
        return double.IsFinite(number) ? number : null;
    }
}
