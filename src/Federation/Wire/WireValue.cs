using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>
/// A value that is an id or a whole document: `object`, `replies`, items of a collection. A string converts to an id;
/// our own documents come from <see cref="WireJson.Embed"/>, other hosts' from <see cref="Raw"/>.
/// </summary>
[JsonConverter(typeof(WireValueConverter))]
public sealed class WireValue
{
    readonly byte[] _json;

    internal WireValue(byte[] json) => _json = json;

    /// <summary>The JSON of the value.</summary>
    public ReadOnlySpan<byte> Json => _json;

    /// <summary>What another host sent, byte for byte as received, so that its proofs stay valid (wire rule D10, P4).</summary>
    /// <param name="document">An existing value; an absent one is a bug.</param>
    /// <exception cref="InvalidOperationException">The value is absent.</exception>
    public static WireValue Raw(As document) => new(JsonMarshal.GetRawUtf8Value(document.Raw).ToArray());

    /// <summary>A list of ids: the `object` of a Flag.</summary>
    public static WireValue Ids(IEnumerable<string> ids) =>
        new([(byte)'[', .. ids.SelectMany((id, at) => at == 0 ? FromString(id)._json : [(byte)',', .. FromString(id)._json]), (byte)']']);

    /// <summary>An id.</summary>
    public static WireValue FromString(string id) =>
        new([(byte)'"', .. JsonEncodedText.Encode(id, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"']);

    /// <inheritdoc cref="FromString"/>
    public static implicit operator WireValue(string id) => FromString(id);
}

sealed class WireValueConverter : JsonConverter<WireValue>
{
    public override WireValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray());

    // Everything in a WireValue was written by us or read by AsReader.
    public override void Write(Utf8JsonWriter writer, WireValue value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json, skipInputValidation: true);
}
