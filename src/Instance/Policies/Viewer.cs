using Federated.Instance.Actors;

namespace Federated.Instance.Policies;

/// <summary>Who asks: nobody known, someone signed in here, or the remote actor that signed the request.</summary>
public readonly record struct Viewer(long ActorId, bool Local)
{
    public static readonly Viewer Anonymous = new(0, false);
    public static Viewer SignedIn(long actorId) => new(actorId, true);
    public static Viewer Of(Actor actor) => new(actor.Id, actor.Local);
}
