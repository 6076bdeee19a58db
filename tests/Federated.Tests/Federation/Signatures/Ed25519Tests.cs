using System.Security.Cryptography;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

public sealed class Ed25519Tests
{
    /// <summary>RFC 8032 section 7.1, tests 1 and 2.</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Vectors_of_the_standard_are_met(string seed, string key, string message, string signature)
    {
        var data = Convert.FromHexString(message);

        Assert.Equal(key, Convert.ToHexStringLower(Ed25519.PublicKeyOf(Convert.FromHexString(seed))));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(seed), data)));
        Assert.True(Ed25519.Verify(Convert.FromHexString(key), data, Convert.FromHexString(signature)));
        Assert.False(Ed25519.Verify(Convert.FromHexString(key), [.. data, 0], Convert.FromHexString(signature)));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(31, 64)]
    [InlineData(33, 64)]
    [InlineData(32, 0)]
    [InlineData(32, 63)]
    [InlineData(32, 65)]
    [InlineData(32, 64)]
    public void Junk_is_never_verified(int keyLength, int signatureLength) =>
        Assert.False(Ed25519.Verify(
            RandomNumberGenerator.GetBytes(keyLength), [1], RandomNumberGenerator.GetBytes(signatureLength)));

    [Fact]
    public void Seed_of_another_length_is_an_exception()
    {
        Assert.Throws<CryptographicException>(() => Ed25519.Sign(new byte[31], [1]));
        Assert.Throws<CryptographicException>(() => Ed25519.PublicKeyOf(new byte[33]));
    }

    [Fact]
    public void Many_threads_sign_and_verify()
    {
        var key = Ed25519.PublicKeyOf(TestKeys.EdSeed);
        Parallel.For(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var data = BitConverter.GetBytes(i);
            Assert.True(Ed25519.Verify(key, data, Ed25519.Sign(TestKeys.EdSeed, data)));
        });
    }
}
