using Federated.Federation;
using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Instance.Policies;
using Federated.Instance.Posts;
using Federated.Instance.Storage;

namespace Federated.Instance.Accounts;

/// <summary>Moderators look at the first posts of people whom nobody here knows: they go out, or their writer is told why not.</summary>
public sealed class Reviewing(Database database, Posting posting, Mailing mailing, HubAddress address, Audit audit)
{
    /// <summary>`seen`: since when it waits, as the one who decides was shown. Refusals: own-post, and those of <see cref="Posting.PassAsync"/>.</summary>
    public Task<Result<Post>> PassAsync(long postId, DateTimeOffset seen, long by, CancellationToken ct) => DecideAsync(
        postId,
        by,
        async (tx, waiting) =>
        {
            var passed = await posting.PassAsync(tx, postId, seen, ct);
            if (!passed.Ok)
                return passed;
            await AccountStore.PassedAsync(tx, waiting.WriterId, ct);
            await audit.AddAsync(tx, by, "post-pass", passed.Value.Uri, "", ct);
            return passed;
        },
        ct);

    /// <summary>The post stays with its writer, who may change it and have it looked at once more. Refusals: own-post, post-gone, note-too-long.</summary>
    public Task<Result<Post>> RejectAsync(long postId, string reason, long by, CancellationToken ct) => DecideAsync(
        postId,
        by,
        async (tx, waiting) =>
        {
            if (reason.Length > Limits.SignUpReason)
                return new Refusal("note-too-long");
            if (!await WaitingPosts.RejectAsync(tx, postId, reason.Trim(), ct))
                return new Refusal("post-gone");
            var post = (await PostStore.ByIdAsync(tx, postId, ct))!;
            if (await AccountStore.ByIdAsync(tx, waiting.WriterId, ct) is { Email: { } email, PausedAt: null } writer)
                await mailing.SendAsync(tx, new(email, MailKind.PostRejected, writer.Language, Limits.MailNoticeLife, writer.Name, reason.Trim(), address.PostPage(PostKind.Note, postId)), ct);
            await audit.AddAsync(tx, by, "post-reject", post.Uri, reason.Trim(), ct);
            return post;
        },
        ct);

    Task<Result<Post>> DecideAsync(long postId, long by, Func<Tx, WaitingPost, Task<Result<Post>>> decide, CancellationToken ct) =>
        database.TransactAsync<Result<Post>>(
            async tx =>
            {
                if (await WaitingPosts.FindAsync(tx, postId, ct) is not { } waiting)
                    return new Refusal("post-gone");
                var decided = waiting.WriterId == by ? new Refusal("own-post") : await decide(tx, waiting);
                if (!decided.Ok)
                    tx.RollBack();
                return decided;
            },
            ct);
}
