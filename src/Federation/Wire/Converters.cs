using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using Federated.Federation.Vocabulary;

namespace Federated.Federation.Wire;

/// <summary>Instants in UTC with `Z`, in one fixed form (decisions 2).</summary>
abstract class InstantConverter(string form) : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Instants.Parse(reader.GetString()) ?? throw new JsonException("Not an instant.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(form, CultureInfo.InvariantCulture));
}

/// <summary>`published`, `updated`, `deleted`.</summary>
sealed class MillisecondsConverter() : InstantConverter("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

/// <summary>Start and end of events: peers match them by patterns without fractions (wire rule E2).</summary>
sealed class SecondsConverter() : InstantConverter("yyyy-MM-dd'T'HH:mm:ss'Z'");

/// <summary>Lengths of time as XML Schema writes them: `PT1M2.5S`.</summary>
sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        XmlConvert.ToTimeSpan(reader.GetString() ?? throw new JsonException("Not a length of time."));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(XmlConvert.ToString(value));
}

/// <summary>Coordinates: Mobilizon drops numbers without a decimal point (wire rule E6). Seven decimals are a centimetre.</summary>
sealed class DecimalPointConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteRawValue(Encoding.ASCII.GetBytes(value.ToString("0.0######", CultureInfo.InvariantCulture)));
}
