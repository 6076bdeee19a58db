using System.Text.Json.Serialization;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>
/// The one `location` of an event (wire rules E5 to E9): always an object with a stable id and a name.
/// </summary>
public sealed record PlaceDocument
{
    /// <summary>The place's id; peers merge places by it.</summary>
    public required string Id { get; init; }

    /// <summary>`Place`.</summary>
    public string Type => AsTypes.Place;

    /// <summary>Never empty: Gancio refuses the event otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is; null for an online event.</summary>
    public PostalAddressDocument? Address { get; init; }

    /// <summary>Degrees north.</summary>
    [JsonConverter(typeof(DecimalPointConverter))]
    public double? Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    [JsonConverter(typeof(DecimalPointConverter))]
    public double? Longitude { get; init; }

    /// <summary>The place of an event that is only online.</summary>
    public static PlaceDocument Online(string id) => new() { Id = id, Name = "Online" };
}

/// <summary>A postal address (wire rule E7): all five parts are written, empty where unknown.</summary>
public sealed record PostalAddressDocument
{
    /// <summary>`PostalAddress`.</summary>
    public string Type => "PostalAddress";

    /// <summary>Street and number; where unknown, the place's name.</summary>
    public required string StreetAddress { get; init; }

    /// <summary>Postal code.</summary>
    public string PostalCode { get; init; } = "";

    /// <summary>Town.</summary>
    public string AddressLocality { get; init; } = "";

    /// <summary>Region.</summary>
    public string AddressRegion { get; init; } = "";

    /// <summary>Country, by name.</summary>
    public string AddressCountry { get; init; } = "";
}
