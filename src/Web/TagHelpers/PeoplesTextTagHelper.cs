using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Federated.Web.TagHelpers;

/// <summary>Marks what people wrote: <c>&lt;div peoples-text="@post.Language"&gt;…&lt;/div&gt;</c> gets its own direction and language.</summary>
[HtmlTargetElement("*", Attributes = "peoples-text")]
public sealed class PeoplesTextTagHelper : TagHelper
{
    [HtmlAttributeName("peoples-text")]
    public string? ContentLanguage { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => output.MarkPeoplesText(ContentLanguage);
}
