using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Federated.Instance.Events;

/// <summary>Where an event is. `Uri` is its id on the hub of a remote event; places typed here have none.</summary>
public sealed record Place
{
    public string? Uri { get; init; }
    public required string Name { get; init; }
    public string Street { get; init; } = "";
    public string Locality { get; init; } = "";
    public string Region { get; init; } = "";
    public string PostalCode { get; init; } = "";
    public string Country { get; init; } = "";
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }

    public (double Latitude, double Longitude)? Point =>
        this is { Latitude: { } latitude, Longitude: { } longitude } ? (latitude, longitude) : null;

    /// <summary>One line: name, street, town, country, each once.</summary>
    public string Line => Joined(Name, Street, Town, Country);

    /// <summary>The line without the name.</summary>
    public string Address => Joined(new[] { Street, Town, Country }.Where(part => part != Name));

    /// <summary>For lists and the summary line: name and town.</summary>
    public string Short => Locality.Length == 0 || Name.Contains(Locality, StringComparison.Ordinal) ? Name : $"{Name}, {Locality}";

    /// <summary>Equal keys are one place: the same id, or without an id the same facts.</summary>
    public byte[] Key => SHA256.HashData(Encoding.UTF8.GetBytes(Uri ?? string.Join(
        '\u001f', Name, Street, Locality, Region, PostalCode, Country, Degrees(Latitude), Degrees(Longitude))));

    string Town => $"{PostalCode} {Locality}".Trim();

    static string Joined(params IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal));

    static string Degrees(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
