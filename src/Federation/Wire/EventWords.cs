using System.Text.Json.Serialization;

namespace Federated.Federation.Wire;

/// <summary>Who may join an event. Mobilizon drops events with other words (wire rule E14).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JoinMode>))]
public enum JoinMode
{
    /// <summary>Anybody, at once.</summary>
    [JsonStringEnumMemberName("free")]
    Free,

    /// <summary>Who the organizer takes.</summary>
    [JsonStringEnumMemberName("restricted")]
    Restricted,

    /// <summary>On another page.</summary>
    [JsonStringEnumMemberName("external")]
    External,
}

/// <summary>The state of an event (FEP-8a8e).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventStatus>))]
public enum EventStatus
{
    /// <summary>As planned.</summary>
    [JsonStringEnumMemberName("EventScheduled")]
    Scheduled,

    /// <summary>Not certain.</summary>
    [JsonStringEnumMemberName("EventTentative")]
    Tentative,

    /// <summary>Will not take place.</summary>
    [JsonStringEnumMemberName("EventCancelled")]
    Cancelled,

    /// <summary>Later, at a time not yet known.</summary>
    [JsonStringEnumMemberName("EventPostponed")]
    Postponed,

    /// <summary>At another time.</summary>
    [JsonStringEnumMemberName("EventRescheduled")]
    Rescheduled,

    /// <summary>Online instead of at the place.</summary>
    [JsonStringEnumMemberName("EventMovedOnline")]
    MovedOnline,
}
