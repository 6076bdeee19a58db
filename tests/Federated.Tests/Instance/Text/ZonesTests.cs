using Federated.Instance.Text;
using NodaTime;

namespace Federated.Tests.Instance.Text;

public sealed class ZonesTests
{
    [Theory]
    [InlineData("Europe/Paris", "Europe/Paris")]
    [InlineData("europe/paris", "Europe/Paris")]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    [InlineData("Europe/Kiev", "Europe/Kyiv")]
    [InlineData("Europe/Oslo", "Europe/Oslo")]
    [InlineData("Africa/Accra", "Africa/Accra")]
    [InlineData("UTC", "Etc/UTC")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    public void A_known_zone_has_one_id(string id, string canonical) => Assert.Equal(canonical, Zones.Canonical(id));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("+02:00")]
    [InlineData("../../etc/passwd")]
    public void Other_words_are_no_zone(string? id) => Assert.Null(Zones.Find(id));

    [Fact]
    public void A_wall_time_that_is_skipped_moves_on_by_the_gap()
    {
        var paris = Zones.Find("Europe/Paris")!;

        Assert.Equal(Instant.FromUtc(2026, 3, 29, 1, 30), Zones.ToInstant(new(2026, 3, 29, 2, 30), paris));
        Assert.Equal(new LocalDateTime(2026, 3, 29, 3, 30), Zones.ToLocal(Instant.FromUtc(2026, 3, 29, 1, 30), paris));
    }

    [Fact]
    public void A_wall_time_that_comes_twice_is_the_first() =>
        Assert.Equal(Instant.FromUtc(2026, 10, 25, 0, 30), Zones.ToInstant(new(2026, 10, 25, 2, 30), Zones.Find("Europe/Paris")!));

    [Fact]
    public void Zones_are_listed_by_region_with_their_offset_now()
    {
        var regions = Zones.List(Instant.FromUtc(2026, 7, 1, 0, 0));

        var paris = regions.Single(r => r.Name == "Europe").Zones.Single(z => z.Id == "Europe/Paris");
        Assert.Equal(("Paris", Offset.FromHours(2)), (paris.Place, paris.Offset));
        Assert.Equal("Argentina/Buenos Aires", regions.Single(r => r.Name == "America").Zones.Single(z => z.Id == "America/Argentina/Buenos_Aires").Place);
        Assert.Equal("Etc/UTC", Assert.Single(regions.Single(r => r.Name == "UTC").Zones).Id);
        Assert.All(regions.SelectMany(r => r.Zones), z => Assert.Equal(z.Id, Zones.Canonical(z.Id)));
    }
}
