using Federated.Instance.Config;
using Federated.Web.Auth.Providers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.Providers;

/// <summary>Sends somebody to a provider, or says why that came to nothing.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
sealed class WithModel(SignInOptions settings, ProviderEvents events) : PageModel
{
    /// <summary>What goes to the provider and back, sealed into the state.</summary>
    public const string Return = "return";
    public const string InviteItem = "invite";
    public const string LinkItem = "link";

    public SignInProvider Provider { get; private set; } = null!;

    /// <summary>One of those of <see cref="ProviderEvents"/>.</summary>
    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(string provider, string? problem, string? returnUrl, string? invite, string? link)
    {
        if (settings.Find(provider) is not { } found)
            return NotFound();
        Provider = found;
        if (problem is ProviderEvents.Cancelled or ProviderEvents.Failed or ProviderEvents.Unreachable)
        {
            Problem = problem;
            return Page();
        }
        var properties = new AuthenticationProperties { RedirectUri = ProviderSetup.ArrivalPath };
        foreach (var (key, value) in new[] { (Return, returnUrl), (InviteItem, invite), (LinkItem, link) })
            if (value is not null)
                properties.Items[key] = value;
        try
        {
            await HttpContext.ChallengeAsync(provider, properties);
            return new EmptyResult();
        }
        catch (ProviderFailure failure)
        {
            return LocalRedirect(ProviderEvents.PathTo(provider, events.Explain(provider, failure)));
        }
    }
}
