using System.Globalization;
using Federated.Web.Pages.Shared;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Options;

namespace Federated.Web.TagHelpers;

/// <summary>
/// A small picture of a person or a thing, or the initials of its name: <c>&lt;cdx-thumbnail name="@person.Name" src="@person.Picture" /&gt;</c>. A picture of
/// another server is never loaded: who reads a page is nobody else's business. It lies over the initials, which show until it is there.
/// It is decoration beside the name unless <c>alt</c> is given.
/// </summary>
[HtmlTargetElement("cdx-thumbnail", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ThumbnailTagHelper(IOptions<LayoutOptions> options) : TagHelper
{
    const int Tints = 6;

    public string Name { get; set; } = "";

    public string? Src { get; set; }

    public string Alt { get; set; } = "";

    /// <summary>small, medium or large.</summary>
    public string Size { get; set; } = "medium";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddCssClass($"cdx-thumbnail thumbnail--{Size}");
        var letters = Inner();
        Letters(letters);
        output.Content.SetHtmlContent(letters);
        if (Src is null || !IsOurs(Src))
            return;
        var image = Inner();
        Picture(image, Src);
        output.AddCssClass("thumbnail--picture");
        output.Content.AppendHtml(image);
    }

    static TagHelperOutput Inner() => new("span", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));

    static void Picture(TagHelperOutput image, string source)
    {
        image.TagName = "img";
        image.TagMode = TagMode.SelfClosing;
        image.AddCssClass("cdx-thumbnail__image");
        image.Attributes.SetAttribute("src", source);
        image.Attributes.SetAttribute("alt", "");
        image.Attributes.SetAttribute("width", "40");
        image.Attributes.SetAttribute("height", "40");
        image.Attributes.SetAttribute("loading", "lazy");
        image.Attributes.SetAttribute("decoding", "async");
    }

    void Letters(TagHelperOutput letters)
    {
        letters.AddCssClass($"cdx-thumbnail__placeholder thumbnail__letters thumbnail__letters--{Tint(Name)}");
        letters.Default(Alt.Length > 0 ? "role" : "aria-hidden", Alt.Length > 0 ? "img" : "true");
        letters.Default("aria-label", Alt.Length > 0 ? Alt : null);
        letters.Content.SetContent(Initials(Name));
    }

    bool IsOurs(string source) =>
        source is ['/', not ('/' or '\\'), ..]
        || (options.Value.MediaBase is { Length: > 0 } media && source.StartsWith(media.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>The first letter of the first and of the last word, whatever the script.</summary>
    public static string Initials(string name)
    {
        var words = name.Split([' ', '\u00a0', '_', '-', '.'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => StringInfo.GetNextTextElement(word)).Where(first => char.IsLetterOrDigit(first, 0)).ToList();
        return (words.Count > 1 ? words[0] + words[^1] : words.FirstOrDefault() ?? "?").ToUpperInvariant();
    }

    // The same name has the same colour on every page and machine.
    static int Tint(string name) => name.Aggregate(0, (sum, c) => ((sum * 31) + c) & 0xffff) % Tints + 1;
}
