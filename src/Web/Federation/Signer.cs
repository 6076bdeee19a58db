using System.Net;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Federation;

/// <summary>For whom an answer is made, or why there is none.</summary>
public readonly record struct Asker(Viewer Viewer, IResult? Refusal);

/// <summary>Who signed a GET: the viewer that ActivityPub answers are made for.</summary>
public sealed class Signer(
    Database database, RemoteKeys keys, PeerPolicy policy, FederationOptions federation, HubAddress address, InboxRates rates, TimeProvider clock)
{
    /// <summary>
    /// Anonymous without a good signature. Refused with 403 when the signer's host is blocked, and with 401 without a good signature where
    /// documents are only for those who sign (`Federation:AuthorizedFetch`).
    /// </summary>
    public async Task<Asker> AskAsync(HttpContext http)
    {
        var viewer = await ViewerAsync(http, http.RequestAborted);
        return viewer is null ? new(Viewer.Anonymous, ActivityResults.Forbidden())
            : viewer == Viewer.Anonymous && federation.AuthorizedFetch ? new(Viewer.Anonymous, ActivityResults.Unsigned())
            : new(viewer.Value, null);
    }

    async Task<Viewer?> ViewerAsync(HttpContext http, CancellationToken ct)
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
