using System.Security.Cryptography;
using Federated.Instance.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Instance.Storage;

public sealed class SecretKeyTests
{
    static readonly string One = SecretKey.Make(1);
    static readonly string Two = SecretKey.Make(2);
    static readonly byte[] Plain = "a private key"u8.ToArray();

    [Fact]
    public void Whatever_is_sealed_is_opened_again() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], NonNull<string>>((plain, purpose) =>
    {
        var key = SecretKey.Parse(One);
        return key.Unprotect(key.Protect(plain, purpose.Get), purpose.Get).SequenceEqual(plain);
    }));

    [Fact]
    public void Change_of_any_byte_is_noticed()
    {
        var key = SecretKey.Parse(One);
        var envelope = key.Protect(Plain, "actor-key");
        for (var i = 0; i < envelope.Length; i++)
        {
            var changed = envelope.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Unprotect(changed, "actor-key"));
        }
    }

    [Fact]
    public void Cut_secret_is_no_secret()
    {
        var key = SecretKey.Parse(One);
        var envelope = key.Protect(Plain, "actor-key");
        for (var length = 0; length < envelope.Length; length++)
            Assert.ThrowsAny<CryptographicException>(() => key.Unprotect(envelope.AsSpan(0, length), "actor-key"));
    }

    [Fact]
    public void Other_purpose_does_not_open()
    {
        var key = SecretKey.Parse(One);
        Assert.ThrowsAny<CryptographicException>(() => key.Unprotect(key.Protect(Plain, "actor-key"), "key-ring"));
    }

    [Fact]
    public void Same_secret_is_sealed_differently_each_time()
    {
        var key = SecretKey.Parse(One);
        Assert.NotEqual(key.Protect(Plain, "actor-key"), key.Protect(Plain, "actor-key"));
    }

    [Fact]
    public void Highest_number_seals_and_every_number_opens()
    {
        var old = SecretKey.Parse(One).Protect(Plain, "actor-key");
        var both = SecretKey.Parse($"{Two}\n{One}");
        var fresh = both.Protect(Plain, "actor-key");
        Assert.Equal((2, 1, 2), (both.Current, SecretKey.NumberOf(old), SecretKey.NumberOf(fresh)));
        Assert.Equal(Plain, both.Unprotect(old, "actor-key"));
        Assert.Equal(Plain, SecretKey.Parse(Two).Unprotect(fresh, "actor-key"));
        Assert.ThrowsAny<CryptographicException>(() => SecretKey.Parse(Two).Unprotect(old, "actor-key"));
    }

    [Fact]
    public void Key_without_a_number_is_the_first()
    {
        Assert.Equal(1, SecretKey.Parse(One[2..]).Current);
        Assert.Equal(Plain, SecretKey.Parse(One).Unprotect(SecretKey.Parse(One[2..]).Protect(Plain, "x"), "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("1:AAAA")]
    [InlineData("0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("x:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= 1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Bad_key_is_refused_without_being_repeated(string text)
    {
        var failure = Assert.Throws<FormatException>(() => SecretKey.Parse(text));
        Assert.StartsWith("Secrets:Key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }
}
