using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Federated.Federation;
using Federated.Instance;
using Federated.Instance.Accounts.Apps;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Web.ClientApi.Entities;
using Federated.Web.Localization;
using Federated.Web.OAuth;

namespace Federated.Web.ClientApi;

/// <summary>One request of a client: who asks, what they say, and how they are answered. Errors are the JSON that Mastodon's clients know.</summary>
sealed class Call(HttpContext http, Grant? grant, Fields fields)
{
    public HttpContext Http => http;
    public CancellationToken Ct => http.RequestAborted;

    /// <summary>What was said in query or body.</summary>
    public Fields Fields => fields;

    /// <summary>The token; null for somebody unknown.</summary>
    public Grant? Grant => grant;

    public Viewer Viewer => grant?.AccountId is { } id ? Viewer.SignedIn(id) : Viewer.Anonymous;

    public bool Known => grant?.AccountId is not null;

    /// <summary>The account; only where the route asks for a person.</summary>
    public long Me => grant?.AccountId ?? throw new InvalidOperationException("This route is open to strangers.");

    public async Task<Actor> MeAsync(Db db) => await ActorStore.ByIdAsync(db, Me, Ct) ?? throw new InvalidOperationException("A token without a person.");

    public Localizer Words => http.RequestServices.GetRequiredService<Localizer>();

    /// <summary>An id of the path; null when it is no number, which is as good as unknown.</summary>
    public long? Id(string name = "id") => ReadId(http.GetRouteValue(name) as string);

    /// <summary>A word of the path.</summary>
    public string Word(string name) => http.GetRouteValue(name) as string ?? "";

    public bool Is(string path) => IsTrue(fields.Text(path));

    /// <summary>Null when nothing is said of it.</summary>
    public bool? Said(string path) => fields.Text(path) is { } text ? IsTrue(text) : null;

    static bool IsTrue(string? text) => text is "true" or "True" or "1" or "on" or "t";

    public IEnumerable<long> Ids(string path) => fields.Texts(path).Select(ReadId).OfType<long>();

    public static long? ReadId(string? text) =>
        text is not null && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static IResult Answer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => TypedResults.Json(value, type, statusCode: status);

    public static IResult Empty() => Answer(new EmptyJson(), ClientJson.Default.EmptyJson);

    public static IResult NotFound() => OAuthError.Answer(StatusCodes.Status404NotFound, "Record not found");

    /// <summary>422 with what is wrong, in the words of who asks.</summary>
    public IResult Refuse(string code) => code is "post-gone" or "actor-gone" or "reply-gone" or "schedule-gone"
        ? NotFound()
        : OAuthError.Answer(code is "not-yours" ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity, Words[$"federated-error-{code}"]);

    public IResult Refuse<T>(Result<T> refused) => Refuse(refused.Code!);

    /// <summary>422 for what the program did wrong.</summary>
    public static IResult Wrong(string what) => OAuthError.Answer(StatusCodes.Status422UnprocessableEntity, $"Validation failed: {what}");

    /// <summary>How many are wanted, between 1 and the most that are given.</summary>
    public int Count(int most, int usual = Limits.PageItems) =>
        int.TryParse(fields.Text("limit"), CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, most) : Math.Min(usual, most);

    /// <summary>The part of a list that is wanted: `max_id`, `since_id`, `min_id`, `limit`. Null when an id is none: 400.</summary>
    public Keyset? Page(int most, int usual = Limits.PageItems)
    {
        var (max, since, min) = (fields.Text("max_id"), fields.Text("since_id"), fields.Text("min_id"));
        if (new[] { max, since, min }.Any(id => id is not null && ReadId(id) is null))
            return null;
        return new(Count(most, usual), ReadId(max) ?? long.MaxValue, ReadId(min) ?? ReadId(since) ?? 0, Upwards: min is not null);
    }

    public static IResult BadPage() => OAuthError.Answer(StatusCodes.Status400BadRequest, "max_id, since_id and min_id have to be ids");
}
