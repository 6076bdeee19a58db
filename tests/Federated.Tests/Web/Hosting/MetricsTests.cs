using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Federated.Tests.Support;
using Federated.Web.Hosting;

namespace Federated.Tests.Web.Hosting;

public sealed class MetricsTests : IDisposable
{
    readonly Meter _meter = new("Federated");
    readonly MetricsText _text = new();

    public void Dispose()
    {
        _text.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_for_each_set_of_labels()
    {
        var counter = _meter.CreateCounter<long>("test.inbox.accepted", description: "Activities\ntaken");
        counter.Add(2, new KeyValuePair<string, object?>("peer.host", "a\"b\\c"));
        counter.Add(1, new KeyValuePair<string, object?>("peer.host", "a\"b\\c"));
        counter.Add(5);

        var text = _text.Write();
        Assert.Contains("# HELP test_inbox_accepted_total Activities taken\n# TYPE test_inbox_accepted_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("test_inbox_accepted_total{peer_host=\"a\\\"b\\\\c\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_inbox_accepted_total 5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_counts_into_buckets_that_add_up()
    {
        var histogram = _meter.CreateHistogram("test.delivery.time", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in (double[])[0.05, 0.1, 0.5, 7])
            histogram.Record(seconds);

        Assert.Contains(
            "# TYPE test_delivery_time_seconds histogram\n"
            + "test_delivery_time_seconds_bucket{le=\"0.1\"} 2\ntest_delivery_time_seconds_bucket{le=\"1\"} 3\ntest_delivery_time_seconds_bucket{le=\"+Inf\"} 4\n"
            + "test_delivery_time_seconds_sum 7.65\ntest_delivery_time_seconds_count 4\n",
            _text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gauges_show_what_is_now()
    {
        var waiting = 3;
        var open = _meter.CreateUpDownCounter<int>("test.open");
        _meter.CreateObservableGauge("test.waiting", () => waiting);
        open.Add(4);
        open.Add(-1);
        _text.Write();
        waiting = 8;

        var text = _text.Write();
        Assert.Contains("# TYPE test_waiting gauge\ntest_waiting 8\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_open gauge\ntest_open 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_cannot_fill_the_memory()
    {
        var counter = _meter.CreateCounter<long>("test.flood");
        for (var i = 0; i < MetricFamily.MaxSeries + 10; i++)
            counter.Add(1, new KeyValuePair<string, object?>("i", i));

        Assert.Equal(MetricFamily.MaxSeries, _text.Write().Split('\n').Count(l => l.StartsWith("test_flood_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metrics_have_an_address_of_their_own()
    {
        var port = TestHub.FreePort();
        await using var hub = await TestHub.StartAsync(settings: ("Metrics:Url", $"http://127.0.0.1:{port}"));
        (await hub.Http.GetAsync(new Uri("/livez", UriKind.Relative))).Dispose();
        using var answer = await hub.Http.GetAsync(new Uri($"http://127.0.0.1:{port}/metrics"));

        Assert.Equal(MetricsText.ContentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("http_server_request_duration_seconds_count", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_metrics_port_does_not_stop_the_hub()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var hub = await TestHub.StartAsync(settings: ("Metrics:Url", $"http://{taken.LocalEndpoint}"));
        using var answer = await hub.Http.GetAsync(new Uri("/readyz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
