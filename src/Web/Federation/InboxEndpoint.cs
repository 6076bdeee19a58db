using System.Net;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Federation.Delivery;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Federation.Wire;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Follows;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Web.Federation;

/// <summary>
/// POST /inbox and the personal inboxes: everything that can be told at once is told by the status, and 202 means that
/// the activity is stored. Nothing is fetched here but an unknown key.
/// </summary>
public sealed partial class InboxEndpoint(
    Database database, InboxQueue queue, FollowersClaims followers, RemoteKeys keys, PeerPolicy policy, Peering peering, HubAddress address, InboxRates rates, TimeProvider clock, ILogger<InboxEndpoint> log)
{
    /// <summary>Activities that some servers send without an id; their key is made of what they say.</summary>
    static readonly HashSet<string> MayLackId = ["Accept", "Reject", "Add", "Remove", "Announce", "Like", "Undo"];

    const string Accepted = "accepted";
    static readonly InboxAnswered Malformed = new(400, "request-malformed");

    public async Task AnswerAsync(HttpContext http, string? recipient)
    {
        var answered = await TryAsync(http, recipient);
        LogAnswered(log, answered.Status, answered.Code, answered.Host);
        http.Response.StatusCode = answered.Status;
        if (answered.Status is 429 or 503)
            http.Response.Headers.RetryAfter = answered.Status == 429 ? "60" : "30";
        if (answered.Status == 401)
            http.Response.Headers["Accept-Signature"] = MessageSignature.AcceptSignature;
        if (answered.Status >= 400)
            await http.Response.WriteAsJsonAsync(new { error = answered.Code }, http.RequestAborted);
    }

    async Task<InboxAnswered> TryAsync(HttpContext http, string? recipient)
    {
        try
        {
            return await ReceiveAsync(http, recipient, http.RequestAborted);
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? new(413, "body-too-large") : Malformed with { Status = bad.StatusCode };
        }
        catch (Exception error) when (Transient.Is(error))
        {
            return new(503, "database-unavailable");
        }
    }

    async Task<InboxAnswered> ReceiveAsync(HttpContext http, string? recipient, CancellationToken ct)
    {
        var request = http.Request;
        if (!MediaTypes.IsInboxBody(request.ContentType) || request.Headers.ContentEncoding.Count > 0)
            return new(415, "content-type");
        if (request.ContentLength > Limits.BodyBytes)
        {
            // Kestrel reads on for some seconds and throws away what is little too much: else its sender would hear of a broken connection instead of this.
            http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 2 * Limits.BodyBytes;
            return new(413, "body-too-large");
        }
        var from = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!rates.TakeFor(from))
            return new(429, "rate-address");
        Actor? to = null;
        if (recipient is not null)
        {
            await using var db = await database.OpenAsync(ct);
            if (await ActorStore.LocalByNameAsync(db, recipient, ct) is not { } actor)
                return new(404, "recipient-unknown");
            if (actor.DeletedAt is not null)
                return new(410, "recipient-gone");
            to = actor;
        }
        if (await ReadAsync(http, ct) is not { } body)
            return new(413, "body-too-large");
        return await JudgeAsync(RawRequest.Of(http, address, body), body, to, from, ct);
    }

    async Task<InboxAnswered> JudgeAsync(SignedRequest request, byte[] body, Actor? to, IPAddress from, CancellationToken ct)
    {
        var shape = Verifier.Read(request, clock.GetUtcNow());
        if (shape is Refused malformed)
            return new(malformed.Status, malformed.Code);
        var claim = (SignatureClaim)shape;
        var read = AsReader.Read(body);
        if (read.Refusal is { } refusal)
            return new(400, refusal);
        var activity = read.Document;
        if (activity.Type is not { Length: <= Limits.TypeName } type || activity.Ref("actor") is not { } actor || Origin.Of(actor, address.AllowsHttp) is not { } origin)
            return new(400, "activity-incomplete");
        if (activity.Id is null && !MayLackId.Contains(type))
            return new(400, "id-missing");
        if (policy.Blocks(origin.Authority) || claim.KeyIds.Any(k => Origin.Of(k, address.AllowsHttp) is { } o && policy.Blocks(o.Authority)))
        {
            if (policy.MayKnock(origin.Authority))
                await peering.KnockAsync(origin.Authority, ct);
            return new(403, "peer-blocked", origin.Authority);
        }
        if (await IsEndOfStrangerAsync(activity, type, actor, ct))
            return new(202, "stranger-gone", origin.Authority);

        var sparing = keys.Sparing(() => rates.TakeKeyFetchOfInboxFor(from));
        var verdict = await Verifier.VerifyAsync(claim, sparing, ct);
        if (verdict is Refused refused)
            return await AnswerAsync(refused, activity, type, actor, origin.Authority, ct);
        var (key, signer) = (Verified)verdict;
        var host = Origin.Of(signer, allowHttp: true)!.Value.Authority;
        if ((policy.Suspends(actor) || policy.Suspends(signer)) && !IsOwnEnd(activity, type, signer))
            return new(403, "actor-suspended", host);
        if (activity.Id is { } id && !Origin.Same(id, actor))
            return new(422, "id-origin", host);
        if (type is not ("Undo" or "Delete") && !rates.TakeFor(host))
            return new(429, "rate-host", host);
        if (to is { Server: false } && !rates.TakeFor(to.Id))
            return new(429, "rate-recipient", host);
        if (signer == actor)
        {
            var stored = await StoreAsync(activity, type, actor, host, body, to?.Id, ct, IsOfPair(activity, type) ? claim.SignedAt(key) : null);
            if (stored.Code == Accepted && type == AsTypes.Create)
                await NoteFollowersAsync(request, claim, actor, ct);
            return stored;
        }

        // Whose inbox it came to is what the sender meant, and the sender is not the author: it makes nobody a reader.
        return !address.IsLocal(actor) && !IsOfPair(activity, type) && await IntegrityProof.VerifyAsync(activity, actor, sparing, clock.GetUtcNow(), ct) is Verified
            ? await StoreAsync(activity, type, actor, host, body, null, ct)
            : await StoreIdAsync(activity, type, actor, signer, host, ct);
    }

    /// <summary>The end of an actor is believed when its key is gone with it; anything else in the name of one who has ended here is not heard.</summary>
    async Task<InboxAnswered> AnswerAsync(Refused refused, As activity, string type, string actor, string host, CancellationToken ct)
    {
        if (refused.Code is not (SignatureCodes.KeyGone or SignatureCodes.KeyMissing))
            return new(refused.Status, refused.Code, host);
        if (refused.Code == SignatureCodes.KeyGone && IsOwnEnd(activity, type, actor))
            return new(202, "actor-gone", host);
        await using var db = await database.OpenAsync(ct);
        return await ActorStore.ByUriAsync(db, actor, ct) is { DeletedAt: not null } ? new(403, "actor-gone", host) : new(refused.Status, refused.Code, host);
    }

    /// <summary>
    /// A Follow whose id is made of the pair, or its Undo: Misskey and its kin, PeerTube and WordPress give all follows of two actors one id. Only
    /// the time at which its actor signed it tells one from the next, so nobody else can bring it.
    /// </summary>
    static bool IsOfPair(As activity, string type)
    {
        var follow = type == AsTypes.Undo ? activity.One("object") : activity;
        return follow.Is(AsTypes.Follow) && follow.Id is { } id && (id.Contains("/follows/", StringComparison.Ordinal) || id.Contains("#follow-", StringComparison.Ordinal));
    }

    /// <summary>What is wrong with it, or with keeping it, is no reason to refuse the activity (Y5).</summary>
    async Task NoteFollowersAsync(SignedRequest request, SignatureClaim claim, string actor, CancellationToken ct)
    {
        if (!request.Headers.Contains(FollowersSynchronization.Header) || !claim.Covers(FollowersSynchronization.Covered)
            || FollowersSynchronization.Parse(string.Join(", ", request.Headers[FollowersSynchronization.Header])) is not { } said
            || !Origin.Same(said.Url, actor))
            return;
        try
        {
            await followers.NoteAsync(actor, said, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotNoted(log, actor, error.Message);
        }
    }

    /// <summary>
    /// Its key is what it says, so that a request sent twice, byte for byte, is a duplicate as long as keys are kept, which is longer than any
    /// signature is good for. A memory of signatures would refuse nothing more. A Follow of a pair
    /// and its Undo are also the time at which their actor signed them.
    /// </summary>
    Task<InboxAnswered> StoreAsync(
        As activity, string type, string actor, string host, byte[] body, long? recipientId, CancellationToken ct, DateTimeOffset? signedAt = null)
    {
        var uri = activity.Id ?? $"{actor} {type} {activity.Ref("object") ?? ""}{Moment(type)}";
        return EnqueueAsync(new Inbound
        {
            Key = Key(uri, type, signedAt is { } at ? $"{at:O}" : Updated(activity)), Host = host, ActorUri = actor, ActivityUri = uri, Type = type, Body = body, RecipientId = recipientId,
        }, ct);
    }

    /// <summary>
    /// Forwarded without a proof: only the id of what it is about is kept, to be asked for at its origin. The key is another than
    /// that of the activity itself, or a stranger could make that a duplicate.
    /// </summary>
    async Task<InboxAnswered> StoreIdAsync(As activity, string type, string actor, string signer, string host, CancellationToken ct)
    {
        if (type is not (AsTypes.Create or AsTypes.Update or AsTypes.Delete) || activity.Ref("object") is not { } about
            || !Origin.Same(about, actor) || address.IsLocal(actor))
            return new(202, "unproven", host);
        if (!rates.TakeForwardedFor(host))
            return new(429, "rate-forwarded", host);
        return await EnqueueAsync(new Inbound
        {
            Key = Key(signer, type, about, Updated(activity)),
            Host = host,
            ActorUri = actor,
            ActivityUri = about,
            Type = type,
            Body = WireJson.Bytes(new ActivityDocument { Id = about, Type = type, Actor = actor, Object = about }),
            Unproven = true,
        }, ct);
    }

    async Task<InboxAnswered> EnqueueAsync(Inbound inbound, CancellationToken ct) => await queue.AcceptAsync(inbound, ct) switch
    {
        InboxAnswer.Accepted => new(202, inbound.Unproven ? "asked-for" : Accepted, inbound.Host),
        InboxAnswer.Duplicate => new(202, "duplicate", inbound.Host),
        _ => new(503, "queue-full", inbound.Host),
    };

    static byte[] Key(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    static string Updated(As activity) => activity.One("object").Instant("updated")?.ToString("O") ?? "";

    static bool IsOwnEnd(As activity, string type, string actor) => type == AsTypes.Delete && activity.Ref("object") == actor && activity.Ref("actor") == actor;

    /// <summary>What is pinned, unpinned and pinned again without ids is three things; what comes twice within a minute is one.</summary>
    string Moment(string type) => type is "Add" or "Remove" ? $" {clock.GetUtcNow():yyyy-MM-ddTHH:mm}" : "";

    /// <summary>Servers tell everybody of every account that ends. Of one that was never known here nothing is to be done, and nothing is fetched (K7).</summary>
    async Task<bool> IsEndOfStrangerAsync(As activity, string type, string actor, CancellationToken ct)
    {
        if (type is not ("Delete" or "Update") || activity.Ref("object") != actor)
            return false;
        await using var db = await database.OpenAsync(ct);
        return await ActorStore.ByUriAsync(db, actor, ct) is null or { DeletedAt: not null };
    }

    /// <summary>The whole body, counted while it is read; null when it is too large.</summary>
    static async Task<byte[]?> ReadAsync(HttpContext http, CancellationToken ct)
    {
        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var chunk = new byte[16 * 1024];
        int count;
        while ((count = await http.Request.Body.ReadAsync(chunk, ct)) > 0)
        {
            if (buffer.Length + count > Limits.BodyBytes)
                return null;
            buffer.Write(chunk, 0, count);
        }
        return buffer.ToArray();
    }

    [LoggerMessage(1000, LogLevel.Information, "inbox.answered {Status} {Code} {Host}")]
    static partial void LogAnswered(ILogger log, int status, string code, string? host);

    [LoggerMessage(1002, LogLevel.Warning, "inbox.followers-not-noted {Actor} {Reason}")]
    static partial void LogNotNoted(ILogger log, string actor, string reason);

    readonly record struct InboxAnswered(int Status, string Code, string? Host = null);
}
