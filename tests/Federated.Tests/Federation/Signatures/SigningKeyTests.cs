using System.Security.Cryptography;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

public sealed class SigningKeyTests
{
    [Fact]
    public void Stored_key_signs_as_before()
    {
        var again = SigningKey.FromPkcs8(TestKeys.AdaKeyId, TestKeys.Ada.ToPkcs8());

        Assert.Equal(TestKeys.AdaKeyId, again.KeyId);
        Assert.Equal(TestKeys.Ada.PublicPem, again.PublicPem);
        Assert.Equal(TestKeys.Ada.Sign([1]), again.Sign([1]));
    }

    [Fact]
    public void New_key_has_2048_bits_under_the_label_that_peers_read()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(TestKeys.Bo.PublicPem);

        Assert.Equal(2048, rsa.KeySize);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", TestKeys.Bo.PublicPem, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_store_is_an_exception() =>
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPkcs8(TestKeys.AdaKeyId, [1, 2, 3]));
}
