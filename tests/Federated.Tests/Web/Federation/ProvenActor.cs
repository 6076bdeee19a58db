using System.Text;
using System.Text.Json.Nodes;
using Federated.Federation.Signatures;
using Federated.Tests.Support;

namespace Federated.Tests.Web.Federation;

/// <summary>Somebody elsewhere who lists a key for documents too.</summary>
sealed class ProvenActor
{
    readonly DocumentKey _key;

    public ProvenActor(FakePeer peer, string name, string type = "Person")
    {
        Actor = peer.Actor(name, type);
        _key = DocumentKey.Create($"{Actor.Uri}#ed25519-key");
        List(new JsonObject
        {
            ["id"] = _key.KeyId, ["type"] = "Multikey", ["controller"] = Actor.Uri, ["publicKeyMultibase"] = _key.Public.ToMultibase(),
        });
    }

    public FakeActor Actor { get; }

    /// <summary>Serves the actor with these keys beside the first one.</summary>
    public void List(params JsonObject[] keys)
    {
        var document = JsonNode.Parse(Actor.Peer.Documents[$"/users/{Actor.Name}"])!.AsObject();
        document["assertionMethod"] = new JsonArray([.. keys]);
        Actor.Peer.Documents[$"/users/{Actor.Name}"] = document.ToJsonString();
    }

    /// <summary>The activity with a proof.</summary>
    public string Prove(string activity, DateTimeOffset? at = null) => Encoding.UTF8.GetString(
        IntegrityProof.Attach(Encoding.UTF8.GetBytes(activity.Trim()), _key, at ?? TimeProvider.System.GetUtcNow()));
}
