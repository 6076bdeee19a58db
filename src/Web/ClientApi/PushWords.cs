using Federated.Federation;
using Federated.Instance.Accounts;
using Federated.Instance.Clients;
using Federated.Instance.Clients.Push;
using Federated.Instance.Notifications;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using Federated.Web.Localization;
using Federated.Web.Pages.Shared;

namespace Federated.Web.ClientApi;

/// <summary>The words of what is pushed: who did what, in the language of who reads it, and how the post begins.</summary>
sealed class PushWords(IServiceProvider services, NotificationEndpoints notifications) : IPushWords
{
    public async Task<PushText?> WriteAsync(Db db, long accountId, long notificationId, CancellationToken ct)
    {
        if (await notifications.OneAsync(db, Viewer.SignedIn(accountId), notificationId, ct) is not { } told
            || (told.Status?.Filtered ?? []).Any(f => f.Filter.Context.Contains("notifications"))
            || await NotificationList.PageAsync(db, accountId, notificationId + 1, 1, ct) is not [var card] || card.Id != notificationId)
            return null;
        // What clients have a post for, and this reader may no longer see.
        if (card.PostId is not null && told.Status is null)
            return null;
        var l = services.LocalizerFor((await AccountStore.ByIdAsync(db, accountId, ct))?.Language, null);
        var what = card.PostId is null ? "" : PostText.Excerpt(card.PostKind, card.PostTitle, card.PostSummary, card.PostContent);
        var who = Characters.Shorten(card.ActorTitle, Limits.PushText);
        object?[] args = Notice.IsAboutPost(card) ? [what] : card.Emoji is { } reaction ? [who, reaction] : [who, what];
        var body = told.Status is { } status
            ? status.SpoilerText is { Length: > 0 } warning ? warning : PlainText.From(status.Content, Limits.PushText)
            : PlainText.From(told.Account.Note, Limits.PushText);
        return new PushText
        {
            PreferredLocale = l.Language.Tag, NotificationId = notificationId, NotificationType = NotificationTypes.Of(card.Kind), Icon = told.Account.AvatarStatic,
            Title = Characters.Shorten(l[Notice.KeyOf(card), args], Limits.PushText), Body = Characters.Shorten(body, Limits.PushText),
        };
    }
}
