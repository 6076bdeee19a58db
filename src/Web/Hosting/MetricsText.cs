using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text;

namespace Federated.Web.Hosting;

/// <summary>Listens to the instruments of the hub, ASP.NET Core, Npgsql and the runtime, and writes them as Prometheus text.</summary>
public sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();

    public MetricsText()
    {
        _listener.InstrumentPublished = Listen;
        _listener.SetMeasurementEventCallback<byte>(Record);
        _listener.SetMeasurementEventCallback<short>(Record);
        _listener.SetMeasurementEventCallback<int>(Record);
        _listener.SetMeasurementEventCallback<long>(Record);
        _listener.SetMeasurementEventCallback<float>(Record);
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.SetMeasurementEventCallback<decimal>(Record);
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (_, family) in _families.OrderBy(f => f.Key.Name, StringComparer.Ordinal))
            family.Write(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    void Listen(Instrument instrument, MeterListener listener)
    {
        if (!Telemetry.Sources.Contains(instrument.Meter.Name, StringComparer.Ordinal))
            return;
        var family = _families.GetOrAdd(instrument, i => new(i, Boundaries(i)));
        listener.EnableMeasurementEvents(instrument, family);
    }

    static void Record<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? family)
        where T : struct, INumber<T> =>
        ((MetricFamily)family!).Record(double.CreateSaturating(value), tags);

    static IReadOnlyList<double>? Boundaries(Instrument instrument) => instrument switch
    {
        Histogram<double> h => h.Advice?.HistogramBucketBoundaries,
        Histogram<long> h => [.. h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b) ?? []],
        Histogram<int> h => [.. h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b) ?? []],
        _ => null,
    };
}
