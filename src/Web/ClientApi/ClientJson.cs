using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Web.ClientApi.Entities;

namespace Federated.Web.ClientApi;

/// <summary>How entities are written: snake_case, instants in UTC with milliseconds, null members as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ClientInstant)])]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(CredentialAccountJson))]
[JsonSerializable(typeof(IReadOnlyList<AccountJson>))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(IReadOnlyList<StatusJson>))]
[JsonSerializable(typeof(MediaAttachmentJson))]
[JsonSerializable(typeof(ContextJson))]
[JsonSerializable(typeof(StatusSourceJson))]
[JsonSerializable(typeof(IReadOnlyList<StatusEditJson>))]
[JsonSerializable(typeof(PollJson))]
[JsonSerializable(typeof(IReadOnlyList<RelationshipJson>))]
[JsonSerializable(typeof(NotificationJson))]
[JsonSerializable(typeof(IReadOnlyList<NotificationJson>))]
[JsonSerializable(typeof(GroupedNotificationsJson))]
[JsonSerializable(typeof(CountJson))]
[JsonSerializable(typeof(ScheduledStatusJson))]
[JsonSerializable(typeof(IReadOnlyList<ScheduledStatusJson>))]
[JsonSerializable(typeof(PushSubscriptionJson))]
[JsonSerializable(typeof(NotificationPolicyJson))]
[JsonSerializable(typeof(CardJson))]
[JsonSerializable(typeof(RelationshipJson))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, MarkerJson>))]
[JsonSerializable(typeof(SearchJson))]
[JsonSerializable(typeof(PreferencesJson))]
[JsonSerializable(typeof(IReadOnlyList<ListJson>))]
[JsonSerializable(typeof(ListJson))]
[JsonSerializable(typeof(FilterJson))]
[JsonSerializable(typeof(FilterKeywordJson))]
[JsonSerializable(typeof(FilterStatusJson))]
[JsonSerializable(typeof(IReadOnlyList<FilterKeywordJson>))]
[JsonSerializable(typeof(IReadOnlyList<FilterStatusJson>))]
[JsonSerializable(typeof(IReadOnlyList<FilterV1Json>))]
[JsonSerializable(typeof(IReadOnlyList<FilterJson>))]
[JsonSerializable(typeof(IReadOnlyList<ConversationJson>))]
[JsonSerializable(typeof(ConversationJson))]
[JsonSerializable(typeof(TagJson))]
[JsonSerializable(typeof(IReadOnlyList<FamiliarFollowersJson>))]
[JsonSerializable(typeof(OldNotificationPolicyJson))]
[JsonSerializable(typeof(IReadOnlyList<EmojiJson>))]
[JsonSerializable(typeof(IReadOnlyList<TagJson>))]
[JsonSerializable(typeof(ReportJson))]
[JsonSerializable(typeof(InstanceJson))]
[JsonSerializable(typeof(InstanceV1Json))]
[JsonSerializable(typeof(IReadOnlyList<RuleJson>))]
[JsonSerializable(typeof(DocumentJson))]
[JsonSerializable(typeof(IReadOnlyList<ActivityJson>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(EmptyJson))]
sealed partial class ClientJson : JsonSerializerContext;

/// <summary>ISO 8601 with milliseconds and Z: some clients read nothing else.</summary>
sealed class ClientInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
