using System.Security.Cryptography;

namespace Federated.Federation.Push;

/// <summary>Points of P-256 as bytes: 4, then both coordinates (SEC 1, 2.3.3).</summary>
static class Points
{
    const int CoordinateBytes = 32;
    const byte Uncompressed = 4;

    public static byte[] Write(ECParameters key) => [Uncompressed, .. key.Q.X!, .. key.Q.Y!];

    /// <summary>Null for another form; whether it lies on the curve shows when it is used.</summary>
    public static ECParameters? Read(ReadOnlySpan<byte> point) => point.Length != PushReceiver.KeyBytes || point[0] != Uncompressed ? null : new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[1..(CoordinateBytes + 1)].ToArray(), Y = point[(CoordinateBytes + 1)..].ToArray() },
    };
}
