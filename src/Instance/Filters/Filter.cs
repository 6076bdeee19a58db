using System.Globalization;
using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Instance.Filters;

/// <summary>Words, and posts, that somebody does not want to read, and where.</summary>
public sealed record Filter
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public string Title { get; init; } = "";

    /// <summary>Words of <see cref="AllContexts"/>.</summary>
    public string[] Contexts { get; init; } = [];

    /// <summary>A word of <see cref="Actions"/>: what apps do with what it meets.</summary>
    public string Action { get; init; } = "warn";
    public DateTimeOffset? ExpiresAt { get; init; }
    public IReadOnlyList<FilterKeyword> Keywords { get; init; } = [];
    public IReadOnlyList<FilterPost> Posts { get; init; } = [];

    public static readonly string[] AllContexts = ["home", "notifications", "public", "thread", "account"];
    public static readonly string[] Actions = ["warn", "hide", "blur"];

    /// <summary>Which of its words stand in a text.</summary>
    public IReadOnlyList<string> Matches(string text) => [.. Keywords.Where(k => k.In(text)).Select(k => k.Keyword)];

    /// <summary>What a post says, for looking: its warning, its title and its text.</summary>
    public static string TextOf(Posts.Post post) => string.Join('\n', post.Summary, post.Title, PlainText.From(post.Content, Limits.FilterText));
}

/// <summary>One word or phrase.</summary>
public sealed record FilterKeyword
{
    public long Id { get; init; }
    public long FilterId { get; init; }
    public string Keyword { get; init; } = "";
    public bool WholeWord { get; init; }

    /// <summary>Whatever the case and the width of letters; whole words are parted from others by what is no letter and no digit.</summary>
    public bool In(string text)
    {
        const CompareOptions alike = CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth;
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        for (var from = 0; from <= text.Length;)
        {
            var at = compare.IndexOf(text.AsSpan(from), Keyword, alike, out var length);
            if (at < 0 || length == 0)
                return false;
            var (start, end) = (from + at, from + at + length);
            if (!WholeWord || ((start == 0 || !char.IsLetterOrDigit(text[start - 1]) || !char.IsLetterOrDigit(text[start])) && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(text[end - 1]))))
                return true;
            from = start + 1;
        }
        return false;
    }
}

/// <summary>One post.</summary>
public sealed record FilterPost
{
    public long Id { get; init; }
    public long FilterId { get; init; }
    public long PostId { get; init; }
}
