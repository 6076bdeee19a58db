using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Federated.Web.Pages.Posts;

/// <summary>A place for a file in a form: chosen now, or sent before and still to be attached.</summary>
public sealed class MediaField
{
    public IFormFile? File { get; set; }

    /// <summary>Of the upload, once it was sent.</summary>
    public long? Id { get; set; }

    /// <summary>What it shows or says.</summary>
    [StringLength(Limits.AltText)]
    public string? Alt { get; set; }

    /// <summary>It is not to be attached after all.</summary>
    public bool Drop { get; set; }

    [BindNever]
    public MediaKind Kind { get; private set; }

    [BindNever]
    public string? PreviewUrl { get; private set; }

    /// <summary>It is being made playable.</summary>
    [BindNever]
    public bool Waits { get; private set; }

    public static MediaField Of(Attachment attachment) =>
        new() { Id = attachment.UploadId, Alt = attachment.Alt, Kind = attachment.Kind, PreviewUrl = attachment.PreviewUrl };

    public void Show(Attachment attachment) => (Kind, PreviewUrl) = (attachment.Kind, attachment.PreviewUrl);

    public void Show(Upload upload) => (Kind, PreviewUrl, Waits) = (upload.Kind, upload.PreviewUrl, upload.State == UploadState.Waiting);
}
