using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using Federated.Federation.Delivery;
using Federated.Federation.Push;

namespace Federated.Federation.Fetching;

/// <summary>
/// The one HTTP client of the hub: every request to another host goes through it (security.md 1, rule 5).
/// It dials judged addresses only, keeps no cookies, follows redirects by hand, and holds every answer to
/// a size, a rate and a total time. Safe for use by many at once; one per hub.
/// </summary>
public sealed class Outbound : IDisposable
{
    static readonly string Version =
        typeof(Outbound).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    readonly OutboundOptions _options;
    readonly TimeProvider _time;
    readonly SafeConnect _connect;
    readonly HttpMessageInvoker _http;
    readonly SemaphoreSlim _places;
    readonly ConcurrentDictionary<string, int> _fetches = new(StringComparer.Ordinal);
    readonly DoubleKnock _knock;
    readonly string _userAgent;

    /// <summary>Makes the client; nothing is sent yet.</summary>
    /// <param name="options">Who we are, whom we may reach, and the limits.</param>
    /// <param name="time">Gives the `Date` of requests.</param>
    /// <param name="dialects">What is known of how hosts check signatures; without it the client begins knowing nothing.</param>
    public Outbound(OutboundOptions options, TimeProvider time, Dialects? dialects = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _connect = new SafeConnect(options);
        _http = new HttpMessageInvoker(OutboundHandler.Create(options, _connect));
        _knock = new DoubleKnock(dialects ?? new Dialects(time), options);
        _places = new SemaphoreSlim(options.InFlight);
        _userAgent = $"Federated/{Version} (+{(options.PlainHttp ? "http" : "https")}://{options.Host}/)";
    }

