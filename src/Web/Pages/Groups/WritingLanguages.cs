using Federated.Instance.Config;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Groups;

/// <summary>The languages in which somebody may write here, those that they are likely to take first. Scoped.</summary>
sealed class WritingLanguages(Visitor visitor, HubOptions hub, Messages messages, Localizer l)
{
    public async Task<IReadOnlyList<SelectListItem>> ListAsync(CancellationToken ct)
    {
        var mine = (await visitor.ActorAsync(ct))?.Language;
        var codes = new[] { mine, l.Language.Code }.Concat(hub.Languages).Concat(messages.Languages).Select(Languages.Normalize).OfType<string>();
        return [.. codes.Distinct().Select(code => new SelectListItem(Languages.Autonym(code), UiLanguage.Of(code).Tag))];
    }
}
