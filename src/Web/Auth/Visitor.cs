using System.Globalization;
using System.Security.Claims;
using Federated.Instance.Actors;
using Federated.Instance.Policies;
using Federated.Instance.Storage;

namespace Federated.Web.Auth;

/// <summary>Who is at the other end of this request: nobody known, or somebody with an account here. Scoped.</summary>
public sealed class Visitor(IHttpContextAccessor http, Database database)
{
    /// <summary>The claim that holds the actor id of the signed-in account.</summary>
    public const string ActorClaim = ClaimTypes.NameIdentifier;

    Actor? _actor;

    public long? ActorId =>
        http.HttpContext?.User is { Identity.IsAuthenticated: true } user
        && long.TryParse(user.FindFirstValue(ActorClaim), CultureInfo.InvariantCulture, out var id) ? id : null;

    public bool SignedIn => ActorId is not null;

    public Viewer Viewer => ActorId is { } id ? Viewer.SignedIn(id) : Viewer.Anonymous;

    /// <summary>The signed-in person's actor; null for anonymous visitors.</summary>
    public async ValueTask<Actor?> ActorAsync(CancellationToken ct)
    {
        if (_actor is not null || ActorId is not { } id)
            return _actor;
        await using var db = await database.OpenAsync(ct);
        return _actor = await ActorStore.ByIdAsync(db, id, ct);
    }
}
