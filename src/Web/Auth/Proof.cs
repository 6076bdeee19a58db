using Federated.Instance.Accounts;
using Federated.Instance.Storage;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Auth;

/// <summary>
/// Somebody who is signed in proves once more who they are, by the password, before what matters. Who just came by a link has done so; who has no password, by having
/// signed in lately. Scoped.
/// </summary>
sealed class Proof(Database database, Visitor visitor, PasswordSignIn signIn, TimeProvider clock, IHttpContextAccessor http, Localizer l)
{
    Account? _account;

    /// <summary>The account of whoever is signed in.</summary>
    public async Task<Account> AccountAsync(CancellationToken ct)
    {
        if (_account is not null)
            return _account;
        await using var db = await database.OpenAsync(ct);
        return _account = await AccountStore.ByIdAsync(db, visitor.ActorId!.Value, ct) ?? throw new InvalidOperationException("A session without account.");
    }

    public async Task<bool> IsNeededAsync(CancellationToken ct) =>
        (await AccountAsync(ct)).PasswordHash is not null && !http.HttpContext!.User.CameByLink(clock.GetUtcNow());

    /// <summary>What is wrong is said at the field; nothing, when the proof is good or not needed.</summary>
    public async Task CheckAsync(PageModel page, string field, string? password, CancellationToken ct)
    {
        if (!await IsNeededAsync(ct))
        {
            if ((await AccountAsync(ct)).PasswordHash is null && http.HttpContext!.User.IsStale(clock.GetUtcNow()))
                page.ModelState.AddModelError("", l["federated-signin-again"]);
            return;
        }
        switch (await signIn.ConfirmAsync(await AccountAsync(ct), password ?? "", ct))
        {
            case SignInAnswer.Accepted:
                break;
            case SignInAnswer.TooMany(var wait):
                page.ModelState.AddModelError(field, l["federated-signin-locked", page.Response.TooMany(wait)]);
                break;
            default:
                page.ModelState.AddModelError(field, l["federated-settings-password-wrong"]);
                break;
        }
    }
}
