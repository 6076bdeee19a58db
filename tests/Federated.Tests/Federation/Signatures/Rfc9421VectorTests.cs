using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

/// <summary>The public vectors of RFC 9421 appendix B.2.</summary>
public sealed class Rfc9421VectorTests
{
    static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "rfc9421.json"))).RootElement;

    /// <summary>Those over requests; the one over a response has no base here.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Signature_base_is_equal_to_the_byte(int index)
    {
        var one = Vectors.GetProperty("cases")[index];

        Assert.Equal(Text(one, "base"), SignatureBase.Of(Request(), Input(one)));
    }

    [Theory]
    [InlineData(0, "test-key-rsa-pss", SignatureAlgorithm.RsaPssSha512)]
    [InlineData(1, "test-key-rsa-pss", SignatureAlgorithm.RsaPssSha512)]
    [InlineData(2, "test-key-rsa-pss", SignatureAlgorithm.RsaPssSha512)]
    [InlineData(3, "test-key-ecc-p256", SignatureAlgorithm.EcdsaP256Sha256)]
    [InlineData(5, "test-key-ed25519", SignatureAlgorithm.Ed25519)]
    public void Signature_is_verified_and_a_changed_base_is_not(int index, string keyName, SignatureAlgorithm algorithm)
    {
        var one = Vectors.GetProperty("cases")[index];
        var key = Key(keyName);
        var text = Encoding.UTF8.GetBytes(Text(one, "base"));
        var signature = (byte[])Only(Text(one, "signature")).Value;

        Assert.True(key.Verify(algorithm, text, signature));
        text[^1] ^= 1;
        Assert.False(key.Verify(algorithm, text, signature));
    }

    [Fact]
    public void Signature_over_a_changed_component_is_not_verified()
    {
        var one = Vectors.GetProperty("cases")[2];
        var changed = Request() with { RawTarget = "/foo?param=Value&Pet=cat" };

        var text = SignatureBase.Of(changed, Input(one))!;

        Assert.False(Key("test-key-rsa-pss").Verify(
            SignatureAlgorithm.RsaPssSha512, Encoding.UTF8.GetBytes(text), (byte[])Only(Text(one, "signature")).Value));
    }

    [Fact]
    public void Ed25519_signs_the_same_bytes_as_the_vector()
    {
        var one = Vectors.GetProperty("cases")[5];
        var pem = Vectors.GetProperty("keys").GetProperty("test-key-ed25519:private").GetString()!;
        var seed = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data])[^Ed25519.KeyBytes..];

        Assert.Equal((byte[])Only(Text(one, "signature")).Value, Ed25519.Sign(seed, Encoding.UTF8.GetBytes(Text(one, "base"))));
    }

    [Theory]
    [InlineData("test-key-rsa")]
    [InlineData("test-key-rsa-pss")]
    [InlineData("test-key-ecc-p256")]
    [InlineData("test-key-ed25519")]
    public void Keys_of_every_kind_are_read_and_written(string name)
    {
        var pem = Key(name).ToPem();

        Assert.Equal(pem, PublicKey.FromPem(pem)!.ToPem());
    }

    [Fact]
    public void Vector_that_covers_too_little_is_refused_at_the_door()
    {
        var one = Vectors.GetProperty("cases")[1];

        var verdict = Verifier.Read(
            Request(new("Signature-Input", Text(one, "input").Replace("test-key-rsa-pss", TestKeys.AdaKeyId, StringComparison.Ordinal)), new("Signature", Text(one, "signature"))),
            DateTimeOffset.FromUnixTimeSeconds(1618884473));

        Assert.Equal(new Refused(SignatureCodes.Coverage, 401), verdict);
    }

    static SignedRequest Request(params KeyValuePair<string, string>[] more)
    {
        var request = Vectors.GetProperty("requests").GetProperty("request");
        var head = request.GetProperty("head").EnumerateArray().Select(l => l.GetString()!).ToList();
        var line = head[0].Split(' ');
        var headers = head.Skip(1).Select(l => l.Split(": ", 2)).Select(p => KeyValuePair.Create(p[0], p[1]));
        return new SignedRequest(line[0], line[1], "https", "example.com", [.. headers, .. more], Encoding.UTF8.GetBytes(Text(request, "body")));
    }

    static PublicKey Key(string name) => PublicKey.FromPem(Vectors.GetProperty("keys").GetProperty(name).GetString()!)!;

    static StructuredItem Input(JsonElement one) => Only(Text(one, "input"));

    static StructuredItem Only(string field) => StructuredFields.Dictionary(field)!.Single().Value;

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
