using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Federated.Federation.Discovery;

/// <summary>Forms of the discovery documents: camel case, nulls left out, letters of all scripts as they are.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Jrd))]
[JsonSerializable(typeof(NodeInfoDocument))]
sealed partial class DiscoveryJson : JsonSerializerContext
{
    public static readonly DiscoveryJson Forms = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
