using Federated.Federation.Signatures;

namespace Federated.Federation.Fetching;

/// <summary>One try of a request: the dialect, and what the host asked for by `Accept-Signature`.</summary>
sealed record Knock(Dialect Dialect, SignatureChallenge? Challenge = null);

/// <summary>
/// Sends one request in the dialect that its host is known to take, and in another when that is refused as such
/// (decisions 4, wire-microblog.md D1, D2, S9): two requests at most, three where a query may be the reason.
/// </summary>
sealed class DoubleKnock(Dialects dialects, OutboundOptions options)
{
    /// <summary>The answer to go by; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> SendAsync(Target target, HttpMethod method, Func<Knock, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var hasQuirk = method == HttpMethod.Get && target.HasQuery;
        var known = dialects.Of(target.Authority);
        List<Knock> tried = [new(known == Dialect.CavagePath && !hasQuirk ? Dialect.Cavage : known)];
        HttpResponseMessage? draft = null;
        while (true)
        {
            var response = await send(tried[^1]);
            if (Next(tried, response, method, hasQuirk) is not { } next)
            {
                if (response.IsSuccessStatusCode && tried.Count > 1)
                    dialects.Learn(target.Authority, tried[^1].Dialect);
                return Decisive(draft, response, tried[^1].Dialect);
            }
            await ReleaseAsync(response, ct);
            if (tried[^1].Dialect != Dialect.MessageSignature)
                draft = response;
            tried.Add(next);
        }
    }

    static Knock? Next(List<Knock> tried, HttpResponseMessage response, HttpMethod method, bool hasQuirk)
    {
        var last = tried[^1];
        if (tried.Count == (hasQuirk ? 3 : 2) || !IsRefusalOf(last.Dialect, response))
            return null;
        if (ChallengeOf(response, method) is { } challenge && !tried.Exists(k => IsMet(k, challenge)))
            return new Knock(Dialect.MessageSignature, challenge);
        Dialect[] order = hasQuirk ? [Dialect.Cavage, Dialect.CavagePath, Dialect.MessageSignature] : [Dialect.Cavage, Dialect.MessageSignature];
        return new Knock(Array.Find(order, d => !tried.Exists(k => k.Dialect == d)));
    }

    /// <summary>Seen on the wire: servers that do not know RFC 9421 answer it 401, 400 (NodeBB) or 500 (Gancio).</summary>
    static bool IsRefusalOf(Dialect dialect, HttpResponseMessage response) =>
        (int)response.StatusCode == 401 || (dialect == Dialect.MessageSignature && (int)response.StatusCode is 400 or 500);

    static bool IsMet(Knock knock, SignatureChallenge challenge) =>
        knock.Dialect == Dialect.MessageSignature && (knock.Challenge is not null || !challenge.AsksForMore);

    static SignatureChallenge? ChallengeOf(HttpResponseMessage response, HttpMethod method) =>
        (int)response.StatusCode == 401 && response.Headers.NonValidated.TryGetValues("Accept-Signature", out var values)
            ? SignatureChallenge.Read(values.ToString(), hasBody: method != HttpMethod.Get)
            : null;

    /// <summary>A refusal of RFC 9421 says nothing about the request; the refusal of the draft does.</summary>
    static HttpResponseMessage Decisive(HttpResponseMessage? draft, HttpResponseMessage last, Dialect dialect)
    {
        if (draft is not null && dialect == Dialect.MessageSignature && IsRefusalOf(dialect, last))
            (draft, last) = (last, draft);
        draft?.Dispose();
        return last;
    }

    /// <summary>
    /// Keeps what is needed of an answer and lets its connection go: all that a host is given could wait for each other otherwise.
    /// </summary>
    async Task ReleaseAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var content = response.Content;
        response.Content = new ByteArrayContent((await BodyReader.ReadAsync(content, Limits.AnswerBytes, options, ct)).Bytes);
    }
}
