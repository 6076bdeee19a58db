using Federated.Instance.Storage;

namespace Federated.Instance.Inbox;

/// <summary>What a bare id in an Undo, Accept or Reject means: a kind of activity, or an event.</summary>
public static class UndoTarget
{
    const string TypeSql = """
        select 'Follow' from follow where uri = @uri
        union all select 'Announce' from boost where uri = @uri
        union all select 'Join' from rsvp where uri = @uri
        union all select 'Like' from post_like where uri = @uri
        union all select 'Block' from block where uri = @uri
        union all select 'QuoteRequest' from quote where request_uri = @uri
        union all select 'Event' from post where uri = @uri and kind = 'event'
        limit 1
        """;

    public static Task<string?> TypeOfAsync(Db db, string uri, CancellationToken ct) => db.ValueAsync<string>(TypeSql, new { uri }, ct);
}
