using Federated.Federation;
using Federated.Federation.Wire;
using Federated.Instance.Storage;
using Federated.Instance.Text;
using NodaTime;

namespace Federated.Instance.Events;

/// <summary>Writes events for calendar programs.</summary>
public static class EventCalendar
{
    const string TextSql = """
        select p.id, p.content, coalesce(array_agg(t.name order by t.tag) filter (where t.name is not null), '{}') as tags
        from post p left join post_tag t on t.post_id = p.id
        where p.id = any(@ids)
        group by p.id
        """;

    /// <summary>One calendar of all the events, named for programs that show a name.</summary>
    public static async Task<string> WriteAsync(Db db, IReadOnlyList<EventCard> events, string? name, CancellationToken ct)
    {
        var texts = (await db.ListAsync<TextRow>(TextSql, new { ids = events.Select(e => e.PostId).ToArray() }, ct)).ToDictionary(t => t.Id);
        return Ics.Write([.. events.Select(e => EntryOf(e, texts[e.PostId]))], name);
    }

    static IcsEvent EntryOf(EventCard card, TextRow text) => new(
        card.Uri, card.Title, card.Times, Instant.FromDateTimeOffset(card.EditedAt ?? card.PublishedAt))
    {
        Created = Instant.FromDateTimeOffset(card.PublishedAt),
        Description = string.Join("\n\n", new[] { card.Reason, PlainText.From(text.Content, Limits.RemoteContent), card.OnlineUrl }.Where(part => !string.IsNullOrEmpty(part))),
        Location = card.Place?.Line ?? card.OnlineUrl,
        Geo = card.Place?.Point,
        Url = card.PageUrl ?? card.Uri,
        Status = card.Status switch
        {
            EventStatus.Cancelled => IcsStatus.Cancelled,
            EventStatus.Tentative or EventStatus.Postponed => IcsStatus.Tentative,
            _ => IcsStatus.Confirmed,
        },
        Sequence = card.Sequence,
        OrganizerName = card.AuthorName,
        OrganizerUrl = card.AuthorUri,
        Categories = text.Tags,
        Language = card.Language,
    };

    sealed record TextRow
    {
        public long Id { get; init; }
        public string Content { get; init; } = "";
        public string[] Tags { get; init; } = [];
    }
}
