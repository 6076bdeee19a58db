using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;

namespace Federated.Web.Pages.Accounts;

/// <summary>The second factor: switched on with an authenticator app, off with the password.</summary>
[Authorize(Policies.SignedIn)]
sealed class SecondFactorModel(Database database, Proof proof, SecondFactors factors, BrowserSession session, TimeProvider clock, Localizer l) : PageModel
{
    public const string Path = "/settings/second-factor";
    const int ModulePixels = 4;

    public sealed class Form
    {
        [StringLength(40)]
        public string? Code { get; set; }

        [StringLength(Limits.PasswordMax), DataType(DataType.Password)]
        public string? Password { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool On { get; private set; }
    public int CodesLeft { get; private set; }
    public bool NeedsPassword { get; private set; }

    /// <summary>New recovery codes, shown this once.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    /// <summary>The secret that waits for its first code, in groups of four letters, and as a picture.</summary>
    public string? Secret { get; private set; }

    public IHtmlContent? Picture { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var account = await proof.AccountAsync(ct);
        NeedsPassword = await proof.IsNeededAsync(ct);
        await using var db = await database.OpenAsync(ct);
        On = await SecondFactorStore.IsOnAsync(db, account.ActorId, ct);
        CodesLeft = await SecondFactorStore.CodesLeftAsync(db, account.ActorId, ct);
    }

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken ct)
    {
        var account = await proof.AccountAsync(ct);
        if (!await ProvedAsync(ct))
            return Page();
        var begun = await factors.BeginAsync(account.ActorId, ct);
        if (!begun.Ok)
            return this.SeeOther(Path);
        Show(account, begun.Value);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken ct)
    {
        var account = await proof.AccountAsync(ct);
        var confirmed = await factors.ConfirmAsync(account, Input.Code ?? "", ct);
        if (confirmed.Ok)
            return await ShowAsync(account, confirmed.Value, ct);
        ModelState.AddRefusal(confirmed, l);
        await using var db = await database.OpenAsync(ct);
        if (await factors.WaitingAsync(db, account.ActorId, clock.GetUtcNow(), ct) is not { } waiting)
            return this.SeeOther(Path);
        Show(account, waiting);
        return Page();
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct)
    {
        if (!await ProvedAsync(ct))
            return Page();
        if (!On)
            return this.SeeOther(Path);
        Codes = await factors.RenewCodesAsync((await proof.AccountAsync(ct)).ActorId, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        var account = await proof.AccountAsync(ct);
        if (!await ProvedAsync(ct))
            return Page();
        if (await factors.RemoveAsync(account, account.ActorId, ct))
            await session.RenewAsync(HttpContext, account.ActorId, SignInMethod.Password, ct);
        this.Tell(l["federated-second-removed"]);
        return this.SeeOther(Path);
    }

    async Task<bool> ProvedAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        await proof.CheckAsync(this, "Input.Password", Input.Password, ct);
        return ModelState.IsValid;
    }

    /// <summary>The change has ended every session, this one too.</summary>
    async Task<IActionResult> ShowAsync(Account account, IReadOnlyList<string> codes, CancellationToken ct)
    {
        Codes = codes;
        await session.RenewAsync(HttpContext, account.ActorId, SignInMethod.Password, ct);
        return Page();
    }

    void Show(Account account, byte[] secret)
    {
        Secret = string.Join(' ', Totp.Base32(secret).Chunk(4).Select(c => new string(c)));
        using var code = QRCodeGenerator.GenerateQrCode(Totp.Address(l.HubName, account.Name, secret), QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        Picture = new HtmlString(svg.GetGraphic(ModulePixels));
    }
}
