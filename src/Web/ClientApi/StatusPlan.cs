using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Instance.Accounts;
using Federated.Instance.Polls;
using Federated.Instance.Posts;

namespace Federated.Web.ClientApi;

/// <summary>A post as a client asks for it: written at once, or kept until its time comes.</summary>
sealed record StatusPlan
{
    public string Text { get; init; } = "";
    public string SpoilerText { get; init; } = "";
    public bool Sensitive { get; init; }
    public string? Language { get; init; }

    /// <summary>In the words of clients.</summary>
    public string Visibility { get; init; } = "public";
    public bool LocalOnly { get; init; }
    public long? InReplyToId { get; init; }
    public long? QuotedId { get; init; }
    public IReadOnlyList<PlannedMedia> Media { get; init; } = [];
    public IReadOnlyList<string> Choices { get; init; } = [];
    public int PollSeconds { get; init; }
    public bool PollMultiple { get; init; }
    public string? RepeatKey { get; init; }

    /// <summary>Null, with an answer that says what is wrong.</summary>
    public static StatusPlan? Read(Call call, PostDefaults usual, out IResult problem)
    {
        var fields = call.Fields;
        problem = Call.Empty();
        var visibility = fields.Text("visibility") ?? StatusShow.Visible(usual.Visibility);
        if (visibility is not ("public" or "unlisted" or "private" or "direct"))
            problem = Call.Wrong("visibility is public, unlisted, private or direct");
        else if (fields.Text("in_reply_to_id") is { } parent && Call.ReadId(parent) is null)
            problem = Call.NotFound();
        else if (fields.Texts("poll[options]").Count > 0 && !int.TryParse(fields.Text("poll[expires_in]"), CultureInfo.InvariantCulture, out _))
            problem = Call.Wrong("poll[expires_in] is a number of seconds");
        else
            return new StatusPlan
            {
                Text = fields.Text("status") ?? "",
                SpoilerText = fields.Text("spoiler_text") ?? "",
                Sensitive = call.Said("sensitive") ?? usual.Sensitive,
                Language = fields.Text("language"),
                Visibility = visibility,
                LocalOnly = call.Is("local_only"),
                InReplyToId = Call.ReadId(fields.Text("in_reply_to_id")),
                QuotedId = Call.ReadId(fields.Text("quoted_status_id")),
                Media = MediaOf(call),
                Choices = fields.Texts("poll[options]"),
                PollSeconds = int.TryParse(fields.Text("poll[expires_in]"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0,
                PollMultiple = call.Is("poll[multiple]"),
            };
        return null;
    }

    /// <summary>All that the post is to have, in order; an edit may describe it anew.</summary>
    public static IReadOnlyList<PlannedMedia> MediaOf(Call call)
    {
        var (ids, texts) = (call.Fields.Texts("media_attributes[id]"), call.Fields.Texts("media_attributes[description]"));
        var described = ids.Count == texts.Count ? ids.Zip(texts).DistinctBy(d => d.First).ToDictionary(d => d.First, d => d.Second, StringComparer.Ordinal) : [];
        return [.. call.Fields.Texts("media_ids").Select(id => new PlannedMedia(Call.ReadId(id) ?? 0, described.GetValueOrDefault(id)))];
    }

    /// <summary>Our word for who may read it.</summary>
    [JsonIgnore]
    public string Wanted => LocalOnly ? Instance.Policies.Visibility.HubOnly : Ours(Visibility);

    public static string Ours(string visibility) => visibility == "private" ? Instance.Policies.Visibility.Followers : visibility;

    [JsonIgnore]
    public IReadOnlyList<DraftMedia> DraftMedia => [.. Media.Select(m => new DraftMedia(m.Id, m.Alt))];

    /// <summary>Null for a post that asks nothing.</summary>
    [JsonIgnore]
    public PollPlan? Poll => Choices.Count == 0 ? null : new(Choices, PollMultiple, TimeSpan.FromSeconds(PollSeconds));

    public string ToJson() => JsonSerializer.Serialize(this, PlanJson.Default.StatusPlan);

    public static StatusPlan OfJson(string json) => JsonSerializer.Deserialize(json, PlanJson.Default.StatusPlan)!;
}

/// <summary>One of the writer's uploads, with a new description or as it is.</summary>
sealed record PlannedMedia(long Id, string? Alt);

[JsonSerializable(typeof(StatusPlan))]
sealed partial class PlanJson : JsonSerializerContext;
