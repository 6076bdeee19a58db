using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Polls;
using Federated.Instance.Posts;

namespace Federated.Web.Pages.Posts;

/// <summary>What people type when they write a post or change one. The names are those of <see cref="Draft"/>, so that refusals find their field.</summary>
public sealed class PostForm
{
    /// <summary>Of a story.</summary>
    [StringLength(Limits.Name)]
    public string? Title { get; set; }

    /// <summary>May be empty where there are files.</summary>
    public string? Source { get; set; } = "";

    public List<MediaField> Media { get; set; } = [];

    /// <summary>The content warning.</summary>
    [StringLength(Limits.Summary)]
    public string? Summary { get; set; }

    [Required]
    public string Language { get; set; } = "en";

    public string? Visibility { get; set; }

    /// <summary>Who may quote it.</summary>
    public string? Quotable { get; set; }

    /// <summary>The answers of a poll, one on each line; empty for a post without one.</summary>
    public string? Choices { get; set; }

    public bool Multiple { get; set; }

    /// <summary>How long the poll is open, in hours.</summary>
    public int Length { get; set; } = 24;

    /// <summary>Null for a post without a poll.</summary>
    public PollPlan? Poll => string.IsNullOrWhiteSpace(Choices) ? null : new(Choices.Split('\n'), Multiple, TimeSpan.FromHours(Length));

    public Draft ToDraft(Actor author, Actor writer, string kind, long? replyTo) => new()
    {
        Author = author,
        Writer = writer,
        Kind = kind,
        ReplyToId = replyTo,
        Title = Title ?? "",
        Summary = Summary ?? "",
        Source = Source ?? "",
        Media = [.. Media.Where(m => m is { Id: not null, Drop: false }).Select(m => new DraftMedia(m.Id!.Value, m.Alt ?? ""))],
        Language = Language,
        Visibility = Visibility ?? Instance.Policies.Visibility.Public,
        Quotable = Quotable ?? Instance.Posts.Quotable.Public,
    };
}
