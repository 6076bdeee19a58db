using System.Globalization;
using Federated.Instance.Text;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using Languages = Federated.Web.Localization.Languages;

namespace Federated.Web.Pages.Shared;

/// <summary>What selects offer.</summary>
static class Choices
{
    /// <summary>Every language that has a name of its own; those that somebody is likely to take come first.</summary>
    public static IReadOnlyList<SelectListItem> OfLanguages(params IEnumerable<string?> likely)
    {
        var first = likely.Select(Languages.Normalize).OfType<string>().Distinct().ToList();
        return [.. first.Concat(Languages.Named.Except(first)).Select(code => new SelectListItem(Languages.Autonym(code), UiLanguage.Of(code).Tag))];
    }

    /// <summary>The languages that the pages speak.</summary>
    public static IReadOnlyList<SelectListItem> OfPages(Messages messages) =>
        [.. messages.Languages.Select(code => new SelectListItem(Languages.Autonym(code), code))];

    public static IReadOnlyList<SelectListItem> OfZones(DateTimeOffset now) =>
    [
        .. Zones.List(Instant.FromDateTimeOffset(now)).SelectMany(region => region.Zones)
            .Select(zone => new SelectListItem($"{zone.Id.Replace('_', ' ')} (UTC{zone.Offset.ToString("+H:mm", CultureInfo.InvariantCulture)})", zone.Id)),
    ];
}
