using Federated.Federation;
using Federated.Federation.Fetching;

namespace Federated.Web.Auth.Providers;

/// <summary>What the framework asks of providers goes through the hub's one guarded client.</summary>
sealed class Backchannel(Outbound outbound) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        outbound.CallAsync(request, Limits.ProviderBytes, cancellationToken);
}
