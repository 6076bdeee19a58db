using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Accounts.Identities;
using Federated.Instance.Accounts.SignUps;
using Federated.Instance.Config;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Auth;
using Federated.Web.Auth.Providers;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages.Accounts.Providers;

/// <summary>Where people land who come back from a provider: signed in, linked, or asked which name they want here, as far as the hub's mode allows.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
sealed class BackModel(
    Database database, SignInOptions settings, Linking linking, LinkTicket tickets, SigningUp signingUp, Proof proof, Visitor visitor, SecondStep second, BrowserSession session,
    AddressLimit addresses, Messages messages, TimeProvider clock, Localizer l) : PageModel
{
    /// <summary>The names are those of <see cref="Application"/>, so that refusals find their field.</summary>
    public sealed class Form
    {
        [Required, StringLength(Limits.LocalName + 1)]
        public string Name { get; set; } = "";

        public string? Language { get; set; }

        [StringLength(Limits.SignUpReason)]
        public string? Reason { get; set; }

        public bool Agreed { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public SignInProvider Provider { get; private set; } = null!;
    public ExternalIdentity Identity { get; private set; } = null!;
    public SignUpMode Mode { get; private set; }

    /// <summary>Whether this visitor may join.</summary>
    public bool Open { get; private set; }

    /// <summary>The account is disabled or suspended.</summary>
    public bool Closed { get; private set; }

    /// <summary>The moderators decide.</summary>
    public bool Waiting { get; private set; }

    public Messages Messages => messages;
    public bool NeedsReason => Mode == SignUpMode.Approval && _invite is null;

    string? _return, _invite, _link;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await ArriveAsync())
            return LocalRedirect(HubSignIn.SignInPath);
        if (_link is not null)
            return await LinkAsync(_link, ct);
        if (await linking.FindAsync(Identity, ct) is { } account)
            return await EnterAsync(account, ct);
        await LookAsync(ct);
        Input = new() { Name = Names.Suggest(Identity.Name), Language = l.Language.Code };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await ArriveAsync() || _link is not null)
            return LocalRedirect(HubSignIn.SignInPath);
        await LookAsync(ct);
        if (!Open || Waiting)
            return Page();
        if (!Input.Agreed)
            ModelState.AddModelError("Input.Agreed", l["federated-signup-agree-needed"]);
        if (ModelState.IsValid && addresses.Take(HttpContext.Connection.RemoteIpAddress) is { } wait)
            ModelState.AddModelError("", l["federated-signin-locked", Response.TooMany(wait)]);
        if (!ModelState.IsValid)
            return Page();
        var joined = await signingUp.JoinAsync(Wanted, Identity, ct);
        if (!joined.Ok)
        {
            ModelState.AddRefusal(joined, l);
            return Page();
        }
        if (await linking.FindAsync(Identity, ct) is { } account)
            return await EnterAsync(account, ct);
        await ForgetAsync();
        Waiting = true;
        return Page();
    }

    /// <summary>Whether somebody comes from a provider of these settings.</summary>
    async Task<bool> ArriveAsync()
    {
        var arrival = await HttpContext.AuthenticateAsync(ProviderSetup.Scheme);
        if (!arrival.Succeeded || settings.Find(arrival.Principal.Identity!.AuthenticationType ?? "") is not { } provider)
            return false;
        (Provider, Identity) = (provider, ProviderClaims.Identity(arrival.Principal));
        (_return, _invite, _link) = (arrival.Properties.GetString(WithModel.Return), arrival.Properties.GetString(WithModel.InviteItem), arrival.Properties.GetString(WithModel.LinkItem));
        return Identity.Issuer == provider.Issuer;
    }

    async Task<IActionResult> LinkAsync(string ticket, CancellationToken ct)
    {
        await ForgetAsync();
        if (!visitor.SignedIn || await proof.AccountAsync(ct) is not { MaySignIn: true } account || !tickets.IsOf(ticket, account))
            return LocalRedirect(ProviderEvents.PathTo(Provider.Key, ProviderEvents.Failed));
        var added = await linking.AddAsync(account, Identity, ct);
        this.Tell(added.Ok ? l["federated-ways-linked", Provider.Name] : l[$"federated-error-{added.Code}"]);
        return this.SeeOther(WaysModel.Path);
    }

    /// <summary>The provider stands for the password, so a second factor is asked for all the same.</summary>
    async Task<IActionResult> EnterAsync(Account account, CancellationToken ct)
    {
        await ForgetAsync();
        if (!account.MaySignIn)
        {
            Closed = true;
            return Page();
        }
        if (await second.BeginAsync(HttpContext, account, SignInMethod.Provider, remember: false, ct))
            return LocalRedirect(SecondStep.PathTo(_return));
        if (!await session.StartAsync(HttpContext, account.ActorId, SignInMethod.Provider, remember: false, ct, account.SecurityStamp))
            return LocalRedirect(HubSignIn.SignInPath);
        this.Tell(l["federated-signin-done", account.Title]);
        return this.SeeOther(_return);
    }

    async Task LookAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Mode = await SignUpStore.ModeAsync(db, ct);
        Open = Mode != SignUpMode.Closed && (_invite is null ? Mode != SignUpMode.Invite : await InviteStore.IsGoodAsync(db, _invite, clock.GetUtcNow(), ct));
        Waiting = await SignUpStore.WaitsAsync(db, Identity.Issuer, Identity.Subject, ct);
    }

    Task ForgetAsync() => HttpContext.SignOutAsync(ProviderSetup.Scheme);

    Application Wanted => new()
    {
        Name = Input.Name.Trim().TrimStart('@'), Language = messages.Match(Input.Language), Reason = Input.Reason ?? "", Invite = _invite,
    };
}
