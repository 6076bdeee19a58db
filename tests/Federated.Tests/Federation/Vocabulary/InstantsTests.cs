using System.Globalization;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2026-09-01T08:00:00Z", "2026-09-01T08:00:00.000")]
    [InlineData("2026-09-01t08:00:00z", "2026-09-01T08:00:00.000")]
    [InlineData(" 2026-09-01 08:00:00.9876543Z ", "2026-09-01T08:00:00.987")]
    [InlineData("2026-09-01T08:00:00,5Z", "2026-09-01T08:00:00.500")]
    [InlineData("2026-09-01T08:00Z", "2026-09-01T08:00:00.000")]
    [InlineData("2026-09-01T08:00:00", "2026-09-01T08:00:00.000")]
    [InlineData("2026-09-01", "2026-09-01T00:00:00.000")]
    [InlineData("2026-09-01T10:00:00+02:00", "2026-09-01T08:00:00.000")]
    [InlineData("2026-09-01T10:00:00+0200", "2026-09-01T08:00:00.000")]
    [InlineData("2026-09-01T00:30:00-09", "2026-09-01T09:30:00.000")]
    [InlineData("2026-06-30T23:59:60Z", "2026-06-30T23:59:59.000")]
    [InlineData("2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999")]
    public void Instants_are_utc_in_milliseconds(string text, string expected) =>
        Assert.Equal(expected, Instants.Parse(text)?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("infinity")]
    [InlineData("0000-00-00")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("10000-01-01T00:00:00Z")]
    [InlineData("-2026-01-01T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-09-01T24:00:00Z")]
    [InlineData("2026-09-01T08:60:00Z")]
    [InlineData("2026-09-01T08:00:61Z")]
    [InlineData("2026-09-01T08:00:00.Z")]
    [InlineData("2026-09-01T08:00:00+99:99")]
    [InlineData("2026-09-01T08:00:00+2:00")]
    [InlineData("2026-09-01T08:00:00 UTC")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:00:00-02:00")]
    [InlineData("2026-09-01T")]
    [InlineData("٢٠٢٦-٠٩-٠١T00:00:00Z")]
    [InlineData("1756713600")]
    public void What_is_no_instant_is_null(string text) => Assert.Null(Instants.Parse(text));
}
