using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Groups;

namespace Federated.Web.Pages.Groups;

/// <summary>What people type when they start a group or change one. The names are those of <see cref="GroupDraft"/>, so that refusals find their field.</summary>
public sealed class GroupForm
{
    /// <summary>Only of a new group.</summary>
    [StringLength(Limits.LocalName)]
    public string? Name { get; set; }

    [Required, StringLength(Limits.Name)]
    public string Title { get; set; } = "";

    [StringLength(Limits.Summary)]
    public string? Description { get; set; }

    [Required]
    public string Language { get; set; } = "en";

    public GroupDraft ToDraft() => new() { Name = Name?.Trim() ?? "", Title = Title, Description = Description ?? "", Language = Language };
}
