using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Events;
using Federated.Tests.Federation.Vocabulary;
using NodaTime;

namespace Federated.Tests.Instance.Events;

/// <summary>Events of every software are read, whatever they leave out or put elsewhere (wire-events-groups 6).</summary>
public sealed class EventReaderTests
{
    static EventData Read(As document)
    {
        var reading = EventReader.Read(document);
        Assert.Null(reading.Refusal);
        return Assert.IsType<EventData>(reading.Data);
    }

    static EventData Read(string members) => Read(Sample.Of(
        $$"""{"id": "https://peer.example/e/1", "type": "Event", "startTime": "2036-11-14T13:00:00Z", {{members}}}"""));

    static string? Refused(string members) => EventReader.Read(Sample.Of($$"""{"id": "https://peer.example/e/1", "type": "Event", {{members}}}""")).Refusal;

    [Fact]
    public void Mobilizon_event_with_place_group_and_metadata()
    {
        var read = Read(EventSamples.Event("mobilizon/event-create"));

        Assert.Equal(Instant.FromUtc(2036, 11, 15, 13, 0), read.Times.Start);
        Assert.Equal((new LocalDateTime(2036, 11, 15, 14, 0), "Europe/Paris", true), (read.Times.LocalStart, read.Times.Zone, read.Times.DisplayEnd));
        Assert.Equal(
            new Place
            {
                Uri = "https://mob.example.net/address/31", Name = "Old bridge", Street = "1 quai Exemple", PostalCode = "69000", Locality = "Lyon",
                Region = "Rhône", Country = "France", Latitude = 45.75, Longitude = 4.85,
            },
            read.Place);
        Assert.Equal((false, (string?)null), (read.Online, read.OnlineUrl));
        Assert.Equal((JoinMode.Restricted, 30, 4), (read.JoinMode, read.Capacity, read.RemoteAttending));
        Assert.Equal(("SPORTS", "https://mob.example.net/@luc", EventStatus.Scheduled), (read.Category, read.OrganizerUri, read.Status));
    }

    [Fact]
    public void Mobilizon_online_event_without_place_and_end()
    {
        var read = Read(EventSamples.Event("mobilizon/event-online"));

        Assert.Null(read.Place);
        Assert.Equal((true, "https://meet.example.org/maps"), (read.Online, read.OnlineUrl));
        Assert.Equal((false, Instant.FromUtc(2036, 12, 1, 21, 0)), (read.Times.DisplayEnd, read.Times.End));
        Assert.Equal((null, EventStatus.Tentative), (read.Capacity, read.Status));
    }

    [Fact]
    public void Gancio_event_with_a_list_of_locations_keeps_its_time_of_day()
    {
        var read = Read(EventSamples.Event("gancio/event-create"));

        Assert.Equal(("The Yard", "Example street 4, Turin", 45.07), (read.Place!.Name, read.Place.Street, read.Place.Latitude));
        Assert.Equal("https://stream.example.org/yard", read.OnlineUrl);
        Assert.Equal((new LocalDateTime(2036, 11, 20, 20, 30), "Etc/GMT-1", false), (read.Times.LocalStart, read.Times.Zone, read.Times.DisplayEnd));
        Assert.Null(read.JoinMode);
    }

    [Fact]
    public void Old_Gancio_event_with_a_line_for_the_place_and_an_end_before_the_start()
    {
        var read = Read(EventSamples.Event("gancio/event-old"));

        Assert.Equal(new Place { Name = "Example hall, Turin" }, read.Place);
        Assert.Equal((false, Instant.FromUtc(2036, 11, 21, 12, 0)), (read.Times.DisplayEnd, read.Times.End));
    }

    [Fact]
    public void WordPress_event_is_joined_on_its_page()
    {
        var read = Read(EventSamples.Event("wordpress/event-create"));

        Assert.Equal((JoinMode.External, "https://blog.example.com/event/open-day/"), (read.JoinMode, read.ExternalUrl));
        Assert.Equal(("Example House", "GB", null), (read.Place!.Name, read.Place.Country, read.Place.Uri));
        Assert.Equal("Etc/UTC", read.Times.Zone);
    }

    [Fact]
    public void Friendica_event_has_coordinates_as_strings_and_no_join_mode()
    {
        var read = Read(EventSamples.Event("friendica/event-create"));

        Assert.Equal((52.5, 13.4), read.Place!.Point);
        Assert.Null(read.JoinMode);
    }

    [Fact]
    public void Floating_time_is_wall_time_of_the_zone_and_a_place_may_be_called_content()
    {
        var read = Read(EventSamples.Event("friendica/event-invite"));

        Assert.Equal((new LocalDateTime(2036, 11, 24, 18, 0), Instant.FromUtc(2036, 11, 24, 17, 0)), (read.Times.LocalStart, read.Times.Start));
        Assert.Equal("Kitchen table", read.Place!.Name);
    }

    [Fact]
    public void Event_of_another_hub_of_ours_comes_back_as_it_was()
    {
        var read = Read(EventSamples.Event("federated/event-create"));

        Assert.Null(read.Place);
        Assert.Equal((true, "https://meet.example.org/edit"), (read.Online, read.OnlineUrl));
        Assert.Equal((EventStatus.Cancelled, JoinMode.Free, 4), (read.Status, read.JoinMode, read.RemoteAttending));
        Assert.False(read.Times.DisplayEnd);
    }