    /// <summary>
    /// Gets one document. Redirects are followed up to the request's number, each hop judged and signed anew; never from https to http.
    /// </summary>
    /// <param name="request">What to get and what to accept.</param>
    /// <param name="ct">Cancels; then <see cref="OperationCanceledException"/> is thrown, the only exception to expect.</param>
    public async Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Admit(request.Uri, out var refusal) is not { } target)
            return new FetchFailed(refusal);
        if (_fetches.AddOrUpdate(target.Authority, 1, (_, n) => n + 1) > _options.FetchesPerHost)
        {
            Leave(target.Authority);
            return new FetchFailed("busy");
        }
        try
        {
            await _places.WaitAsync(ct);
            try
            {
                using var total = CancellationTokenSource.CreateLinkedTokenSource(ct);
                total.CancelAfter(_options.FetchTime);
                return await FollowAsync(target, request, total.Token);
            }
            catch (Exception e) when (Failure.IsExpected(e, ct))
            {
                return new FetchFailed(Failure.CodeOf(e));
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Leave(target.Authority);
        }
    }

    /// <summary>
    /// Posts one activity to one inbox (wire-microblog.md 17). Redirects are not followed.
    /// </summary>
    /// <param name="request">Inbox, bytes, digest, signer.</param>
    /// <param name="ct">Cancels; then <see cref="OperationCanceledException"/> is thrown, the only exception to expect.</param>
    public Task<DeliveryResult> PostAsync(DeliveryRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DeliverAsync(
            request.Inbox, (target, time) => _knock.SendAsync(target, HttpMethod.Post, knock => PostAsync(target, request, knock, time), time), ct);
    }

    /// <summary>
    /// Hands one message to a push service (RFC 8030, 5). Redirects are not followed; nothing of this hub signs the request but the token in its headers.
    /// </summary>
    /// <param name="request">Endpoint, bytes, headers.</param>
    /// <param name="ct">Cancels; then <see cref="OperationCanceledException"/> is thrown, the only exception to expect.</param>
    public Task<DeliveryResult> PostAsync(PushRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DeliverAsync(request.Endpoint, (target, time) => PushAsync(target, request, time), ct);
    }

    /// <summary>What forbids an address from the first, before any name is resolved: a code word of <see cref="DeliveryRefused"/>; null for none.</summary>
    /// <param name="address">Absolute.</param>
    public string? Refuses(string address) => Admit(address, out var refusal) is null ? refusal : null;

    async Task<DeliveryResult> DeliverAsync(string address, Func<Target, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        if (Admit(address, out var refusal) is not { } target)
            return new DeliveryRefused(refusal);
        await _places.WaitAsync(ct);
        try
        {
            using var total = CancellationTokenSource.CreateLinkedTokenSource(ct);
            total.CancelAfter(_options.DeliveryTime);
            using var response = await send(target, total.Token);
            return await AnswerAsync(response, total.Token);
        }
        catch (Exception e) when (Failure.IsExpected(e, ct))
        {
            return new DeliveryRetry(Failure.CodeOf(e));
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>
    /// Sends one request that a library made, under the rules of every other: judged addresses only, no redirects, our name, and the whole answer within
    /// <see cref="Limits.FetchTime"/>, the rate of a fetch and a size.
    /// </summary>
    /// <param name="request">Its address is judged anew; its body is sent as it is.</param>
    /// <param name="maxBytes">Bytes of the answer's body; one more fails.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The answer with its body read, whatever its status.</returns>
    /// <exception cref="HttpRequestException">No answer: the message is one of the code words of <see cref="FetchFailed"/>.</exception>
    public async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, int maxBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Admit(request.RequestUri?.OriginalString ?? "", out var refusal) is not { } target)
            throw new HttpRequestException(refusal);
        using var message = Message(request.Method, target);
        foreach (var (name, value) in request.Headers.NonValidated)
            if (!message.Headers.NonValidated.Contains(name))
                message.Headers.TryAddWithoutValidation(name, value);
        message.Content = request.Content;
        await _places.WaitAsync(ct);
        try
        {
            using var total = CancellationTokenSource.CreateLinkedTokenSource(ct);
            total.CancelAfter(_options.FetchTime);
            var response = await SendAsync(message, total.Token);
            var body = await BodyReader.ReadAsync(response.Content, maxBytes, _options, total.Token);
            if (body.Failure is { } failure)
                throw new HttpRequestException(failure);
            var type = response.Content.Headers.ContentType;
            response.Content = new ByteArrayContent(body.Bytes);
            response.Content.Headers.ContentType = type;
            return response;
        }
        catch (Exception e) when (Failure.IsExpected(e, ct) && e is not HttpRequestException { InnerException: null })
        {
            throw new HttpRequestException(Failure.CodeOf(e), e);
        }
        finally
        {
            // The caller's to dispose.
            message.Content = null;
            _places.Release();
        }
    }

    /// <summary>Closes the connections; requests under way fail.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
    }

    void Leave(string authority)
    {
        if (_fetches.AddOrUpdate(authority, 0, (_, n) => n - 1) == 0)
            _fetches.TryRemove(KeyValuePair.Create(authority, 0));
    }

    Target? Admit(string address, out string refusal) =>
        Target.Parse(address, out refusal) is { } target && (refusal = _connect.Refusal(target) ?? "") == "" ? target : null;

    async Task<FetchResult> FollowAsync(Target target, FetchRequest request, CancellationToken ct)
    {
        for (var hop = 0; ; hop++)
        {
            using var response = await GetAsync(target, request, ct);
            if (LocationOf(response) is not { } location)
                return await ReadAsync(response, target, request, ct);
            if (hop >= request.Redirects)
                return new FetchFailed("redirects", (int)response.StatusCode);
            if (target.Redirect(location, out var refusal) is not { } next)
                return new FetchFailed(refusal, (int)response.StatusCode);
            if (_connect.Refusal(next) is { } refused)
                return new FetchFailed(refused, (int)response.StatusCode);
            target = next;
        }
    }

    /// <summary>One hop.</summary>
    Task<HttpResponseMessage> GetAsync(Target target, FetchRequest request, CancellationToken ct) =>
        request.Signer is null
            ? GetAsync(target, request, new Knock(default), ct)
            : _knock.SendAsync(target, HttpMethod.Get, knock => GetAsync(target, request, knock, ct), ct);

    async Task<HttpResponseMessage> GetAsync(Target target, FetchRequest request, Knock knock, CancellationToken ct)
    {
        using var message = Message(HttpMethod.Get, target);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        Sign(message, request.Signer, target, knock, digest: null, contentType: null);
        return await SendAsync(message, ct);
    }

    async Task<FetchResult> ReadAsync(HttpResponseMessage response, Target target, FetchRequest request, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
            return new FetchFailed(Failure.CodeOf(response.StatusCode), status, RetryAfter.Of(response, _time.GetUtcNow()));
        if (Header(response.Content, "Content-Encoding") is { } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return new FetchFailed("encoded", status);
        var type = Header(response.Content, "Content-Type");
        if (!request.Accepts(type))
            return new FetchFailed("content-type", status);
        if (response.Content.Headers.ContentLength > request.MaxBytes)
            return new FetchFailed("too-large", status);
        var body = await BodyReader.ReadAsync(response.Content, request.MaxBytes, _options, ct);
        return body.Failure is { } failure ? new FetchFailed(failure, status) : new Fetched(body.Bytes, target.Text, type);
    }

    async Task<DeliveryResult> AnswerAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new Delivered(status);
        var reason = await DeliveryAnswer.ReasonAsync(response.Content, _options, ct);
        return DeliveryAnswer.Classify(status, RetryAfter.Of(response, _time.GetUtcNow()), reason);
    }

    async Task<HttpResponseMessage> PostAsync(Target target, DeliveryRequest request, Knock knock, CancellationToken ct)
    {
        using var message = Message(HttpMethod.Post, target);
        message.Content = new ReadOnlyMemoryContent(request.Body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", DeliveryRequest.ContentType);
        message.Headers.TryAddWithoutValidation("Digest", request.Digest);
        if (request.Synchronization is { } followers)
            message.Headers.TryAddWithoutValidation(FollowersSynchronization.Header, followers.ToString());
        Sign(message, request.Signer, target, knock, request.Digest, DeliveryRequest.ContentType, request.Synchronization);
        return await SendAsync(message, ct);
    }

    async Task<HttpResponseMessage> PushAsync(Target target, PushRequest request, CancellationToken ct)
    {
        using var message = Message(HttpMethod.Post, target);
        message.Content = new ReadOnlyMemoryContent(request.Body);
        Add(message, request.Headers);
        return await SendAsync(message, ct);
    }

    HttpRequestMessage Message(HttpMethod method, Target target)
    {
        var message = new HttpRequestMessage(method, target.Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Host = target.Authority;
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        return message;
    }

    void Sign(HttpRequestMessage message, RequestSigner? signer, Target target, Knock knock, string? digest, string? contentType, FollowersSynchronization? followers = null)
    {
        var date = _time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        message.Headers.TryAddWithoutValidation("Date", date);
        if (signer is null)
            return;
        var signedTarget = knock.Dialect == Dialect.CavagePath ? target.RawPath : target.RawTarget;
        var unsigned = new UnsignedRequest(message.Method.Method, target.Uri.Scheme, target.Authority, signedTarget, date, digest, contentType)
        {
            Dialect = knock.Dialect, Challenge = knock.Challenge, Synchronization = followers?.ToString(),
        };
        Add(message, signer(unsigned).Select(h => (h.Key, h.Value)));
    }

    static void Add(HttpRequestMessage message, IEnumerable<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers)
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken ct)
    {
        using var headers = CancellationTokenSource.CreateLinkedTokenSource(ct);
        headers.CancelAfter(_options.HeadersTime);
        return await _http.SendAsync(message, headers.Token);
    }

    static string? LocationOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        && response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;

    static string? Header(HttpContent content, string name) =>
        content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
