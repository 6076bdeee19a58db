using Federated.Federation;
using Federated.Instance.Storage;
using Federated.Instance.Transfers;
using Federated.Web.Auth;
using Federated.Web.Localization;
using Federated.Web.Media;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Net.Http.Headers;

namespace Federated.Web.Pages.Transfers;

/// <summary>What people take along to another server, and what they bring from one.</summary>
[Authorize(Policies.SignedIn)]
[TakesFiles]
sealed class TransfersModel(Database database, Visitor visitor, Importing importing, Exporting exporting, Localizer l) : PageModel
{
    const string Path = "/settings/transfer";

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public IFormFile? Sent { get; set; }

    long Me => visitor.ActorId!.Value;

    public IReadOnlyList<TransferKind> Exports => exporting.Kinds;
    public IReadOnlyList<SelectListItem> Imports => [.. importing.Kinds.Select(k => new SelectListItem(Name(k), k.Word()))];
    public IReadOnlyList<Import> Brought { get; private set; } = [];

    public string Name(TransferKind kind) => l[$"federated-transfer-{kind.Word()}"];

    public Task OnGetAsync(CancellationToken ct) => ListAsync(ct);

    /// <summary>A file to take along, or that of what could not come in.</summary>
    public async Task<IActionResult> OnGetFileAsync(string? kind, long? import, CancellationToken ct)
    {
        if (import is { } id)
        {
            await using var db = await database.OpenAsync(ct);
            return await ImportStore.FindAsync(db, Me, id, ct) is { } found
                ? new CsvResult($"{FileName(found.Kind)}-problems.csv", to => exporting.WriteProblemsAsync(Me, found, to, ct)) : NotFound();
        }
        return Read(kind) is { } wanted ? new CsvResult($"{FileName(wanted)}.csv", to => exporting.WriteAsync(Me, wanted, to, ct)) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Read(Kind) is not { } kind || !importing.Kinds.Contains(kind))
            ModelState.AddModelError(nameof(Kind), l["federated-error-import-kind"]);
        else if (Sent is null)
            ModelState.AddModelError(nameof(Sent), l["federated-error-import-empty"]);
        else
        {
            await using var file = Sent.OpenReadStream();
            var begun = await importing.BeginAsync(Me, kind, file, ct);
            if (begun.Ok)
            {
                this.Tell(l["federated-transfer-begun"]);
                return this.SeeOther(Path);
            }
            ModelState.AddModelError(nameof(Sent), l[$"federated-error-{begun.Code}"]);
        }
        await ListAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostDropAsync(long import, CancellationToken ct)
    {
        await database.TransactAsync(tx => ImportStore.DropAsync(tx, Me, import, ct), ct);
        this.Tell(l["federated-transfer-dropped"]);
        return this.SeeOther(Path);
    }

    async Task ListAsync(CancellationToken ct)
    {
        await using var db = await database.OpenAsync(ct);
        Brought = await ImportStore.ListAsync(db, Me, Limits.PageItems, ct);
    }

    static TransferKind? Read(string? word) => Enum.GetValues<TransferKind>().Cast<TransferKind?>().FirstOrDefault(k => k!.Value.Word() == word);

    /// <summary>As other servers call theirs.</summary>
    static string FileName(TransferKind kind) => kind switch
    {
        TransferKind.Following => "following_accounts",
        TransferKind.Followers => "followers",
        TransferKind.Blocks => "blocked_accounts",
        TransferKind.Mutes => "muted_accounts",
        TransferKind.Servers => "blocked_domains",
        TransferKind.Lists => "lists",
        _ => "bookmarks",
    };

    /// <summary>A file that is written while it is sent.</summary>
    sealed class CsvResult(string name, Func<Stream, Task> write) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
            return write(response.Body);
        }
    }
}
