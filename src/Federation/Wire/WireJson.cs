using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Federated.Federation.Wire;

/// <summary>
/// Writes our documents as UTF-8 JSON without byte order mark: members in the order of the records, nulls left out
/// unless a peer needs the key, letters of all scripts as they are (wire rules J12, J13, E9).
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ActorDocument))]
[JsonSerializable(typeof(PostDocument))]
[JsonSerializable(typeof(EventDocument))]
[JsonSerializable(typeof(VoteDocument))]
[JsonSerializable(typeof(QuoteAuthorizationDocument))]
[JsonSerializable(typeof(PlaceDocument))]
[JsonSerializable(typeof(ActivityDocument))]
[JsonSerializable(typeof(CollectionDocument))]
[JsonSerializable(typeof(TombstoneDocument))]
public sealed partial class WireJson : JsonSerializerContext
{
    static readonly byte[] Head = [.. "{\"@context\":"u8, .. OneLine(Contexts.Json), (byte)','];

    static readonly WireJson Forms = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new MillisecondsConverter() },
    });

    /// <summary>A document of its own, as it is signed, stored and served: `@context` first.</summary>
    /// <param name="document">One of the records of this namespace that the context lists; others are a bug.</param>
    public static byte[] Bytes<T>(T document) where T : class => [.. Head, .. Inner(document).AsSpan(1)];

    /// <summary>A document inside another one: without `@context`.</summary>
    /// <param name="document">As for <see cref="Bytes"/>.</param>
    public static WireValue Embed<T>(T document) where T : class => new(Inner(document));

    static byte[] Inner<T>(T document) where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(document, (JsonTypeInfo<T>)Forms.Options.GetTypeInfo(typeof(T)));

    // The context is laid out in lines for its readers; none of its strings has a line break.
    static byte[] OneLine(ReadOnlySpan<byte> json) => json.ToArray().Where(letter => letter is not (byte)'\n').ToArray();
}
