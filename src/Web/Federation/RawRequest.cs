using Federated.Federation.Signatures;
using Federated.Instance.Config;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.Federation;

/// <summary>A request as it stood on the wire, for checking its signature.</summary>
public static class RawRequest
{
    public static SignedRequest Of(HttpContext http, HubAddress address, ReadOnlyMemory<byte> body = default) => new(
        http.Request.Method,
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        address.Scheme,
        address.Host,
        from header in http.Request.Headers
        from value in header.Value
        select KeyValuePair.Create(header.Key, value ?? ""),
        body);
}
