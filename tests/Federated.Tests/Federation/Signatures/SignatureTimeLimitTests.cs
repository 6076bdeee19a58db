using Federated.Federation;
using Federated.Federation.Signatures;
using static Federated.Tests.Federation.Signatures.PeerRequest;

namespace Federated.Tests.Federation.Signatures;

/// <summary>Clocks may differ, and signatures live, as long as the limits say and not a second longer.</summary>
public sealed class SignatureTimeLimitTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_clock_ahead_by_the_skew_is_taken_and_one_second_more_is_not()
    {
        Assert.IsType<Verified>(await Created(Now + Limits.ClockSkew, Now + Limits.ClockSkew).JudgeAsync());
        Assert.Equal(SignatureCodes.Future, Code(await Created(Now + Limits.ClockSkew + Second, Now + Limits.ClockSkew + Second).JudgeAsync()));
        Assert.IsType<Verified>(await Message(Now + Limits.ClockSkew, null).JudgeAsync());
        Assert.Equal(SignatureCodes.Future, Code(await Message(Now + Limits.ClockSkew + Second, null).JudgeAsync()));
    }

    [Fact]
    public async Task A_signature_that_ended_by_the_skew_ago_is_taken_and_one_second_more_is_not()
    {
        var end = Now - Limits.ClockSkew;
        Assert.IsType<Verified>(await Created(end - TimeSpan.FromMinutes(1), end).JudgeAsync());
        Assert.Equal(SignatureCodes.Expired, Code(await Created(end - TimeSpan.FromMinutes(1), end - Second).JudgeAsync()));
        Assert.IsType<Verified>(await Message(end - TimeSpan.FromMinutes(1), end).JudgeAsync());
        Assert.Equal(SignatureCodes.Expired, Code(await Message(end - TimeSpan.FromMinutes(1), end - Second).JudgeAsync()));
    }

    [Fact]
    public async Task A_signature_may_claim_the_longest_life_and_not_a_second_more()
    {
        Assert.IsType<Verified>(await Created(Now, Now + Limits.SignatureLife).JudgeAsync());
        Assert.Equal(SignatureCodes.Lifetime, Code(await Created(Now, Now + Limits.SignatureLife + Second).JudgeAsync()));
        Assert.IsType<Verified>(await Message(Now, Now + Limits.SignatureLife).JudgeAsync());
        Assert.Equal(SignatureCodes.Lifetime, Code(await Message(Now, Now + Limits.SignatureLife + Second).JudgeAsync()));
    }

    static PeerRequest Created(DateTimeOffset created, DateTimeOffset expires) =>
        Post().Cavage("(request-target) host (created) (expires) digest content-type", "hs2019", more: $",created={Seconds(created)},expires={Seconds(expires)}");

    static PeerRequest Message(DateTimeOffset created, DateTimeOffset? expires) =>
        Post().Message(parameters: $";created={Seconds(created)}{(expires is { } end ? $";expires={Seconds(end)}" : "")}");

    static string Code(Verdict verdict) => Assert.IsType<Refused>(verdict).Code;
}
