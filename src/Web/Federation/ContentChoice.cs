using Federated.Federation.Vocabulary;

namespace Federated.Web.Federation;

/// <summary>Page or document, by the Accept header (decisions 1).</summary>
public static class ContentChoice
{
    /// <summary>At an id: a browser is sent to the page; whoever does not say gets the document.</summary>
    public static bool WantsPage(HttpContext http)
    {
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) && !MediaTypes.PrefersActivityPub(accept);
    }

    /// <summary>At a page: another server is sent to the id.</summary>
    public static bool WantsDocument(HttpContext http) => MediaTypes.PrefersActivityPub(http.Request.Headers.Accept.ToString());
}
