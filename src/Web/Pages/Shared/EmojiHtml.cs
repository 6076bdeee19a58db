using Federated.Instance.Actors;
using Federated.Instance.Media;
using Federated.Instance.Text;
using Microsoft.AspNetCore.Html;

namespace Federated.Web.Pages.Shared;

/// <summary>What people of other servers write, with the pictures of their server in place of shortcodes: <c>@E.Name(actor, emoji)</c>.</summary>
public sealed class EmojiHtml(MediaAddress media)
{
    public IHtmlContent Name(Actor actor, EmojiSet emoji) => Text(actor.Host, actor.Title, emoji);

    /// <summary>Of plain text.</summary>
    public IHtmlContent Text(string? host, string text, EmojiSet emoji) => Html(host, HtmlText.Encode(text), emoji);

    /// <summary>Of HTML that is clean already.</summary>
    public IHtmlContent Html(string? host, string html, EmojiSet emoji) =>
        new HtmlString(host is null ? html : Shortcodes.Replace(html, name => emoji.Find(host, name) is { } found ? Picture(found) : null));

    // Names and addresses have no character that means something in HTML, and are encoded all the same.
    string? Picture(CustomEmoji emoji) => media.Emoji(emoji) is { } source
        ? $"<img class=\"emoji\" src=\"{HtmlText.Encode(source)}\" alt=\":{HtmlText.Encode(emoji.Name)}:\" title=\":{HtmlText.Encode(emoji.Name)}:\" width=\"20\" height=\"20\" loading=\"lazy\" decoding=\"async\">"
        : null;
}
