using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Federated.Federation.Wire;

/// <summary>An activity for a server that finds it too large: it has to ask for the object itself (wire-microblog.md 11, E4).</summary>
public static class SmallForm
{
    static readonly JsonSerializerOptions AsTheRest = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The same activity with the id of its object in the object's place, and without the proof, which was of the whole. Null when there is
    /// nothing to leave out: the object is an id already, or has none.
    /// </summary>
    /// <param name="activity">An activity of ours, as it was sent.</param>
    public static byte[]? Of(ReadOnlySpan<byte> activity)
    {
        if (JsonNode.Parse(activity) is not JsonObject document || document["object"] is not JsonObject inner || inner["id"] is not JsonValue id)
            return null;
        document["object"] = id.GetValue<string>();
        document.Remove("proof");
        return Encoding.UTF8.GetBytes(document.ToJsonString(AsTheRest));
    }
}
