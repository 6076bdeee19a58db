using Federated.Federation.Signatures;

namespace Federated.Instance.Actors;

/// <summary>Makes the private keys (PKCS#8) of new actors: a tenth of a second of work each, which tests spare themselves.</summary>
public sealed class KeyMaker(Func<byte[]> make)
{
    public KeyMaker() : this(() => SigningKey.Create("new").ToPkcs8())
    {
    }

    public SigningKey Make(string keyId) => SigningKey.FromPkcs8(keyId, make());
}
