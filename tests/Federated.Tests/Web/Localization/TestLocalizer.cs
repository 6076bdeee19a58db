using System.Text.Encodings.Web;
using System.Text.Unicode;
using Federated.Web.Localization;
using NodaTime;

namespace Federated.Tests.Web.Localization;

/// <summary>Localizers outside a host, at a fixed time.</summary>
static class TestLocalizer
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Messages Shipped = Messages.Shipped;

    public static Localizer In(string language, string zone = "UTC", Messages? messages = null) => new(
        messages ?? Shipped,
        UiLanguage.Of(language),
        "Hub & Co",
        DateTimeZoneProviders.Tzdb[zone],
        new FixedTime(),
        HtmlEncoder.Create(UnicodeRanges.All));

    /// <summary>A localizer whose only message is this one, with the key "m".</summary>
    public static Localizer Saying(string message, string language = "en") =>
        In(language, messages: Of((language, "m", message), ("en", "m", message)));

    public static Messages Of(params (string Language, string Key, string Text)[] messages) => new(messages
        .DistinctBy(m => (m.Language, m.Key))
        .GroupBy(m => m.Language)
        .ToDictionary(g => g.Key, IReadOnlyDictionary<string, string> (g) => g.ToDictionary(m => m.Key, m => m.Text)));

    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
