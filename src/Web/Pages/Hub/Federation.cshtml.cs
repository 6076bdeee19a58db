using Federated.Instance.Config;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Hub;

/// <summary>What this hub sends to other servers and takes from them, in short.</summary>
sealed class FederationModel(FederationOptions federation) : PageModel
{
    /// <summary>open, approve or allowlist.</summary>
    public string Mode => federation.Mode;
}
