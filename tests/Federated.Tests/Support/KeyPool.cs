using Federated.Federation.Signatures;

namespace Federated.Tests.Support;

/// <summary>RSA keys for fixtures, made once in a run and given out in turn: making them is the slow part.</summary>
static class KeyPool
{
    const int Size = 8;
    static readonly Lazy<byte[]>[] Keys = [.. Enumerable.Range(0, Size).Select(_ => new Lazy<byte[]>(() => SigningKey.Create("pool").ToPkcs8()))];
    static int _next = -1;

    /// <summary>For people of a hub under test.</summary>
    public static byte[] NextBytes() => Keys[(uint)Interlocked.Increment(ref _next) % Size].Value;

    public static SigningKey Next(string keyId) =>
        SigningKey.FromPkcs8(keyId, NextBytes());
}
