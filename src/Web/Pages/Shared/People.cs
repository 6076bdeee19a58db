using Federated.Instance.Actors;
using Federated.Instance.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Federated.Web.Pages.Shared;

/// <summary>Names of people as links, for sentences: <c>@L.Html("federated-post-boosted-by", People.Link(actor))</c>.</summary>
static class People
{
    public static IHtmlContent Link(Actor actor) => Link(actor.Path, actor.Title);

    public static IHtmlContent Link(string path, string name) => Link(path, new HtmlString(HtmlText.Encode(name)));

    public static IHtmlContent Link(string path, IHtmlContent name)
    {
        var link = new TagBuilder("a");
        link.Attributes["href"] = path;
        link.Attributes["dir"] = "auto";
        link.InnerHtml.AppendHtml(name);
        return link;
    }
}
