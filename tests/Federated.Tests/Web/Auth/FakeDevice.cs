using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Tests.Web.Auth;

/// <summary>Somebody's device with one passkey, as WebAuthn Level 3 describes it; tests make it lie.</summary>
sealed class FakeDevice : IDisposable
{
    const byte Present = 0x01, Verified = 0x04, Attested = 0x40;

    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] _id = RandomNumberGenerator.GetBytes(16);

    public string Origin { get; set; } = "http://localhost:8080";
    public string? RelyingParty { get; set; }

    /// <summary>Whether it has checked who holds it.</summary>
    public bool Checks { get; set; } = true;
    public uint Count { get; set; }

    /// <summary>For whom it says that the key is.</summary>
    public string User { get; set; } = "";
    public string? Type { get; set; }
    public string Id => Convert.ToHexStringLower(_id);

    public void Dispose() => _key.Dispose();

    /// <summary>What `navigator.credentials.create` would answer.</summary>
    public string Create(string question)
    {
        var asked = JsonElement.Parse(question);
        User = asked.GetProperty("user").GetProperty("id").GetString()!;
        var key = _key.ExportParameters(includePrivateParameters: false);
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. key.Q.X!, 0x22, 0x58, 0x20, .. key.Q.Y!];
        byte[] data = [.. Data(asked.GetProperty("rp").GetProperty("id").GetString()!, Attested), .. new byte[16], 0, (byte)_id.Length, .. _id, .. cose];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer($$"""{"clientDataJSON":"{{Encode(Client(asked, "webauthn.create"))}}","attestationObject":"{{Encode(attestation)}}","transports":["internal"]}""");
    }

    /// <summary>What `navigator.credentials.get` would answer.</summary>
    public string Get(string question)
    {
        var asked = JsonElement.Parse(question);
        var client = Client(asked, "webauthn.get");
        var data = Data(asked.GetProperty("rpId").GetString()!, 0);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer($$"""{"clientDataJSON":"{{Encode(client)}}","authenticatorData":"{{Encode(data)}}","signature":"{{Encode(signature)}}","userHandle":"{{User}}"}""");
    }

    string Answer(string response) =>
        $$"""{"id":"{{Encode(_id)}}","rawId":"{{Encode(_id)}}","type":"public-key","authenticatorAttachment":"platform","clientExtensionResults":{},"response":{{response}}}""";

    byte[] Client(JsonElement asked, string type) => Encoding.UTF8.GetBytes(
        $$"""{"type":"{{Type ?? type}}","challenge":"{{asked.GetProperty("challenge").GetString()}}","origin":"{{Origin}}","crossOrigin":false}""");

    byte[] Data(string relyingParty, byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RelyingParty ?? relyingParty)), (byte)(Present | (Checks ? Verified : 0) | flags), .. count];
    }

    static string Encode(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
