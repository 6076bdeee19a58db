using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Federated.Federation;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

public sealed class PublicKeyTests
{
    /// <summary>From FEP-521a.</summary>
    const string EdMultibase = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    const string EdHex = "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6";

    [Fact]
    public void Both_labels_of_an_rsa_key_are_read()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);

        Assert.NotNull(PublicKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.NotNull(PublicKey.FromPem(rsa.ExportRSAPublicKeyPem()));
        Assert.NotNull(PublicKey.FromPem($"\r\n {rsa.ExportRSAPublicKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal)}\n\n"));
    }

    [Fact]
    public void Private_keys_are_refused()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);

        Assert.Null(PublicKey.FromPem(rsa.ExportRSAPrivateKeyPem()));
        Assert.Null(PublicKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()));
        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", rsa.ExportPkcs8PrivateKey())));
        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("RSA PUBLIC KEY", rsa.ExportRSAPrivateKey())));
        Assert.Null(PublicKey.FromPem(TestKeys.P256.ExportECPrivateKeyPem()));
    }

    [Fact]
    public void Text_around_the_one_block_is_refused()
    {
        var pem = TestKeys.Ada.PublicPem;

        Assert.Null(PublicKey.FromPem(pem + "\n" + pem));
        Assert.Null(PublicKey.FromPem("key: " + pem));
        Assert.Null(PublicKey.FromPem(pem.Replace("PUBLIC", "public", StringComparison.Ordinal)));
        Assert.Null(PublicKey.FromPem(pem.Replace("PUBLIC KEY", "CERTIFICATE", StringComparison.Ordinal)));
        Assert.Null(PublicKey.FromPem(""));
    }

    [Fact]
    public void Bytes_after_the_key_are_refused()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);

        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", [.. rsa.ExportSubjectPublicKeyInfo(), 0])));
        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("RSA PUBLIC KEY", [.. rsa.ExportRSAPublicKey(), 0])));
        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", [.. TestKeys.P256.ExportSubjectPublicKeyInfo(), 0])));
        Assert.Null(PublicKey.FromMultibase(TestKeys.Multibase([0xed, 0x01, .. Convert.FromHexString(EdHex), 0])));
    }

    [Fact]
    public void Small_key_is_refused()
    {
        Assert.Null(PublicKey.FromPem(TestKeys.Small.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(PublicKey.FromPem(TestKeys.Small.ExportRSAPublicKeyPem()));
    }

    [Theory]
    [InlineData(512, false)]
    [InlineData(Limits.RsaBitsMin - 1, false)]
    [InlineData(Limits.RsaBitsMin, true)]
    [InlineData(Limits.RsaBitsMax, true)]
    [InlineData(Limits.RsaBitsMax + 1, false)]
    [InlineData(16384, false)]
    public void Size_of_an_rsa_key_is_capped(int bits, bool good) => Assert.Equal(good, Rsa(bits, 65537) is not null);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(65536, false)]
    [InlineData(uint.MaxValue, true)]
    [InlineData(uint.MaxValue + 2L, false)]
    public void Exponent_must_be_sane(long exponent, bool good) => Assert.Equal(good, Rsa(2048, exponent) is not null);

    [Fact]
    public void Even_modulus_is_refused() => Assert.Null(Rsa(2048, 65537, odd: false));

    [Fact]
    public void Length_of_the_text_is_capped()
    {
        var pem = TestKeys.Ada.PublicPem;

        Assert.NotNull(PublicKey.FromPem(pem.PadRight(Limits.KeyText)));
        Assert.Null(PublicKey.FromPem(pem.PadRight(Limits.KeyText + 1)));
        Assert.Null(PublicKey.FromMultibase("z" + new string('1', Limits.KeyText)));
    }

    [Fact]
    public void Other_curves_are_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var offCurve = TestKeys.P256.ExportSubjectPublicKeyInfo();
        offCurve[^1] ^= 1;

        Assert.Null(PublicKey.FromPem(p384.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(PublicKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", offCurve)));
    }

    [Fact]
    public void Multibase_is_the_same_key_as_pem()
    {
        const string rsa = "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i";
        using var key = RSA.Create();
        key.ImportFromPem(PublicKey.FromMultibase(rsa)!.ToPem());

        Assert.StartsWith("3082010a0282010100b1b5fcd8d4d5e88c", Convert.ToHexStringLower(key.ExportRSAPublicKey()), StringComparison.Ordinal);
        Assert.Equal(
            PemEncoding.WriteString("PUBLIC KEY", Convert.FromHexString("302A300506032B6570032100" + EdHex)),
            PublicKey.FromMultibase(EdMultibase)!.ToPem());
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("z1")]
    [InlineData("z0OIl")]
    [InlineData("m7QEub8zjZwHceRSI4NCxdFzB4zpMHJ/MQcY700Pbvglw5g==")]
    [InlineData("6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")]
    [InlineData("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do")]
    [InlineData("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc")]
    public void Other_multibase_is_refused(string text) => Assert.Null(PublicKey.FromMultibase(text));

    [Fact]
    public void Private_key_in_multibase_is_refused()
    {
        using var rsa = TestKeys.Rsa(TestKeys.Ada);

        Assert.Null(PublicKey.FromMultibase(TestKeys.Multibase([0x85, 0x24, .. rsa.ExportRSAPrivateKey()])));
        Assert.NotNull(PublicKey.FromMultibase(TestKeys.Multibase([0x85, 0x24, .. rsa.ExportRSAPublicKey()])));
    }

    /// <summary>AT-012: a thousand keys that no honest peer makes.</summary>
    [Fact]
    public void Broken_keys_and_signatures_never_throw()
    {
        var der = Convert.FromBase64String(string.Concat(TestKeys.Ada.PublicPem.Split('\n')[1..^1]));
        for (var i = 0; i < 1000; i++)
        {
            byte[] broken = [.. der];
            broken[RandomNumberGenerator.GetInt32(broken.Length)] ^= (byte)RandomNumberGenerator.GetInt32(1, 256);
            var key = PublicKey.FromPem(PemEncoding.WriteString("PUBLIC KEY", broken));
            foreach (var algorithm in key is null ? [] : Enum.GetValues<SignatureAlgorithm>())
                Assert.False(key!.Verify(algorithm, [1, 2, 3], RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(0, 300))));
        }
    }

    [Fact]
    public void One_key_is_used_by_many_threads()
    {
        byte[] data = [1, 2, 3];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var signature = TestKeys.Ada.Sign(data);
            Assert.True(TestKeys.AdaPublic.Verify(SignatureAlgorithm.RsaSha256, data, signature));
            Assert.False(TestKeys.AdaPublic.Verify(SignatureAlgorithm.RsaSha256, [(byte)i], signature));
        });
    }

    static PublicKey? Rsa(int bits, long exponent, bool odd = true)
    {
        var modulus = (BigInteger.One << (bits - 1)) + (odd ? 1 : 2);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(modulus);
            writer.WriteInteger(exponent);
        }
        return PublicKey.FromPem(PemEncoding.WriteString("RSA PUBLIC KEY", writer.Encode()));
    }

    [Fact]
    public void Multibase_is_written_as_it_is_read()
    {
        foreach (var key in new[] { TestKeys.AdaPublic, TestKeys.EdPublic })
            Assert.Equal(key.ToPem(), PublicKey.FromMultibase(key.ToMultibase()!)!.ToPem());
        Assert.StartsWith("z4MX", TestKeys.AdaPublic.ToMultibase(), StringComparison.Ordinal);
        Assert.StartsWith("z6Mk", TestKeys.EdPublic.ToMultibase(), StringComparison.Ordinal);
        Assert.Null(TestKeys.P256Public.ToMultibase());
    }
}
