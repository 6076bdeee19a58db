using Federated.Instance.Posts;
using Federated.Instance.Text;
using Federated.Web.Localization;

namespace Federated.Web.Pages.Shared;

/// <summary>How much of a post a list shows.</summary>
static class PostText
{
    /// <summary>Characters of HTML above which a list shows only the beginning.</summary>
    public const int InLists = 4_000;

    const int LeadLength = 280;

    /// <summary>For a post of pictures alone, where a link needs words.</summary>
    const string Wordless = "…";

    const int ExcerptLength = 160;

    /// <summary>What an article says of itself, or how a long text begins.</summary>
    public static string Lead(Post post) =>
        post.Kind is not (PostKind.Note or PostKind.Poll) && post.Summary.Length > 0 ? post.Summary : PlainText.Line(post.Content, LeadLength);

    /// <summary>One line for a notification or a description; of a post with a warning, only the warning.</summary>
    public static string Excerpt(string kind, string title, string summary, string content) =>
        title.Length > 0 ? title
        : kind is PostKind.Note or PostKind.Poll && summary.Length > 0 ? summary
        : PlainText.Line(content, ExcerptLength) is { Length: > 0 } line ? line : Wordless;

    /// <summary>How a post begins that another one quotes; of one with a warning, only the warning.</summary>
    public static string Quoted(Post post) =>
        post.Title.Length > 0 ? post.Title
        : post.Summary.Length > 0 ? post.Summary
        : PlainText.From(post.Content, LeadLength);

    public static string Excerpt(Post post) => Excerpt(post.Kind, post.Title, post.Summary, post.Content);

    /// <summary>Nothing for none.</summary>
    public static string Count(Localizer l, int count) => count > 0 ? l.Number(count) : "";

    /// <summary>Where a link leads, so that nobody follows it unawares.</summary>
    public static string HostOf(Attachment attachment) => Uri.TryCreate(attachment.Url, UriKind.Absolute, out var uri) ? uri.Host : "";
}
