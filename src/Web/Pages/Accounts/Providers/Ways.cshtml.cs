using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Accounts.Passkeys;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Auth.Providers;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.Providers;

/// <summary>How somebody can sign in besides the password; each way is added and removed after proving once more who they are.</summary>
[Authorize(Policies.SignedIn)]
sealed class WaysModel(Database database, SignInOptions settings, Proof proof, Linking linking, LinkTicket tickets, Passkeys passkeys, Keeping keeping, BrowserSession session, Localizer l) : PageModel
{
    public const string Path = "/settings/sign-in";

    public sealed class Form
    {
        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Password { get; set; }

        /// <summary>What a new passkey is to be called.</summary>
        [StringLength(Limits.Name)]
        public string? Name { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool NeedsPassword { get; private set; }
    public IReadOnlyList<ExternalIdentity> Identities { get; private set; } = [];
    public IReadOnlyList<Passkey> Keys { get; private set; } = [];
    public IReadOnlyList<SignInProvider> Providers => settings.Providers;

    /// <summary>The provider to go on to, and the way there.</summary>
    public (SignInProvider Provider, string Path)? GoOn { get; private set; }

    public string NameOf(ExternalIdentity identity) => settings.Providers.FirstOrDefault(p => p.Issuer == identity.Issuer)?.Name ?? identity.Issuer;

    public async Task OnGetAsync(CancellationToken ct)
    {
        NeedsPassword = await proof.IsNeededAsync(ct);
        await using var db = await database.OpenAsync(ct);
        Keys = await PasskeyStore.OfAsync(db, (await proof.AccountAsync(ct)).ActorId, ct);
        Identities = await IdentityStore.OfAsync(db, (await proof.AccountAsync(ct)).ActorId, ct);
    }

    /// <summary>A form that went to another site would be stopped by our own policy, so the last step is a link.</summary>
    public async Task<IActionResult> OnPostLinkAsync(string? provider, CancellationToken ct)
    {
        if (settings.Find(provider ?? "") is not { } chosen)
            return NotFound();
        if (await ProvedAsync(ct))
            GoOn = (chosen, ProviderEvents.PathTo(chosen.Key, link: tickets.Make(await proof.AccountAsync(ct))));
        return Page();
    }

    public async Task<IActionResult> OnPostUnlinkAsync(string? issuer, string? subject, CancellationToken ct)
    {
        if (!await ProvedAsync(ct))
            return Page();
        return await EndedAsync(await linking.RemoveAsync(await proof.AccountAsync(ct), issuer ?? "", subject ?? "", ct), ct);
    }

    /// <summary>The question for a device that is to make a passkey, as JSON for the script; the page, where somebody has not proved who they are.</summary>
    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct) =>
        await ProvedAsync(ct) ? Content(await passkeys.AskNewAsync(HttpContext, await proof.AccountAsync(ct), ct), "application/json") : Page();

    /// <summary>Whoever had the question has proved who they are.</summary>
    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(credential))
        {
            await ProvedAsync(ct);
            return Page();
        }
        await OnGetAsync(ct);
        var account = await proof.AccountAsync(ct);
        if (credential.Length > Limits.PasskeyAnswer || await passkeys.CheckNewAsync(HttpContext, account, credential, ct) is not { } made)
        {
            ModelState.AddModelError("", l["federated-ways-passkey-failed"]);
            return Page();
        }
        var name = string.IsNullOrWhiteSpace(Input.Name) ? DeviceName.Of(Request) : Input.Name;
        var added = await keeping.AddAsync(account, made with { Name = name }, ct);
        if (!added.Ok)
        {
            ModelState.AddRefusal(added, l);
            return Page();
        }
        this.Tell(l["federated-ways-passkey-done"]);
        return this.SeeOther(Path);
    }

    public async Task<IActionResult> OnPostDropAsync(string? key, CancellationToken ct)
    {
        if (key is not { Length: <= Limits.UriLength } || key.Length % 2 == 1 || !key.All(char.IsAsciiHexDigit))
            return NotFound();
        return await ProvedAsync(ct) ? await EndedAsync(await keeping.RemoveAsync(await proof.AccountAsync(ct), Convert.FromHexString(key), ct), ct) : Page();
    }

    async Task<IActionResult> EndedAsync(Result<Account> removed, CancellationToken ct)
    {
        if (!removed.Ok)
        {
            ModelState.AddRefusal(removed, l);
            return Page();
        }
        await session.RenewAsync(HttpContext, removed.Value.ActorId, SignInMethod.Password, ct);
        this.Tell(l["federated-ways-removed"]);
        return this.SeeOther(Path);
    }

    async Task<bool> ProvedAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        await proof.CheckAsync(this, "Input.Password", Input.Password, ct);
        return ModelState.IsValid;
    }
}
