using Federated.Federation.Discovery;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Signatures;

/// <summary>Whose key a keyId can be: an address, or `acct:name@host` as a few peers still send.</summary>
static class KeyIds
{
    /// <summary>A keyId that another server's actor can have, seen from the hub that got the request (AT-024).</summary>
    internal static bool CanSign(string keyId, SignedRequest request) =>
        IsAccount(keyId)
            ? Acct.Parse(keyId) is { } account && account.Domain != request.Authority
            : Origin.Of(keyId, allowHttp: request.Scheme == Uri.UriSchemeHttp) is { } origin
                && (origin.Scheme, origin.Authority) != (request.Scheme, request.Authority);

    /// <summary>The owner is where the key is: same origin, or for an account the same host and port (FEP-fe34).</summary>
    internal static bool Owns(string owner, string keyId) =>
        IsAccount(keyId)
            ? Acct.Parse(keyId) is { } account && account.Domain == Origin.Of(owner, allowHttp: true)?.Authority
            : Origin.Same(owner, keyId);

    static bool IsAccount(string keyId) => keyId.StartsWith("acct:", StringComparison.Ordinal);
}
