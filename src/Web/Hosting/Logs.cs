using System.Text.Json;

namespace Federated.Web.Hosting;

/// <summary>JSON lines on standard output. Requests are not logged: their paths and queries can hold names and tokens.</summary>
static class Logs
{
    public static void AddLogs(this ILoggingBuilder logging, IConfiguration sources)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(o =>
        {
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            o.IncludeScopes = false;
            o.JsonWriterOptions = new JsonWriterOptions { Indented = false };
        });
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddConfiguration(sources.GetSection("Logging"));
    }
}
