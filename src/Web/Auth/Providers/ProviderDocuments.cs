using System.Text;
using Federated.Federation;
using Federated.Federation.Fetching;
using Microsoft.IdentityModel.Protocols;

namespace Federated.Web.Auth.Providers;

/// <summary>Discovery and keys of a provider, by the hub's one guarded client.</summary>
sealed class ProviderDocuments(Outbound outbound) : IDocumentRetriever
{
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        await outbound.FetchAsync(Request(address), cancel) switch
        {
            Fetched document => Encoding.UTF8.GetString(document.Body),
            FetchFailed failed => throw new IOException(failed.Code),
            _ => throw new IOException("network"),
        };

    public static FetchRequest Request(string address) => new(address, "application/json", _ => true) { Redirects = 0, MaxBytes = Limits.ProviderBytes };
}
