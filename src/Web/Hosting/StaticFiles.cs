using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Federated.Web.Hosting;

/// <summary>
/// The files of wwwroot: compressed, and kept by browsers for good when the address carries a version. Only they are
/// compressed: an answer with a secret in it would tell its length.
/// </summary>
static class StaticFiles
{
    static readonly string[] Compressed = ["text/css", "text/javascript", "image/svg+xml", "application/manifest+json"];

    public static void AddStaticFiles(this IServiceCollection services) => services
        .Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal)
        .Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal)
        .AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = Compressed;
        });

    public static void UseHubFiles(this WebApplication app) => app.UseWhen(
        c => HttpMethods.IsGet(c.Request.Method) || HttpMethods.IsHead(c.Request.Method),
        files => files.UseResponseCompression().UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = served => served.Context.Response.Headers.CacheControl =
                served.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        }));
}
