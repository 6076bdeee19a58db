using System.Globalization;
using Federated.Federation;
using Federated.Instance.Policies;

namespace Federated.Instance.Posts;

/// <summary>What a local draft must be like.</summary>
public static class DraftRules
{
    public static Refusal? Check(Draft draft, Post? parent)
    {
        var article = draft.Kind is PostKind.Topic or PostKind.Story or PostKind.Event;
        if (string.IsNullOrWhiteSpace(draft.Source) && draft.Kind != PostKind.Event && draft.Media is not { Count: > 0 })
            return new("text-empty", nameof(draft.Source));
        if (Length(draft.Source) > (article ? Limits.LocalArticle : Limits.LocalPost))
            return new("text-too-long", nameof(draft.Source));
        if (article && string.IsNullOrWhiteSpace(draft.Title))
            return new("title-missing", nameof(draft.Title));
        if (draft.Title.Length > (draft.Kind == PostKind.Event ? Limits.EventTitleMax : Limits.Name))
            return new("title-too-long", nameof(draft.Title));
        if (draft.Kind == PostKind.Event && draft.Title.Trim().Length < Limits.EventTitleMin)
            return new("title-too-short", nameof(draft.Title));
        if (draft.Summary.Length > Limits.Summary)
            return new("summary-too-long", nameof(draft.Summary));
        if (!Visibility.All.Contains(draft.Visibility) || (draft.Visibility == Visibility.Members && (draft.Group?.Id ?? parent?.GroupId) is null))
            return new("visibility", nameof(draft.Visibility));
        if (!Quotable.Choices.Contains(draft.Quotable))
            return new("quotable", nameof(draft.Quotable));
        if (parent is not null && !Visibility.WithinParent(draft.Visibility, parent.Visibility))
            return new("reply-wider", nameof(draft.Visibility));
        if (draft.Kind == PostKind.Topic && draft.Group is null)
            return new("group-missing", nameof(draft.Group));
        return null;
    }

    static int Length(string text) => new StringInfo(text).LengthInTextElements;
}
