using Federated.Federation;
using Federated.Federation.Delivery;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Delivery;

public sealed class BackoffTests
{
    const double Middle = 0.5;

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 31)]
    [InlineData(3, 96)]
    [InlineData(10, 10_015)]
    [InlineData(15, 50_640)]
    public void A_delivery_waits_the_fourth_power_and_fifteen_seconds(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delivery(failures, Middle));

    [Fact]
    public void The_last_try_of_a_delivery_is_the_last()
    {
        Assert.NotNull(Backoff.Delivery(Limits.DeliveryTries - 1, Middle));
        Assert.Null(Backoff.Delivery(Limits.DeliveryTries, Middle));
        Assert.NotNull(Backoff.Delivery(3, Middle, tries: 4));
        Assert.Null(Backoff.Delivery(4, Middle, TimeSpan.FromMinutes(1), tries: 4));
    }

    [Fact]
    public void The_delivery_schedule_spans_about_two_days()
    {
        var total = Enumerable.Range(1, Limits.DeliveryTries - 1).Sum(n => Backoff.Delivery(n, Middle)!.Value.TotalDays);

        Assert.InRange(total, 2, 2.5);
    }

    [Fact]
    public void Chance_moves_a_pause_by_a_quarter_at_most() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 15).ToArbitrary(), Gen.Choose(0, 999).ToArbitrary(), (failures, thousandths) =>
        {
            var delivery = Backoff.Delivery(failures, thousandths / 1000.0)!.Value / Backoff.Delivery(failures, Middle)!.Value;
            var n = Math.Min(failures, Limits.InboxTries - 1);
            var inbox = Backoff.Inbox(n, thousandths / 1000.0)!.Value / Backoff.Inbox(n, Middle)!.Value;
            return delivery is >= 0.749 and < 1.251 && inbox is >= 0.749 and < 1.251;
        }));

    [Theory]
    [InlineData(5, 16)]
    [InlineData(120, 120)]
    [InlineData(86_400, 86_400)]
    [InlineData(86_401, 86_400)]
    [InlineData(10_000_000, 86_400)]
    public void A_host_is_not_asked_again_sooner_than_it_wished_up_to_a_day(int wish, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delivery(1, Middle, TimeSpan.FromSeconds(wish)));

    [Fact]
    public void An_inbound_activity_waits_longer_each_time_and_ends_after_its_tries()
    {
        var pauses = Enumerable.Range(1, Limits.InboxTries - 1).Select(n => Backoff.Inbox(n, Middle)!.Value).ToList();

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
        Assert.Equal(TimeSpan.FromHours(6), pauses[^1]);
        Assert.Null(Backoff.Inbox(Limits.InboxTries, Middle));
    }
}
