using System.Security.Cryptography;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

public sealed class DigestsTests
{
    const string Sha256 = "pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=";
    static readonly byte[] Body = "Hello World"u8.ToArray();
    static readonly string Sha512 = Convert.ToBase64String(SHA512.HashData(Body));

    [Fact]
    public void Digest_is_written_in_upper_case() => Assert.Equal($"SHA-256={Sha256}", Digests.Of(Body));

    [Theory]
    [InlineData($"SHA-256={Sha256}")]
    [InlineData($"sha-256={Sha256}")]
    [InlineData($"SHA-512=zzz, Sha-256 = {Sha256} ")]
    [InlineData($"unixsum=30637,SHA-256={Sha256}")]
    public void Digest_that_fits_is_good(string header) => Assert.Null(Digests.CheckDigest(header, Body));

    [Theory]
    [InlineData("", 400, SignatureCodes.DigestMalformed)]
    [InlineData(",", 400, SignatureCodes.DigestMalformed)]
    [InlineData("SHA-256", 400, SignatureCodes.DigestMalformed)]
    [InlineData("=AAAA", 400, SignatureCodes.DigestMalformed)]
    [InlineData("SHA-256=", 400, SignatureCodes.DigestMalformed)]
    [InlineData("SHA-256=AAAA", 400, SignatureCodes.DigestMalformed)]
    [InlineData("SHA-256=%%%%", 400, SignatureCodes.DigestMalformed)]
    [InlineData($"SHA-256={Sha256},", 400, SignatureCodes.DigestMalformed)]
    [InlineData($"SHA-256={Sha256},SHA-256={Sha256}", 400, SignatureCodes.DigestMalformed)]
    [InlineData($"SHA-256={Sha256},sha-256={Sha256}", 400, SignatureCodes.DigestMalformed)]
    [InlineData($"MD5={Sha256}", 401, SignatureCodes.DigestMissing)]
    [InlineData($"SHA-512={Sha256}", 401, SignatureCodes.DigestMissing)]
    [InlineData("SHA-256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 401, SignatureCodes.DigestMismatch)]
    public void Other_digest_is_refused(string header, int status, string code) =>
        Assert.Equal(new Refused(code, status), Digests.CheckDigest(header, Body));

    [Fact]
    public void Content_digest_that_fits_is_good()
    {
        Assert.Null(Digests.CheckContentDigest($"sha-256=:{Sha256}:", Body));
        Assert.Null(Digests.CheckContentDigest($"sha-512=:{Sha512}:", Body));
        Assert.Null(Digests.CheckContentDigest($"md5=:AAAA:, sha-512=:{Sha512}:, sha-256=:{Sha256}:;x=1", Body));
    }

    [Theory]
    [InlineData("SHA-256=:pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:", 400, SignatureCodes.DigestMalformed)]
    [InlineData("sha-256=pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=", 400, SignatureCodes.DigestMalformed)]
    [InlineData("sha-256=:AAAA:", 400, SignatureCodes.DigestMalformed)]
    [InlineData("sha-256=:pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:, sha-512=1", 400, SignatureCodes.DigestMalformed)]
    [InlineData("", 401, SignatureCodes.DigestMissing)]
    [InlineData("md5=:AAAA:", 401, SignatureCodes.DigestMissing)]
    [InlineData("sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", 401, SignatureCodes.DigestMismatch)]
    public void Other_content_digest_is_refused(string header, int status, string code) =>
        Assert.Equal(new Refused(code, status), Digests.CheckContentDigest(header, Body));

    [Fact]
    public void One_wrong_content_digest_among_two_is_refused() =>
        Assert.Equal(
            new Refused(SignatureCodes.DigestMismatch, 401),
            Digests.CheckContentDigest($"sha-512=:{Sha512}:, sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", Body));
}
