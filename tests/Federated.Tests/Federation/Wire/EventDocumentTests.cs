using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;

namespace Federated.Tests.Federation.Wire;

/// <summary>The rules E1 to E32 that the writer can keep.</summary>
public sealed partial class EventDocumentTests
{
    readonly JsonElement _json = Drafts.Json(Drafts.Event);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", RegexOptions.NonBacktracking)]
    static partial Regex SecondsAndZ { get; }

    [Fact]
    public void Members_stand_in_the_fixed_order() => Assert.Equal(
        """
        @context id type uuid url attributedTo actor organizers to cc name nameMap summary summaryMap content contentMap mediaType
        inLanguage language startTime endTime timezone displayEndTime location isOnline onlineLink image attachment category tag
        joinMode externalParticipationUrl anonymousParticipationEnabled anonymousParticipation maximumAttendeeCapacity
        participantCount remainingAttendeeCapacity attendees commentsEnabled repliesModerationOption contacts draft status
        ical:status eventStatus buyTicketsLink feeCurrency feeAmount replies published updated
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
        Drafts.Names(_json));

    [Fact]
    public void E2_and_E3_times_are_utc_seconds_with_z()
    {
        Assert.Equal("2026-11-14T13:00:00Z", _json.GetProperty("startTime").GetString());
        Assert.Equal("2026-11-14T16:00:00Z", _json.GetProperty("endTime").GetString());
        var moved = Drafts.Json(Drafts.Event with { PreviousStartTime = Drafts.Noon });
        Assert.Matches(SecondsAndZ, moved.GetProperty("previousStartTime").GetString());
    }

    [Fact]
    public void Published_and_updated_have_milliseconds()
    {
        Assert.Equal("2026-09-01T12:00:00.120Z", _json.GetProperty("published").GetString());
        Assert.Equal("2026-09-01T12:00:00.120Z", _json.GetProperty("updated").GetString());
    }

    [Theory]
    [InlineData(47, "47.0")]
    [InlineData(0, "0.0")]
    [InlineData(-0.00001, "-0.00001")]
    [InlineData(45.75, "45.75")]
    [InlineData(-179.12345678, "-179.1234568")]
    [InlineData(1e-9, "0.0")]
    public void E6_coordinates_always_have_a_decimal_point(double value, string expected)
    {
        var draft = Drafts.Event;
        var place = Drafts.Json(draft with { Location = draft.Location with { Latitude = value, Longitude = value } }).GetProperty("location");
        Assert.Equal(expected, place.GetProperty("latitude").GetRawText());
        Assert.Equal(expected, place.GetProperty("longitude").GetRawText());
    }

    [Fact]
    public void E5_to_E9_the_place_is_one_object_with_id_name_and_a_whole_address()
    {
        var place = _json.GetProperty("location");
        Assert.Equal(["id", "type", "name", "address", "latitude", "longitude"], Drafts.Names(place));
        Assert.Equal("Place", place.GetProperty("type").GetString());
        Assert.Equal(
            ["type", "streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"],
            Drafts.Names(place.GetProperty("address")));
    }

    [Fact]
    public void E8_an_online_event_is_at_a_place_called_online()
    {
        var place = Drafts.Json(Drafts.Event with { Location = PlaceDocument.Online(Drafts.Hub + "/places/1") }).GetProperty("location");
        Assert.Equal(["id", "type", "name"], Drafts.Names(place));
        Assert.Equal("Online", place.GetProperty("name").GetString());
    }

    [Fact]
    public void E10_and_E11_the_picture_is_first_and_every_attachment_is_described()
    {
        var attachments = Drafts.Json(Drafts.Event with { Links = [AttachmentDocument.Link("https://example.org/x", "More")] })
            .GetProperty("attachment").EnumerateArray().ToArray();
        Assert.Equal(["Image", "Link", "Link"], attachments.Select(item => item.GetProperty("type").GetString()));
        Assert.Equal("Website", attachments[1].GetProperty("name").GetString());
        Assert.All(attachments, item =>
        {
            Assert.NotEmpty(item.GetProperty("mediaType").GetString()!);
            Assert.NotEmpty(item.GetProperty("name").GetString()!);
            Assert.True(item.TryGetProperty("url", out _) ^ item.TryGetProperty("href", out _));
        });
        Assert.True(JsonElement.DeepEquals(attachments[0], _json.GetProperty("image")));
        Assert.Equal("Atelier d'édition", _json.GetProperty("image").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(JoinMode.Free, "free")]
    [InlineData(JoinMode.Restricted, "restricted")]
    [InlineData(JoinMode.External, "external")]
    public void E14_and_E15_joining_has_three_words_and_a_page_when_external(JoinMode mode, string word)
    {
        var json = Drafts.Json(Drafts.Event with { JoinMode = mode });
        Assert.Equal(word, json.GetProperty("joinMode").GetString());
        Assert.Equal(mode == JoinMode.External ? Drafts.Event.Url : null, json.GetProperty("externalParticipationUrl").GetString());
    }

    [Theory]
    [InlineData(EventStatus.Scheduled, "CONFIRMED", "EventScheduled")]
    [InlineData(EventStatus.Tentative, "TENTATIVE", "EventTentative")]
    [InlineData(EventStatus.Cancelled, "CANCELLED", "EventCancelled")]
    [InlineData(EventStatus.Postponed, "TENTATIVE", "EventPostponed")]
    [InlineData(EventStatus.Rescheduled, "CONFIRMED", "EventRescheduled")]
    [InlineData(EventStatus.MovedOnline, "CONFIRMED", "EventMovedOnline")]
    public void E16_the_status_is_said_three_times_alike(EventStatus status, string word, string fep)
    {
        var json = Drafts.Json(Drafts.Event with { EventStatus = status });
        Assert.Equal(word, json.GetProperty("status").GetString());
        Assert.Equal(word, json.GetProperty("ical:status").GetString());
        Assert.Equal(fep, json.GetProperty("eventStatus").GetString());
    }

    [Fact]
    public void E18_seats_left_follow_from_seats_and_people()
    {
        Assert.Equal(26, _json.GetProperty("remainingAttendeeCapacity").GetInt32());
        var full = Drafts.Json(Drafts.Event with { MaximumAttendeeCapacity = 3 });
        Assert.Equal(0, full.GetProperty("remainingAttendeeCapacity").GetInt32());
        var open = Drafts.Json(Drafts.Event with { MaximumAttendeeCapacity = null });
        Assert.Equal(JsonValueKind.Null, open.GetProperty("maximumAttendeeCapacity").ValueKind);
        Assert.False(open.TryGetProperty("remainingAttendeeCapacity", out _));
    }

    [Fact]
    public void E19_and_E20_both_spellings_agree()
    {
        var json = Drafts.Json(Drafts.Event with { CommentsEnabled = false, AnonymousParticipationEnabled = true });
        Assert.Equal("closed", json.GetProperty("repliesModerationOption").GetString());
        Assert.True(json.GetProperty("anonymousParticipation").GetBoolean());
        Assert.Equal("allow_all", _json.GetProperty("repliesModerationOption").GetString());
    }

    [Fact]
    public void E23_only_short_hashtags_are_sent()
    {
        var json = Drafts.Json(Drafts.Event with
        {
            Tag =
            [
                TagDocument.Mention(Drafts.Hub + "/actors/bo", "@bo@hub.example.org"),
                TagDocument.Hashtag("#a", Drafts.Hub + "/tags/a"),
                TagDocument.Hashtag(new string('b', 38), Drafts.Hub + "/tags/b"),
                TagDocument.Hashtag(new string('c', 39), Drafts.Hub + "/tags/c"),
            ],
        });
        Assert.Equal(["#a", "#" + new string('b', 38)], json.GetProperty("tag").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()));
    }

    [Fact]
    public void E25_keys_that_piefed_reads_are_there_even_when_null()
    {
        var json = Drafts.Json(Drafts.Event with { OnlineLink = null, MaximumAttendeeCapacity = null });
        string[] nulls = ["onlineLink", "buyTicketsLink", "feeCurrency", "feeAmount", "externalParticipationUrl", "maximumAttendeeCapacity"];
        string[] values = ["anonymousParticipation", "endTime", "timezone", "joinMode", "isOnline", "participantCount"];
        Assert.All(nulls, key => Assert.Equal(JsonValueKind.Null, json.GetProperty(key).ValueKind));
        Assert.All(values, key => Assert.NotEqual(JsonValueKind.Null, json.GetProperty(key).ValueKind));
    }

    [Fact]
    public void Nothing_else_is_null()
    {
        var bare = Drafts.Json(Drafts.Event with { Actor = null, Organizers = null, Language = null, Attendees = null, Replies = null, OnlineLink = null });
        string[] allowed = ["onlineLink", "buyTicketsLink", "feeCurrency", "feeAmount", "externalParticipationUrl", "maximumAttendeeCapacity"];
        Assert.Empty(bare.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Null).Select(member => member.Name).Except(allowed));
        Assert.All(
            (string[])["contacts", "attachment", "tag", "to", "cc"],
            key => Assert.Equal(JsonValueKind.Array, bare.GetProperty(key).ValueKind));
    }

    [Fact]
    public void E24_nothing_sent_is_a_draft() => Assert.False(_json.GetProperty("draft").GetBoolean());

    [Fact]
    public void E28_texts_are_there_by_language_the_original_first()
    {
        Assert.Equal("Atelier d'édition", _json.GetProperty("nameMap").GetProperty("fr").GetString());
        var two = Drafts.Event with { ContentMap = new OrderedDictionary<string, string> { ["fr"] = "Thé", ["de"] = "Tee" } };
        Assert.Equal(["fr", "de"], Drafts.Names(Drafts.Json(two).GetProperty("contentMap")));
    }

    [Fact]
    public void The_same_id_always_has_the_same_uuid()
    {
        Assert.Equal(_json.GetProperty("uuid").GetString(), Drafts.Json(Drafts.Event with { Name = "Other" }).GetProperty("uuid").GetString());
        Assert.NotEqual(_json.GetProperty("uuid").GetString(), Drafts.Json(Drafts.Event with { Id = Drafts.Hub + "/objects/8" }).GetProperty("uuid").GetString());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", _json.GetProperty("uuid").GetString());
    }

    [Fact]
    public void Our_own_reader_understands_it()
    {
        var read = new AsRead(Vocabulary.Sample.Of(WireJson.Bytes(Drafts.Event)), null).Document;
        Assert.True(read.Is(AsTypes.Event) && read.HasContext);
        Assert.Equal(Drafts.Event.StartTime, read.Instant("startTime"));
        Assert.Equal(47, read.One("location").Double("latitude"));
        Assert.Equal("fr", read.Language("name"));
        Assert.Equal(Reach.Public, Audience.Read(read, Drafts.Hub + "/actors/events/followers").Reach);
    }
}
