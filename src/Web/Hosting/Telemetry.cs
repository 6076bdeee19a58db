using System.Collections;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Federated.Web.Hosting;

/// <summary>Sends metrics and traces over OTLP when the standard `OTEL_EXPORTER_OTLP_*` variables say where to.</summary>
sealed class Telemetry : IHostedService, IDisposable
{
    MeterProvider? _metrics;
    TracerProvider? _traces;

    /// <summary>The meters and sources that are worth reading, ours first.</summary>
    public static readonly string[] Sources =
        ["Federated", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"];

    static bool IsConfigured =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Any(v => v.Key is string name && name.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal) && v.Value is not "");

    public Task StartAsync(CancellationToken ct)
    {
        if (!IsConfigured)
            return Task.CompletedTask;
        _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Sources).AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().AddSource([.. Sources, "Microsoft.AspNetCore"]).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
