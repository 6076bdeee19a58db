using System.Security.Cryptography;
using Federated.Federation;
using Federated.Federation.Signatures;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

public sealed class MessageSignatureTests
{
    [Theory]
    [InlineData("@method @target-uri content-digest")]
    [InlineData("@method @target-uri @authority host date content-digest")]
    [InlineData("@method @authority @path @query content-digest")]
    [InlineData("@method host @request-target content-digest")]
    public async Task Whole_coverage_in_any_form_is_verified(string cover)
    {
        var request = Post();
        request.Target += "?x=1";

        Assert.IsType<Verified>(await request.Message(cover).JudgeAsync());
    }

    [Theory]
    [InlineData("@target-uri content-digest")]
    [InlineData("@method content-digest")]
    [InlineData("@method @target-uri")]
    [InlineData("@method @path @query content-digest")]
    [InlineData("@method @authority content-digest")]
    [InlineData("@method @authority @path content-digest")]
    [InlineData("@method @target-uri digest")]
    [InlineData("@method @method @target-uri content-digest")]
    [InlineData("@method @target-uri content-digest Date")]
    [InlineData("@method @target-uri content-digest x-absent")]
    [InlineData("@method @target-uri content-digest @status")]
    [InlineData("")]
    public void Lesser_coverage_is_refused(string cover)
    {
        var request = Post();
        request.Target += "?x=1";

        Assert.Equal(new Refused(SignatureCodes.Coverage, 401), request.Message(cover).Read());
    }

    [Theory]
    [InlineData("\"content-digest\";sf")]
    [InlineData("\"content-digest\";key=\"sha-256\"")]
    [InlineData("\"content-digest\";req")]
    [InlineData("\"content-digest\";bs")]
    public void Component_parameters_are_not_supported(string component)
    {
        var request = Post().Message();
        request.With("Signature-Input", request.Arrive().Headers["Signature-Input"].Single()
            .Replace("\"content-digest\"", component, StringComparison.Ordinal));

        Assert.Equal(new Refused(SignatureCodes.Coverage, 401), request.Read());
    }

    [Theory]
    [InlineData("", SignatureCodes.Coverage)]
    [InlineData(";created=1777892401", SignatureCodes.Future)]
    [InlineData(";created=1777884899", SignatureCodes.Expired)]
    [InlineData(";created=1777888800;expires=1777888799", SignatureCodes.Expired)]
    [InlineData(";created=1777881600;expires=1777885199", SignatureCodes.Expired)]
    [InlineData(";created=1777888800;expires=1777932001", SignatureCodes.Lifetime)]
    [InlineData(";created=1777888800;alg=\"hmac-sha256\"", SignatureCodes.AlgorithmUnsupported)]
    [InlineData(";created=1777888800;alg=\"rsa-sha1\"", SignatureCodes.AlgorithmUnsupported)]
    public void Time_and_algorithm_are_held(string parameters, string code) =>
        Assert.Equal(new Refused(code, 401), Get().Message(parameters: parameters).Read());

    [Theory]
    [InlineData(";created=\"1777888800\"")]
    [InlineData(";created=1777888800.5")]
    [InlineData(";created")]
    [InlineData(";created=999999999999999")]
    [InlineData(";created=1777888800;created=1777888800")]
    [InlineData(";created=1777888800;alg=ed25519")]
    [InlineData(";created=1777888800;nonce=:AAAA:")]
    public void Parameter_of_a_wrong_type_is_a_bad_request(string parameters) =>
        Assert.Equal(new Refused(SignatureCodes.Malformed, 400), Get().Message(parameters: parameters).Read());

    [Theory]
    [InlineData("sig1", "sig1=:AAAA:")]
    [InlineData("sig1=1", "sig1=:AAAA:")]
    [InlineData("sig1=(@method)", "sig1=:AAAA:")]
    [InlineData("sig1=(\"@method\")", "sig1=AAAA")]
    [InlineData("sig1=(\"@method\")", "sig1=::")]
    [InlineData("sig1=(\"@method\"", "sig1=:AAAA:")]
    [InlineData("sig1=(\"@method\"),", "sig1=:AAAA:")]
    [InlineData(",", "sig1=:AAAA:")]
    [InlineData("", "sig1=:AAAA:")]
    [InlineData("sig1=(\"@method\"), sig1=(\"@method\")", "sig1=:AAAA:")]
    [InlineData("sig1=(\"@method\")", "keyId=\"a\",signature=\"AAAA\"")]
    public void Malformed_header_is_a_bad_request_and_never_read_as_the_draft(string input, string signature) =>
        Assert.Equal(
            new Refused(SignatureCodes.Malformed, 400),
            Get().With("Signature-Input", input).With("Signature", signature).Read());

    [Fact]
    public void Label_without_signature_is_unsigned()
    {
        Assert.Equal(new Refused(SignatureCodes.Unsigned, 401), Get().Message().With("Signature", "sig2=:AAAA:").Read());
        Assert.Equal(new Refused(SignatureCodes.Unsigned, 401), Get().Message().Without("Signature").Read());
    }

