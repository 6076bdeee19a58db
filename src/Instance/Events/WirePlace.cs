using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>
/// Where an event is, as peers write it: one Place, a list of places and links, a line of text, or nothing
/// (wire-events-groups 6). The first place counts, and the first link.
/// </summary>
sealed class WirePlace
{
    const string OnlineName = "Online";

    WirePlace(As document)
    {
        foreach (var item in document.Many("location"))
            if (LinkOf(item) is { } link)
                OnlineUrl ??= link;
            else
                Place ??= PlaceOf(item, document.Id);
        var said = document.Bool("isOnline") == true;
        Online = said || OnlineUrl is not null;
        if (Place is { Name: OnlineName, Point: null, Locality: "" } && said)
            Place = null;
        OnlineUrl ??= Hrefs.Clean(document.Text("onlineLink")) ?? (said || Place is null ? LinkedIn(document) : null);
        Online |= OnlineUrl is not null;
    }

    public Place? Place { get; }
    public bool Online { get; }
    public string? OnlineUrl { get; }

    public static WirePlace Read(As document) => new(document);

    /// <summary>Mobilizon's Link `Website`, else the first Link (WordPress), else the address of a live stream.</summary>
    static string? LinkedIn(As document)
    {
        var attached = document.Many("attachment");
        var links = attached.Where(a => a.Is(AsTypes.Link)).ToList();
        var link = links.Find(a => a.Text("name") == "Website") is { Exists: true } website ? website : links.FirstOrDefault();
        return Hrefs.Clean(link.Ref("href")) ?? attached.Where(a => a.Text("propertyID")?.StartsWith("mz:live:", StringComparison.Ordinal) == true)
            .Select(a => Hrefs.Clean(a.Text("value"))).FirstOrDefault(url => url is not null);
    }

    static string? LinkOf(As item) =>
        item.Raw.ValueKind == JsonValueKind.String ? Hrefs.Clean(item.Raw.GetString())
        : item.Is("VirtualLocation", AsTypes.Link) ? Hrefs.Clean(item.Ref("url") ?? item.Ref("href"))
        : item.Is(AsTypes.Place) ? null
        : Hrefs.Clean(item.Text("name"));

    static Place? PlaceOf(As item, string? eventId)
    {
        if (item.Is("VirtualLocation", AsTypes.Link))
            return null;
        var text = item.Raw.ValueKind == JsonValueKind.String ? item.Raw.GetString() : null;
        var place = Addressed(item.One("address")) with
        {
            Uri = text is null && Origin.Same(item.Id, eventId) ? item.Id : null,
            Name = Names.Title(text ?? item.Text("name")),
        };
        if (place.Name.Length == 0)
            place = place with { Name = NameFrom(item, place) };
        if (place.Name.Length == 0)
            return null;
        return item.Double("latitude") is >= -90 and <= 90 and var latitude && item.Double("longitude") is >= -180 and <= 180 and var longitude
            ? place with { Latitude = latitude, Longitude = longitude }
            : place;
    }

    static string NameFrom(As item, Place place) =>
        PlainText.Line(item.Text("content") ?? "", Limits.Name) is { Length: > 0 } content ? content
        : place.Street.Length > 0 ? place.Street
        : place.Locality;

    static Place Addressed(As address) => address.Raw.ValueKind == JsonValueKind.String
        ? new Place { Name = "", Street = Names.Title(address.Raw.GetString()) }
        : new Place
        {
            Name = "",
            Street = Names.Title(address.Text("streetAddress")),
            Locality = Names.Title(address.Text("addressLocality")),
            Region = Names.Title(address.Text("addressRegion")),
            PostalCode = Names.Title(address.Text("postalCode")),
            Country = Names.Title(address.Text("addressCountry") ?? address.One("addressCountry").Text("name")),
        };
}