    [Theory]
    [InlineData("\"location\": null")]
    [InlineData("\"location\": []")]
    [InlineData("\"location\": [null, 4, true]")]
    [InlineData("\"location\": {\"type\": \"Place\"}")]
    [InlineData("\"location\": {\"type\": \"Place\", \"name\": \"  \"}")]
    public void Nothing_said_of_the_place_is_no_place(string members) => Assert.Null(Read(members).Place);

    [Theory]
    [InlineData("\"location\": \"https://meet.example.org/x\"")]
    [InlineData("\"location\": {\"type\": \"VirtualLocation\", \"name\": \"Online\", \"url\": \"https://meet.example.org/x\"}")]
    [InlineData("\"location\": [{\"type\": \"Link\", \"href\": \"https://meet.example.org/x\"}]")]
    [InlineData("\"onlineLink\": \"https://meet.example.org/x\"")]
    [InlineData("\"isOnline\": true, \"location\": {\"type\": \"Place\", \"name\": \"Hall\"}, \"attachment\": [{\"type\": \"Link\", \"href\": \"https://meet.example.org/x\"}]")]
    [InlineData("\"isOnline\": true, \"attachment\": {\"type\": \"PropertyValue\", \"propertyID\": \"mz:live:youtube:url\", \"value\": \"https://meet.example.org/x\"}")]
    public void Link_to_take_part_is_found_wherever_it_stands(string members)
    {
        var read = Read(members);
        Assert.Equal((true, "https://meet.example.org/x"), (read.Online, read.OnlineUrl));
    }

    [Theory]
    [InlineData("\"location\": {\"type\": \"Place\", \"name\": \"Hall\", \"latitude\": 91, \"longitude\": 4}")]
    [InlineData("\"location\": {\"type\": \"Place\", \"name\": \"Hall\", \"latitude\": \"NaN\", \"longitude\": 4}")]
    [InlineData("\"location\": {\"type\": \"Place\", \"name\": \"Hall\", \"latitude\": 47}")]
    public void Coordinates_that_are_nowhere_are_dropped_and_the_event_stays(string members) => Assert.Equal(new Place { Name = "Hall" }, Read(members).Place);

    [Fact]
    public void Place_is_known_by_its_id_only_on_the_event_s_own_host()
    {
        Assert.Equal("https://peer.example/p/1", Read("\"location\": {\"id\": \"https://peer.example/p/1\", \"type\": \"Place\", \"name\": \"Hall\"}").Place!.Uri);
        Assert.Null(Read("\"location\": {\"id\": \"https://other.example/p/1\", \"type\": \"Place\", \"name\": \"Hall\"}").Place!.Uri);
    }

    [Theory]
    [InlineData("\"joinMode\": \"free\"", JoinMode.Free)]
    [InlineData("\"joinMode\": \"invite\"", JoinMode.External)]
    [InlineData("\"joinMode\": \"none\"", JoinMode.External)]
    [InlineData("\"joinMode\": null", null)]
    public void Join_mode_of_unknown_words_leads_to_the_page(string members, JoinMode? mode) => Assert.Equal(mode, Read(members).JoinMode);

    [Theory]
    [InlineData("\"eventStatus\": \"EventPostponed\"", EventStatus.Postponed)]
    [InlineData("\"eventStatus\": \"https://schema.org/EventCancelled\"", EventStatus.Cancelled)]
    [InlineData("\"status\": \"CONFIRMED\", \"eventStatus\": \"EventRescheduled\"", EventStatus.Rescheduled)]
    [InlineData("\"ical:status\": \"cancelled\"", EventStatus.Cancelled)]
    [InlineData("\"status\": null", EventStatus.Scheduled)]
    [InlineData("\"status\": 7", EventStatus.Scheduled)]
    public void Status_is_read_from_any_of_its_names(string members, EventStatus status) => Assert.Equal(status, Read(members).Status);

    [Theory]
    [InlineData("\"draft\": true, \"startTime\": \"2036-11-14T13:00:00Z\"", "event-draft")]
    [InlineData("\"name\": \"x\"", "start-missing")]
    [InlineData("\"startTime\": \"tomorrow\"", "start-missing")]
    [InlineData("\"startTime\": \"9998-01-01T00:00:00Z\"", "time-out-of-range")]
    public void Drafts_and_events_without_a_time_are_refused(string members, string code) => Assert.Equal(code, Refused(members));

    [Fact]
    public void Length_of_a_hundred_years_counts_as_no_end() =>
        Assert.False(Read("\"endTime\": \"2136-11-14T13:00:00Z\"").Times.DisplayEnd);

    [Theory]
    [InlineData("\"actor\": \"https://peer.example/u/1\"", "https://peer.example/u/1")]
    [InlineData("\"actor\": \"https://other.example/u/1\"", null)]
    [InlineData("\"organizers\": {\"type\": \"Collection\", \"items\": [\"https://peer.example/u/2\"]}", "https://peer.example/u/2")]
    [InlineData("\"organizers\": null", null)]
    public void Organizer_is_of_the_event_s_host_or_nobody(string members, string? organizer) => Assert.Equal(organizer, Read(members).OrganizerUri);
}
