using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Html;

namespace Federated.Web.TagHelpers;

/// <summary>The drawings of codex-icons that build/icons.json names, as inline SVG.</summary>
public static class Icons
{
    // Mirrored (Flip) on a right-to-left page, except in the languages of Keep; some languages have a drawing of their own.
    sealed record Drawing(string Ltr, string? Rtl, bool Flip, IReadOnlyList<string>? Keep, Dictionary<string, string>? Languages);

    static readonly FrozenDictionary<string, Drawing> Drawings = Load();

    public static IEnumerable<string> Names => Drawings.Keys;

    /// <summary>
    /// An icon (medium, small or x-small) beside words, or with a label when it stands for them. Unknown names throw: a page has a typing error.
    /// </summary>
    public static IHtmlContent Html(string name, UiLanguage language, string size = "medium", string? label = null, string? cssClass = null)
    {
        if (!Drawings.TryGetValue(name, out var icon))
            throw new ArgumentException($"No icon '{name}': build/icons.json lists them.", nameof(name));
        var flipped = language.IsRightToLeft && icon.Flip && icon.Keep?.Contains(language.Code) != true;
        var classes = $"cdx-icon cdx-icon--{size}{(flipped ? " cdx-icon--flipped" : "")}{(cssClass is null ? "" : " " + cssClass)}";
        var named = label is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(label)}\"";
        return new HtmlString(
            $"<span class=\"{classes}\" {named}><svg width=\"20\" height=\"20\" viewBox=\"0 0 20 20\">{Path(icon, language)}</svg></span>");
    }

    static string Path(Drawing icon, UiLanguage language) =>
        Languages.Chain(language.Code).Select(code => icon.Languages?.GetValueOrDefault(code)).FirstOrDefault(path => path is not null)
        ?? (language.IsRightToLeft ? icon.Rtl : null)
        ?? icon.Ltr;

    static FrozenDictionary<string, Drawing> Load()
    {
        using var stream = typeof(Icons).Assembly.GetManifestResourceStream("icons.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Drawing>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary();
    }
}
