using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Fetching;

namespace Federated.Tests.Federation.Fetching;

/// <summary>What nobody sets is as the limits say; how each of them ends a request is tested with shorter ones beside this.</summary>
public sealed class DefaultLimitTests
{
    [Fact]
    public void Requests_to_others_have_the_times_rates_and_numbers_of_the_limits()
    {
        var options = new OutboundOptions("hub.example.org");

        Assert.Equal(
            (Limits.ConnectTime, Limits.HeadersTime, Limits.FetchTime, Limits.DeliveryTime, Limits.BodyGrace),
            (options.ConnectTime, options.HeadersTime, options.FetchTime, options.DeliveryTime, options.BodyGrace));
        Assert.Equal((Limits.BodyRate, Limits.FetchesPerHost, Limits.InFlight), (options.BodyRate, options.FetchesPerHost, options.InFlight));
    }

    [Fact]
    public void A_host_may_ask_for_a_pause_up_to_the_limit()
    {
        Assert.Equal(Limits.RetryAfter, Backoff.Delivery(1, 0.5, Limits.RetryAfter));
        Assert.Equal(Limits.RetryAfter, Backoff.Delivery(1, 0.5, Limits.RetryAfter + TimeSpan.FromSeconds(1)));
        Assert.Equal(Limits.RetryAfter - TimeSpan.FromSeconds(1), Backoff.Delivery(1, 0.5, Limits.RetryAfter - TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_delivery_answered_with_401_is_tried_as_often_as_the_limit_says()
    {
        var refused = new DeliveryRetry("status", 401);

        Assert.NotNull(Backoff.Delivery(Limits.UnauthorizedTries - 1, 0.5, refused.RetryAfter, refused.Tries));
        Assert.Null(Backoff.Delivery(Limits.UnauthorizedTries, 0.5, refused.RetryAfter, refused.Tries));
    }
}
