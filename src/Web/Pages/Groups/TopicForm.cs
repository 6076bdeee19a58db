using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Topics;

namespace Federated.Web.Pages.Groups;

/// <summary>What people type when they start a topic or change one. The names are those of posts' drafts, so that refusals find their field.</summary>
public sealed class TopicForm
{
    [Required, StringLength(Limits.Name)]
    public string Title { get; set; } = "";

    [Required]
    public string Source { get; set; } = "";

    [Required]
    public string Language { get; set; } = "en";

    /// <summary>Only of a new topic: who can see it stays as it was.</summary>
    public string? Visibility { get; set; }

    public TopicDraft ToDraft(string? visibility = null) => new()
    {
        Title = Title, Text = Source, Language = Language, Visibility = visibility ?? Visibility ?? Instance.Policies.Visibility.Public,
    };
}

/// <summary>The fields as `_TopicFields` shows them, with what they offer; without visibilities, that is not asked.</summary>
public sealed record TopicFields(TopicForm Input, IReadOnlyList<string?> LikelyLanguages, IReadOnlyList<string> Visibilities);
