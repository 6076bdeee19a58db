using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Config;
using Federated.Instance.Delivery;
using Federated.Instance.Storage;
using Federated.Instance.Text;

namespace Federated.Instance.Accounts;

/// <summary>What people say of themselves to everybody. The text is Markdown.</summary>
public sealed record Profile
{
    public string DisplayName { get; init; } = "";
    public string Source { get; init; } = "";
    public string? Language { get; init; }
    public bool ManualApproval { get; init; }
    public bool Discoverable { get; init; }
    public bool Indexable { get; init; }

    /// <summary>The picture beside what they write; null for none.</summary>
    public string? IconUrl { get; init; }

    /// <summary>The picture above their page; null for none.</summary>
    public string? HeaderUrl { get; init; }

    public static Profile Of(Actor actor) => new()
    {
        DisplayName = actor.DisplayName,
        Source = actor.SummarySource ?? PlainText.From(actor.Summary, Limits.Summary),
        Language = actor.Language,
        ManualApproval = actor.ManualApproval,
        Discoverable = actor.Discoverable,
        Indexable = actor.Indexable,
        IconUrl = actor.IconUrl,
        HeaderUrl = actor.HeaderUrl,
    };
}

/// <summary>How the pages are to be shown to one person. Null: as the hub or the browser says.</summary>
public sealed record Preferences(string? Language, string? TimeZone, string Theme);

/// <summary>People's own settings. What is public goes to everybody who follows them.</summary>
public sealed class Profiles(HubAddress address, ActorUpdates updates)
{
    static readonly string[] Themes = ["auto", "light", "dark"];

    /// <summary>Refusals: name-too-long, summary-too-long.</summary>
    public async Task<Result<Actor>> ChangeAsync(Tx tx, Actor actor, Profile wanted, CancellationToken ct)
    {
        var profile = wanted with
        {
            DisplayName = Names.Display(wanted.DisplayName),
            Source = wanted.Source.ReplaceLineEndings("\n").Trim(),
            Language = Languages.Normalize(wanted.Language),
        };
        if (wanted.DisplayName.Length > Limits.Name)
            return new Refusal("name-too-long", nameof(Profile.DisplayName));
        if (profile.Source.Length > Limits.Summary)
            return new Refusal("summary-too-long", nameof(Profile.Source));
        if (profile == Profile.Of(actor))
            return actor;
        var html = Markdown.Render(profile.Source, TextProfile.Note, new Links(new Dictionary<string, MentionLink>(), $"{address.Base}/tags/")).Html;
        await ActorStore.ChangeProfileAsync(
            tx, actor.Id, profile.DisplayName, html, profile.Source, profile.ManualApproval, profile.Discoverable, profile.Indexable, profile.Language, ct);
        if ((profile.IconUrl, profile.HeaderUrl) != (actor.IconUrl, actor.HeaderUrl))
            await ActorStore.SetPicturesAsync(tx, actor.Id, profile.IconUrl, profile.HeaderUrl, ct);
        var changed = (await ActorStore.ByIdAsync(tx, actor.Id, ct))!;
        await updates.SendAsync(tx, changed, ct);
        return changed;
    }

    /// <summary>Refusals: zone-unknown, language-unknown, theme-unknown.</summary>
    public static async Task<Result<Preferences>> PreferAsync(Tx tx, long accountId, Preferences wanted, CancellationToken ct)
    {
        if (wanted.TimeZone is { } zone && Zones.Canonical(zone) is null)
            return new Refusal("zone-unknown", nameof(Preferences.TimeZone));
        if (wanted.Language is { } language && Languages.Normalize(language) is null)
            return new Refusal("language-unknown", nameof(Preferences.Language));
        if (!Themes.Contains(wanted.Theme))
            return new Refusal("theme-unknown", nameof(Preferences.Theme));
        var kept = wanted with { TimeZone = Zones.Canonical(wanted.TimeZone) };
        await AccountStore.PreferAsync(tx, accountId, kept, ct);
        return kept;
    }
}
