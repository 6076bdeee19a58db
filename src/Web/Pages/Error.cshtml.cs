using Federated.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Federated.Web.Pages;

/// <summary>An error in words. Asked for by itself it is a page that does not exist.</summary>
[IgnoreAntiforgeryToken]
sealed class ErrorModel : PageModel
{
    /// <summary>The part of the messages' keys.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The code by which operators find what happened, where it was our fault.</summary>
    public string? Trace { get; private set; }

    public void OnGet()
    {
        if (Response.StatusCode == StatusCodes.Status200OK)
            Response.StatusCode = StatusCodes.Status404NotFound;
        Kind = Response.StatusCode switch
        {
            400 or 405 => "400",
            401 or 403 => "403",
            410 => "410",
            413 => "413",
            429 => "429",
            503 => "503",
            >= 500 => "500",
            _ => "404",
        };
        Trace = Response.StatusCode >= 500 ? Problems.TraceId(HttpContext) : null;
    }
}
