using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Federated.Federation;
using Federated.Federation.Push;
using Federated.Tests.Support;

namespace Federated.Tests.Federation.Push;

/// <summary>Messages that a push service cannot read, held against the example of RFC 8291, and the key by which services know the hub.</summary>
public sealed class PushCipherTests
{
    static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    [Fact]
    public void The_example_of_the_standard_comes_out_byte_for_byte()
    {
        var own = Bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        var receiver = PushReceiver.Read("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")!;
        using var cipher = new PushCipher(
            ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256, D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), Q = new ECPoint { X = own[1..33], Y = own[33..] },
            }),
            Bytes("DGv6ra1nlYgDCS1FRnbzlw"));

        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(cipher.Standard("When I grow up, I want to be a watermelon"u8, receiver)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_device_reads_what_was_encrypted_for_it_and_no_length_is_told(bool standard)
    {
        using var device = new PushDevice();
        var key = VapidKey.Create();
        foreach (var length in new[] { 0, 1, 1023, 1024, Limits.PushBytes })
        {
            var message = Encoding.ASCII.GetBytes(new string('x', length));
            var request = PushRequest.Of(
                "https://push.example.org/1", PushReceiver.Read(device.Key, device.Secret)!, standard, message, (key, "mailto:a@example.org"), TimeProvider.System.GetUtcNow(), Limits.PushLife);
            var headers = request.Headers.ToDictionary(h => h.Name.ToLowerInvariant(), h => h.Value);

            Assert.Equal(message, device.Read(headers, request.Body.ToArray()));
            Assert.True(request.Body.Length <= 4096);
            Assert.Equal((length + 1023) / 1024 * 1024 + (standard ? 86 + 1 + 16 : 2 + 16), request.Body.Length);
        }
    }

    [Fact]
    public void A_service_can_check_who_sends()
    {
        var key = VapidKey.FromBytes(VapidKey.Create().ToBytes());
        var now = TimeProvider.System.GetUtcNow();
        var parts = key.Token("https://push.example.org:8443/a/b?c", "mailto:\"a\"@example.org", now).Split('.');

        var claims = JsonElement.Parse(Bytes(parts[1]));
        Assert.Equal(("https://push.example.org:8443", "mailto:\"a\"@example.org", now.ToUnixTimeSeconds()),
            (claims.GetProperty("aud").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("exp").GetInt64()));
        Assert.Equal("ES256", JsonElement.Parse(Bytes(parts[0])).GetProperty("alg").GetString());
        Assert.True(PushDevice.IsSigned(string.Join('.', parts), key.PublicKey));
        Assert.False(PushDevice.IsSigned(string.Join('.', parts), VapidKey.Create().PublicKey));
    }

    [Theory]
    [InlineData("", "BTBZMqHH6r4Tts7J_aSIgg")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgggg")]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8", "BTBZMqHH6r4Tts7J_aSIgg")]
    [InlineData("AyVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")]
    [InlineData("BCVxsr7N eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")]
    public void What_is_no_point_of_the_curve_and_no_secret_is_refused(string key, string secret) => Assert.Null(PushReceiver.Read(key, secret));
}
