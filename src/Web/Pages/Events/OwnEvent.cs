using Federated.Instance.Events;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Auth;
using Microsoft.AspNetCore.Mvc;

namespace Federated.Web.Pages.Events;

/// <summary>An event over which the reader has the say, or why the page is not for them: 404 when they may not see it, else 403.</summary>
sealed record OwnEvent(Post Post, EventRow Row, IActionResult? Problem)
{
    public static async Task<OwnEvent> FindAsync(Db db, Visitor visitor, long id, CancellationToken ct)
    {
        if (await visitor.ActorAsync(ct) is not { } me
            || await PostStore.VisibleAsync(db, id, visitor.Viewer, ct) is not { Kind: PostKind.Event } post
            || await EventStore.FindAsync(db, id, ct) is not { } row)
            return new(null!, null!, new NotFoundResult());
        return new(post, row, await Organizing.MayChangeAsync(db, post, me, ct) ? null : Forbidden);
    }

    /// <summary>What a use case refused besides its fields.</summary>
    public static IActionResult? ProblemOf(string? code) => code switch
    {
        "event-gone" => new NotFoundResult(),
        "not-yours" => Forbidden,
        _ => null,
    };

    static StatusCodeResult Forbidden => new(StatusCodes.Status403Forbidden);
}
