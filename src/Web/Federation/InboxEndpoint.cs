using System.Net;
using System.Security.Cryptography;
using System.Text;
using Federated.Federation;
using Federated.Federation.Signatures;
using Federated.Federation.Vocabulary;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Inbox;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Federation;

/// <summary>
/// POST /inbox and the personal inboxes: everything that can be told at once is told by the status, and 202 means that
/// the activity is stored. Nothing is fetched here but an unknown key.
/// </summary>
public sealed partial class InboxEndpoint(
    Database database, InboxQueue queue, IKeySource keys, PeerPolicy policy, Peering peering, HubAddress address, InboxRates rates, TimeProvider clock, ILogger<InboxEndpoint> log)
{
    /// <summary>Activities that some servers send without an id; their key is made of what they say.</summary>
    static readonly HashSet<string> MayLackId = ["Accept", "Reject", "Add", "Remove", "Announce", "Like", "Undo"];

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
            return new(413, "body-too-large");
        if (!rates.TakeFor(http.Connection.RemoteIpAddress ?? IPAddress.None))
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
        return await JudgeAsync(RawRequest.Of(http, address, body), body, to, ct);
    }

    async Task<InboxAnswered> JudgeAsync(SignedRequest request, byte[] body, Actor? to, CancellationToken ct)
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

        var verdict = await Verifier.VerifyAsync(claim, keys, ct);
        if (verdict is Refused refused)
            return new(refused.Status, refused.Code, origin.Authority);
        if (((Verified)verdict).Owner != actor)
            return new(401, "actor-mismatch", origin.Authority);
        if (activity.Id is { } id && !Origin.Same(id, actor))
            return new(422, "id-origin", origin.Authority);
        if (type is not ("Undo" or "Delete") && !rates.TakeFor(origin.Authority))
            return new(429, "rate-host", origin.Authority);
        if (to is { Server: false } && !rates.TakeFor(to.Id))
            return new(429, "rate-recipient", origin.Authority);
        return await StoreAsync(activity, type, actor, origin.Authority, body, to?.Id, ct);
    }

    async Task<InboxAnswered> StoreAsync(As activity, string type, string actor, string host, byte[] body, long? recipientId, CancellationToken ct)
    {
        var about = activity.Ref("object") ?? "";
        var uri = activity.Id ?? $"{actor} {type} {about}{Moment(type)}";
        var updated = activity.One("object").Instant("updated")?.ToString("O") ?? "";
        var answer = await queue.AcceptAsync(new Inbound
        {
            Key = SHA256.HashData(Encoding.UTF8.GetBytes($"{uri}\n{type}\n{updated}")),
            Host = host,
            ActorUri = actor,
            ActivityUri = uri,
            Type = type,
            Body = body,
            RecipientId = recipientId,
        }, ct);
        return answer switch
        {
            InboxAnswer.Accepted => new(202, "accepted", host),
            InboxAnswer.Duplicate => new(202, "duplicate", host),
            _ => new(503, "queue-full", host),
        };
    }

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

    readonly record struct InboxAnswered(int Status, string Code, string? Host = null);
}
