using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Federated.Web.Hosting;

/// <summary>All series of one instrument, as the Prometheus text format 0.0.4 shows them.</summary>
public sealed class MetricFamily(Instrument instrument, IReadOnlyList<double>? boundaries)
{
    /// <summary>Series of one instrument that are kept; labels beyond that are dropped.</summary>
    public const int MaxSeries = 1_000;

    static readonly double[] DefaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    readonly string _kind = instrument.GetType().Name.Split('`')[0];
    readonly double[] _boundaries = [.. boundaries is { Count: > 0 } ? boundaries : DefaultBoundaries];
    readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    bool IsHistogram => _kind == "Histogram";
    bool IsCounter => _kind is "Counter" or "ObservableCounter";
    bool IsSum => _kind is "Counter" or "UpDownCounter";

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MaxSeries)
                return;
            series = _series.GetOrAdd(labels, _ => new(IsHistogram ? _boundaries.Length + 1 : 0));
        }
        lock (series)
        {
            series.Value = IsSum || IsHistogram ? series.Value + value : value;
            if (IsHistogram)
                series.Buckets[Bucket(value)]++;
        }
    }

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
            return;
        var name = Name();
        if (instrument.Description is { Length: > 0 } description)
            text.Append("# HELP ").Append(name).Append(' ').Append(description.ReplaceLineEndings(" ").Replace("\\", @"\\", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(IsHistogram ? " histogram" : IsCounter ? " counter" : " gauge").Append('\n');
        foreach (var (labels, series) in _series)
            lock (series)
                WriteSeries(text, name, labels, series);
    }

    void WriteSeries(StringBuilder text, string name, string labels, Series series)
    {
        if (!IsHistogram)
        {
            Line(text, name, labels, series.Value);
            return;
        }
        long count = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            count += series.Buckets[i];
            var bound = i < _boundaries.Length ? Number(_boundaries[i]) : "+Inf";
            Line(text, $"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", count);
        }
        Line(text, $"{name}_sum", labels, series.Value);
        Line(text, $"{name}_count", labels, count);
    }

    static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    string Name()
    {
        var name = new StringBuilder(Clean(instrument.Name));
        var unit = instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        if (unit.Length > 0 && !name.ToString().EndsWith(unit, StringComparison.Ordinal))
            name.Append(unit);
        return IsCounter && !name.ToString().EndsWith("_total", StringComparison.Ordinal) ? name.Append("_total").ToString() : name.ToString();
    }

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(Clean(key)).Append("=\"").Append(Escape(Text(value))).Append('"');
        }
        return text.ToString();
    }

    // Npgsql names a pool by its connection string unless it has a name of its own.
    static string Text(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && !text.Contains("Host=", StringComparison.Ordinal) ? text : "unnamed";

    int Bucket(double value)
    {
        var at = Array.BinarySearch(_boundaries, value);
        return at >= 0 ? at : ~at;
    }

    static string Clean(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
    });

    static string Escape(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    sealed class Series(int buckets)
    {
        public double Value;
        public readonly long[] Buckets = new long[buckets];
    }
}
