using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Instance.Storage;

namespace Federated.Instance.Clients.Push;

/// <summary>A notification in words, as Mastodon's apps read it from a push message.</summary>
public sealed record PushText
{
    /// <summary>So that the app knows whose it is.</summary>
    public string AccessToken { get; init; } = "";
    public required string PreferredLocale { get; init; }

    /// <summary>A number here, though all other ids are texts.</summary>
    public required long NotificationId { get; init; }
    public required string NotificationType { get; init; }
    public required string Icon { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PushJson.Default.PushText);
}

/// <summary>Finds the words of what is pushed. They are among the messages of the pages, which Instance does not have.</summary>
public interface IPushWords
{
    /// <summary>Null when there is nothing to tell: it is gone, or its reader may not see it, or does not want to.</summary>
    Task<PushText?> WriteAsync(Db db, long accountId, long notificationId, CancellationToken ct);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PushText))]
sealed partial class PushJson : JsonSerializerContext;
