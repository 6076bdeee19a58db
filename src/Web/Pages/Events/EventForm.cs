using System.ComponentModel.DataAnnotations;
using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance;
using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using NodaTime;

namespace Federated.Web.Pages.Events;

/// <summary>What the form of an event holds: five fields that everybody fills in, and more for who wants.</summary>
public sealed class EventForm
{
    static readonly char[] BetweenTags = [' ', ',', ';', '،', '、', '\n', '\r', '\t'];

    [Required, StringLength(Limits.EventTitleMax, MinimumLength = Limits.EventTitleMin)]
    public string Title { get; set; } = "";

    [Required, DataType(DataType.DateTime)]
    public DateTime? Start { get; set; }

    [Required]
    public string Zone { get; set; } = "";

    [StringLength(Limits.Name)]
    public string? Place { get; set; }

    [StringLength(Limits.UriLength), DataType(DataType.Url)]
    public string? OnlineUrl { get; set; }

    public string? Description { get; set; }

    [DataType(DataType.DateTime)]
    public DateTime? End { get; set; }

    [StringLength(Limits.Name)]
    public string? Street { get; set; }

    [StringLength(Limits.Name)]
    public string? PostalCode { get; set; }

    [StringLength(Limits.Name)]
    public string? Locality { get; set; }

    [StringLength(Limits.Name)]
    public string? Region { get; set; }

    [StringLength(Limits.Name)]
    public string? Country { get; set; }

    /// <summary>Not asked for; kept when somebody else than this form has set it.</summary>
    public double? Latitude { get; set; }
    public double? Longitude { get; set; }

    [Range(1, Limits.EventSeats)]
    public int? Capacity { get; set; }

    public JoinMode JoinMode { get; set; }

    [StringLength(Limits.UriLength), DataType(DataType.Url)]
    public string? ExternalUrl { get; set; }

    public string Language { get; set; } = "en";

    [StringLength(Limits.Summary)]
    public string? Tags { get; set; }

    public string Category { get; set; } = "MEETING";

    public string Visibility { get; set; } = Instance.Policies.Visibility.Public;

    /// <summary>The event as it stands, to be changed.</summary>
    public static EventForm Of(Post post, EventRow row, IEnumerable<PostTag> tags) => new()
    {
        Title = post.Title,
        Start = row.StartsLocal,
        End = row.EndsLocal,
        Zone = row.Zone,
        Place = row.PlaceName,
        OnlineUrl = row.OnlineUrl,
        Description = post.Source,
        Street = row.Street,
        PostalCode = row.PostalCode,
        Locality = row.Locality,
        Region = row.Region,
        Country = row.Country,
        Latitude = row.Latitude,
        Longitude = row.Longitude,
        Capacity = row.Capacity,
        JoinMode = row.JoinMode ?? JoinMode.Free,
        ExternalUrl = row.ExternalUrl,
        Language = post.Language ?? "en",
        Tags = string.Join(' ', tags.Select(t => t.Name)),
        Category = row.Category,
        Visibility = post.Visibility,
    };

    /// <summary>Of a form that is valid.</summary>
    public EventPlan ToPlan() => new()
    {
        Title = Title,
        Description = Description ?? "",
        Start = LocalDateTime.FromDateTime(Start!.Value),
        End = End is { } end ? LocalDateTime.FromDateTime(end) : null,
        Zone = Zone,
        Place = new Place
        {
            Name = Place ?? "", Street = Street ?? "", PostalCode = PostalCode ?? "", Locality = Locality ?? "", Region = Region ?? "", Country = Country ?? "",
            Latitude = Latitude, Longitude = Longitude,
        },
        OnlineUrl = OnlineUrl ?? "",
        Capacity = Capacity,
        JoinMode = JoinMode,
        ExternalUrl = ExternalUrl ?? "",
        Language = Language,
        Tags = [.. (Tags ?? "").Split(BetweenTags, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        Category = Category,
        Visibility = Visibility,
    };

    /// <summary>Says what was refused beside its field.</summary>
    public static void Refuse<T>(ModelStateDictionary state, Result<T> refused, Localizer l) => state.AddModelError(
        refused.Field switch { null => "", nameof(Draft.Source) => $"Input.{nameof(Description)}", var field => $"Input.{field}" },
        l[$"federated-event-error-{refused.Code}"]);
}
