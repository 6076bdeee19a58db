using Federated.Federation;
using Federated.Federation.Delivery;

namespace Federated.Tests.Federation.Delivery;

public sealed class DeliveryAnswerTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public void Every_2xx_is_delivered(int status) =>
        Assert.Equal(new Delivered(status), DeliveryAnswer.Classify(status));

    [Theory]
    [InlineData(400, "status")]
    [InlineData(402, "status")]
    [InlineData(403, "denied")]
    [InlineData(404, "not-found")]
    [InlineData(405, "status")]
    [InlineData(406, "status")]
    [InlineData(409, "status")]
    [InlineData(410, "gone")]
    [InlineData(413, "too-large")]
    [InlineData(415, "status")]
    [InlineData(418, "status")]
    [InlineData(421, "status")]
    [InlineData(422, "status")]
    [InlineData(451, "status")]
    [InlineData(499, "status")]
    [InlineData(501, "status")]
    public void What_waiting_does_not_cure_is_final(int status, string code) =>
        Assert.Equal(new DeliveryRefused(code, status, "why"), DeliveryAnswer.Classify(status, TimeSpan.FromMinutes(1), "why"));

    [Theory]
    [InlineData(301, "redirects")]
    [InlineData(308, "redirects")]
    [InlineData(401, "denied")]
    [InlineData(408, "status")]
    [InlineData(425, "status")]
    [InlineData(429, "status")]
    [InlineData(500, "status")]
    [InlineData(502, "status")]
    [InlineData(503, "status")]
    [InlineData(504, "status")]
    [InlineData(520, "status")]
    [InlineData(599, "status")]
    [InlineData(600, "status")]
    public void What_waiting_may_cure_is_tried_again(int status, string code) =>
        Assert.Equal(new DeliveryRetry(code, status, TimeSpan.FromMinutes(1), "why"),
            DeliveryAnswer.Classify(status, TimeSpan.FromMinutes(1), "why"));

    [Fact]
    public void A_401_is_tried_three_times_more_and_other_failures_the_full_number()
    {
        Assert.Equal(4, Assert.IsType<DeliveryRetry>(DeliveryAnswer.Classify(401)).Tries);
        Assert.Equal(Limits.DeliveryTries, Assert.IsType<DeliveryRetry>(DeliveryAnswer.Classify(503)).Tries);
        Assert.Equal(Limits.DeliveryTries, new DeliveryRetry("timeout").Tries);
    }
}
