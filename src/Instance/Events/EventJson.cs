using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Config;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>Writes local events and places as other servers read them (wire-events-groups, rules E1 to E32).</summary>
public sealed class EventJson(HubAddress address)
{
    /// <summary>The picture of an event that has none: peers fail without one.</summary>
    public const string BannerPath = "/images/event.png";

    const string DefaultLanguage = "en";

    public async Task<EventDocument> WriteAsync(Db db, Post post, EventRow row, PostDocument document, CancellationToken ct)
    {
        var times = row.Times;
        var language = post.Language ?? DefaultLanguage;
        var picture = document.Attachment.FirstOrDefault(a => a.Type == AsTypes.Image);
        return new EventDocument
        {
            Id = post.Uri,
            Url = document.Url,
            AttributedTo = document.AttributedTo,
            To = document.To,
            Cc = document.Cc,
            Name = row.Cancelled ? EventWords.CancelledTitle(post.Title, language) : post.Title,
            Summary = DateLine.Summary(times, row.Place?.Short ?? row.OnlineUrl, language, Lead(post, row)),
            Content = post.Content,
            InLanguage = language,
            Language = new LanguageDocument(language, Languages.NativeName(language)),
            StartTime = times.Start.ToDateTimeOffset(),
            EndTime = times.End.ToDateTimeOffset(),
            Timezone = times.Zone,
            DisplayEndTime = times.DisplayEnd,
            PreviousStartTime = row.PreviousStartsAt,
            Location = row is { PlaceId: { } placeId, Place: { } place } ? Describe(place, placeId) : Online,
            IsOnline = row.Online,
            OnlineLink = row.OnlineUrl,
            Image = picture ?? AttachmentDocument.Image($"{address.Base}{BannerPath}", "image/png"),
            Links = [.. document.Attachment.Where(a => a != picture)],
            Category = row.Category,
            Tag = document.Tag,
            JoinMode = row.JoinMode ?? JoinMode.Free,
            ExternalParticipationUrl = row.ExternalUrl,
            MaximumAttendeeCapacity = row.Capacity,
            ParticipantCount = row.Attending,
            Attendees = Attendees(post, row),
            EventStatus = row.Status,
            Context = document.Context,
            Audience = document.Audience,
            Replies = document.Replies,
            Likes = document.Likes,
            Shares = document.Shares,
            InteractionPolicy = document.InteractionPolicy,
            Published = post.PublishedAt,
            Updated = post.EditedAt ?? post.PublishedAt,
        };
    }

    /// <summary>Who comes is known to the organisers only; others learn how many (rule R6).</summary>
    public static CollectionDocument Attendees(Post post, EventRow row) =>
        new() { Id = $"{post.Uri}/attendees", Type = AsTypes.Collection, TotalItems = row.Attending };

    /// <summary>Where all events are that are nowhere else.</summary>
    public PlaceDocument Online => PlaceDocument.Online($"{address.Base}/places/online");

    public PlaceDocument Describe(Place place, long id) => new()
    {
        Id = address.Place(id),
        Name = place.Name,
        Address = new PostalAddressDocument
        {
            StreetAddress = place.Street.Length > 0 ? place.Street : place.Name,
            PostalCode = place.PostalCode,
            AddressLocality = place.Locality,
            AddressRegion = place.Region,
            AddressCountry = place.Country,
        },
        Latitude = place.Latitude,
        Longitude = place.Longitude,
    };

    /// <summary>Why it was called off, when it was; else how the description begins.</summary>
    static string Lead(Post post, EventRow row) => row.Reason.Length > 0 ? row.Reason : PlainText.Line(post.Content, Limits.EventSummary);
}
