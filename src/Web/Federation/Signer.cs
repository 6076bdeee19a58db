using System.Net;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Federation;

/// <summary>Who signed a GET: the viewer that ActivityPub answers are made for.</summary>
public sealed class Signer(Database database, RemoteKeys keys, PeerPolicy policy, HubAddress address, InboxRates rates, TimeProvider clock)
{
    /// <summary>Anonymous without a good signature; null when the signer's host is blocked (403).</summary>
    public async Task<Viewer?> ViewerAsync(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.Headers.ContainsKey("Signature")
            || Verifier.Read(RawRequest.Of(http, address), clock.GetUtcNow()) is not SignatureClaim claim)
            return Viewer.Anonymous;
        if (claim.KeyIds.Any(k => Origin.Of(k, address.AllowsHttp) is { } o && policy.Blocks(o.Authority)))
            return null;
        var from = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (await Verifier.VerifyAsync(claim, keys.Sparing(() => rates.TakeKeyFetchFor(from)), ct) is not Verified verified)
            return Viewer.Anonymous;
        await using var db = await database.OpenAsync(ct);
        return await ActorStore.ByUriAsync(db, verified.Owner, ct) is { Active: true } actor ? Viewer.Of(actor) : Viewer.Anonymous;
    }
}
