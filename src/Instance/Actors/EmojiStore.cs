using Federated.Federation;
using Federated.Instance.Policies;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Actors;

/// <summary>The custom emoji of other servers, as their people used them.</summary>
public static class EmojiStore
{
    const string LearnSql = """
        insert into emoji (host, name, url)
        select @host, t.name, t.url
        from unnest(@names::text[], @urls::text[]) t (name, url)
        where not exists (select 1 from emoji e where e.host = @host and e.name = t.name and e.url = t.url)
          and (exists (select 1 from emoji e where e.host = @host and e.name = t.name)
               or (select count(*) from emoji e where e.host = @host) + (select count(*) from unnest(@names::text[])) <= @most)
        order by t.name
        on conflict (host, name) do update set url = excluded.url
        """;

    /// <summary>Somebody of this server used them: new ones are kept, as far as there is room, and changed ones are what they are now.</summary>
    public static Task LearnAsync(Tx tx, string? host, IReadOnlyList<CustomEmoji> emoji, CancellationToken ct) =>
        host is null || emoji.Count == 0 ? Task.CompletedTask : tx.ExecAsync(LearnSql, new
        {
            host, names = emoji.Select(e => e.Name).ToArray(), urls = emoji.Select(e => e.Url).ToArray(), most = Limits.EmojiPerHost,
        }, ct);

    const string PruneSql = $"""
        delete from emoji e where e.id <= (select id from emoji order by id desc offset @most limit 1)
            or e.host in (select h.host from (select distinct host from emoji) h where {Standing.OfHostSql} = 'blocked')
        """;

    /// <summary>Those of blocked servers go, and the oldest once there are too many: whoever uses one brings it again.</summary>
    public static Task PruneAsync(Tx tx, CancellationToken ct) => tx.ExecAsync(PruneSql, new { most = Limits.Emojis }, ct);

    const string FindSql = $"""
        select h.id, h.host, h.name, h.url
        from unnest(@hosts::text[], @names::text[]) w (host, name)
        join emoji h on h.host = w.host and h.name = w.name
        where {Standing.OfHostSql} in ('normal', 'limited')
        """;

    /// <summary>The emoji that stand in texts (clean HTML or plain) of people of servers; those of this hub have none.</summary>
    public static async Task<EmojiSet> InAsync(Db db, IEnumerable<(string? Host, string Text)> texts, CancellationToken ct)
    {
        var wanted = texts.Where(t => t.Host is not null).SelectMany(t => Shortcodes.In(t.Text).Select(name => (Host: t.Host!, Name: name))).Distinct().ToList();
        return wanted.Count == 0 ? EmojiSet.Empty : new EmojiSet(await db.ListAsync<CustomEmoji>(
            FindSql, new { hosts = wanted.Select(w => w.Host).ToArray(), names = wanted.Select(w => w.Name).ToArray() }, ct));
    }

    /// <summary>Those in the names of actors.</summary>
    public static Task<EmojiSet> OfAsync(Db db, IEnumerable<Actor> actors, CancellationToken ct) => InAsync(db, actors.Select(a => (a.Host, a.Title)), ct);
}

/// <summary>Custom emoji by server and name: those that a page needs.</summary>
public sealed class EmojiSet(IEnumerable<CustomEmoji> emoji)
{
    public static readonly EmojiSet Empty = new([]);

    readonly Dictionary<(string Host, string Name), CustomEmoji> _byName = emoji.ToDictionary(e => (e.Host, e.Name));

    public CustomEmoji? Find(string? host, string name) => host is null ? null : _byName.GetValueOrDefault((host, name));
}
