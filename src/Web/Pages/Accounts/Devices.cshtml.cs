using System.Security.Claims;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts;

/// <summary>Where somebody is signed in, each with its way out.</summary>
[Authorize(Policies.SignedIn)]
sealed class DevicesModel(Database database, Visitor visitor, TimeProvider clock, Localizer l) : PageModel
{
    public const string Path = "/settings/devices";

    public IReadOnlyList<Device> Devices { get; private set; } = [];

    public bool IsThis(Device device) => device.Id == ThisId;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Devices = await SessionStore.OfAsync(db, visitor.ActorId!.Value, clock.GetUtcNow(), Limits.DevicesShown, ct);
    }

    public async Task<IActionResult> OnPostAsync(string? device, CancellationToken ct)
    {
        if (!TryRead(device, out var hash) || !await database.TransactAsync(tx => SessionStore.RevokeAsync(tx, visitor.ActorId!.Value, hash, ct), ct))
            return NotFound();
        return Done("federated-devices-ended");
    }

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken ct)
    {
        await database.TransactAsync(tx => SessionStore.RevokeOthersAsync(tx, visitor.ActorId!.Value, Token, ct), ct);
        return Done("federated-devices-ended-others");
    }

    string Token => User.FindFirstValue(BrowserSession.TokenClaim) ?? "";

    string ThisId => Convert.ToHexStringLower(SecretToken.Hash(Token));

    static bool TryRead(string? device, out byte[] hash)
    {
        hash = [];
        if (device is not { Length: 64 } || !device.All(char.IsAsciiHexDigit))
            return false;
        hash = Convert.FromHexString(device);
        return true;
    }

    StatusCodeResult Done(string message)
    {
        this.Tell(l[message]);
        return this.SeeOther(Path);
    }
}