    [Fact]
    public async Task Signature_base_has_the_parameters_as_received()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);
        var input = $"(  \"@method\"  \"@target-uri\" );created={Seconds(Now)};  keyid=\"{TestKeys.AdaKeyId}\"";
        var text = $"\"@method\": GET\n\"@target-uri\": https://hub.example.org/actors/amina\n\"@signature-params\": {input}";
        var signature = Convert.ToBase64String(TestKeys.Ada.Sign(System.Text.Encoding.ASCII.GetBytes(text)));

        Assert.IsType<Verified>(await Get().With("Signature-Input", $"a={input}").With("Signature", $"a=:{signature}:").JudgeAsync());
    }

    [Fact]
    public async Task Each_algorithm_is_verified_with_its_key_and_refused_with_another()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);
        (string Algorithm, PublicKey Key, Func<byte[], byte[]> Sign)[] all =
        [
            ("rsa-v1_5-sha256", TestKeys.AdaPublic, d => rsa.SignData(d, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ("rsa-pss-sha512", TestKeys.AdaPublic, d => rsa.SignData(d, HashAlgorithmName.SHA512, RSASignaturePadding.Pss)),
            ("ecdsa-p256-sha256", TestKeys.P256Public, d => TestKeys.P256.SignData(d, HashAlgorithmName.SHA256)),
            ("ed25519", TestKeys.EdPublic, d => Ed25519.Sign(TestKeys.EdSeed, d)),
        ];
        foreach (var named in all)
        {
            foreach (var used in all)
            {
                var request = Get().Message(parameters: $";created={Seconds(Now)};alg=\"{named.Algorithm}\"", sign: used.Sign);
                var verdict = await request.JudgeAsync(KnownKeys.With(used.Key));
                Assert.Equal(named == used, verdict is Verified);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_algorithm_the_key_decides(bool curve)
    {
        var request = Get().Message(sign: data => curve
            ? TestKeys.P256.SignData(data, HashAlgorithmName.SHA256)
            : Ed25519.Sign(TestKeys.EdSeed, data));

        Assert.IsType<Verified>(await request.JudgeAsync(KnownKeys.With(curve ? TestKeys.P256Public : TestKeys.EdPublic)));
    }

    [Fact]
    public async Task Label_of_a_proxy_whose_key_is_not_found_is_left_out()
    {
        var request = Post().Message().AndMessage(keyId: "https://proxy.example.org/key");

        Assert.Equal(new Verified(TestKeys.AdaKeyId, TestKeys.AdaId), await request.JudgeAsync());
    }

    [Fact]
    public async Task Label_that_covers_too_little_is_left_out_without_asking_for_its_key()
    {
        var keys = new KnownKeys();
        var request = Post().Message("@method", keyId: "https://proxy.example.org/key").AndMessage();

        Assert.IsType<Verified>(await request.JudgeAsync(keys));
        Assert.Equal([(TestKeys.AdaKeyId, false)], keys.Asked);
    }

    [Fact]
    public async Task One_wrong_label_among_two_is_refused()
    {
        var request = Post().Message().AndMessage(keyId: TestKeys.BoKeyId);

        Assert.Equal(new Refused(SignatureCodes.Invalid, 401), await request.JudgeAsync());
    }

    [Theory]
    [InlineData(Limits.SignatureLabels, null)]
    [InlineData(Limits.SignatureLabels + 1, SignatureCodes.Malformed)]
    public void Number_of_labels_is_capped(int count, string? code)
    {
        var request = Get().Message();
        for (var i = 2; i <= count; i++)
            request.AndMessage(label: $"sig{i}");

        Assert.Equal(code, (request.Read() as Refused)?.Code);
    }

    [Theory]
    [InlineData(Limits.SignatureNonce, null)]
    [InlineData(Limits.SignatureNonce + 1, SignatureCodes.NonceTooLong)]
    public void Length_of_the_nonce_is_capped(int length, string? code) =>
        Assert.Equal(code, (Get().Message(parameters: $";created={Seconds(Now)};nonce=\"{new string('n', length)}\"").Read() as Refused)?.Code);

    [Theory]
    [InlineData("?a=1&b=%20x%7E*&c", "b", "%20x%7E*")]
    [InlineData("?a=1&b=+x~%2A", "b", "%20x%7E*")]
    [InlineData("?a=1&c", "c", "")]
    [InlineData("?a=1&a=2", "a", null)]
    [InlineData("?a=1", "b", null)]
    [InlineData("", "b", null)]
    public void Query_parameter_is_encoded_anew(string query, string name, string? value)
    {
        var request = new SignedRequest("GET", "/" + query, "https", "hub.example.org", []);
        var input = StructuredFields.Dictionary($"s=(\"@query-param\";name=\"{name}\")")!["s"];

        var text = SignatureBase.Of(request, input);

        Assert.Equal(value is null ? null : $"\"@query-param\";name=\"{name}\": {value}", text?.Split('\n')[0]);
    }

    [Fact]
    public void Challenge_asks_for_what_is_wanted()
    {
        var challenge = Assert.Single(StructuredFields.Dictionary(MessageSignature.AcceptSignature)!);
        var components = Assert.IsType<IReadOnlyList<StructuredItem>>(challenge.Value.Value, exactMatch: false);

        Assert.Equal(["@method", "@target-uri", "content-digest"], components.Select(c => c.Value));
        Assert.Equal(["created", "keyid"], challenge.Value.Parameters.Keys);
    }
}
