using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Events;

/// <summary>What the pages to plan and to edit an event share.</summary>
abstract class EventFormModel(Localizer l, TimeProvider clock) : PageModel
{
    /// <summary>To whom an event may be open. The calendar's followers are no circle of friends, so not to them alone.</summary>
    static readonly string[] Visibilities = [Instance.Policies.Visibility.Public, Instance.Policies.Visibility.Unlisted, Instance.Policies.Visibility.HubOnly, Instance.Policies.Visibility.Direct];

    /// <summary>Fields that are seen at once.</summary>
    static readonly string[] InFront = ["Title", "Start", "Zone", "Place", "OnlineUrl", "Description"];

    [BindProperty]
    public EventForm Input { get; set; } = new();

    public abstract bool Changing { get; }

    public IReadOnlyList<SelectListItem> Zones => Choices.OfZones(clock.GetUtcNow());
    public IReadOnlyList<SelectListItem> Languages => Choices.OfLanguages(Input.Language, l.Language.Code);

    /// <summary>Something behind "more" needs a look.</summary>
    public bool ShowsMore => ModelState.Any(entry => entry.Value?.Errors.Count > 0 && entry.Key.StartsWith("Input.", StringComparison.Ordinal)
        && !InFront.Contains(entry.Key["Input.".Length..]));

    protected bool IsValid() => ModelState.IsValid && Visibilities.Contains(Input.Visibility);
}
