using Federated.Federation;
using Federated.Federation.Signatures;

namespace Federated.Tests.Federation.Signatures;

/// <summary>`Accept-Signature` as other servers send it.</summary>
public sealed class SignatureChallengeTests
{
    [Fact]
    public void Our_own_challenge_asks_for_nothing_more_than_we_send()
    {
        var challenge = SignatureChallenge.Read(MessageSignature.AcceptSignature, hasBody: true)!;

        Assert.Equal(["@method", "@target-uri", "content-digest"], challenge.Components);
        Assert.Equal("sig1", challenge.Label);
        Assert.False(challenge.AsksForMore);
        Assert.Equal(["@method", "@target-uri"], SignatureChallenge.Read(MessageSignature.AcceptSignature, hasBody: false)!.Components);
    }

    [Theory]
    [InlineData("""s=("@method");nonce="n" """)]
    [InlineData("""s=("@method");tag="t" """)]
    [InlineData("""s=("@method");expires""")]
    [InlineData("""s=("@authority")""")]
    public void More_than_the_usual_is_seen(string header) => Assert.True(SignatureChallenge.Read(header.Trim(), hasBody: true)!.AsksForMore);

    [Theory]
    [InlineData("")]
    [InlineData("junk(")]
    [InlineData("s=1")]
    [InlineData("""s=("@query")""")]
    [InlineData("""s=("@request-target")""")]
    [InlineData("""s=("@method";req)""")]
    [InlineData("""s=("x-strange")""")]
    [InlineData("""s=("@method");alg="ed25519" """)]
    [InlineData("""s=("@method");keyid="https://a.example/key" """)]
    [InlineData("""s=("@method");nonce""")]
    public void What_cannot_be_met_is_left_out(string header)
    {
        Assert.Null(SignatureChallenge.Read(header.Trim(), hasBody: true));
        if (header.StartsWith("s=(", StringComparison.Ordinal))
            Assert.Equal("t", SignatureChallenge.Read($"{header.Trim()}, t=(\"@method\")", hasBody: true)!.Label);
    }

    [Theory]
    [InlineData(Limits.SignatureNonce, true)]
    [InlineData(Limits.SignatureNonce + 1, false)]
    public void Length_of_what_is_given_back_is_capped(int length, bool met) =>
        Assert.Equal(met, SignatureChallenge.Read($"s=(\"@method\");nonce=\"{new string('n', length)}\"", hasBody: true) is not null);

    [Theory]
    [InlineData(Limits.SignatureComponents, true)]
    [InlineData(Limits.SignatureComponents + 1, false)]
    public void Number_of_components_is_capped(int count, bool met) =>
        Assert.Equal(met, SignatureChallenge.Read($"s=({string.Join(' ', Enumerable.Repeat("\"@method\"", count))})", hasBody: true) is not null);
}
