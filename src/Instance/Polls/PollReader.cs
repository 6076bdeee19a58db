using Federated.Federation;
using Federated.Federation.Vocabulary;
using Federated.Instance.Posts;
using Federated.Instance.Text;

namespace Federated.Instance.Polls;

/// <summary>Reads a Question of any software that has one (wire-microblog 12).</summary>
public static class PollReader
{
    /// <summary>A Question that offers nothing is a post without a poll.</summary>
    public static FacetReading Read(As document)
    {
        var multiple = document.Many("oneOf", 1).Count == 0;
        var choices = document.Many(multiple ? "anyOf" : "oneOf", Limits.PollChoicesRead)
            .Select(option => new PollChoice(TitleOf(option), Count(option.One("replies").Int("totalItems"))))
            .Where(choice => choice.Title.Length > 0)
            .DistinctBy(choice => choice.Title, StringComparer.Ordinal)
            .ToList();
        if (choices.Count == 0)
            return new(null, null);
        // `closed` is a date, also of a poll that will close, or only says that it is so.
        var closedAt = document.Instant("closed");
        return new(
            new PollData
            {
                Choices = choices,
                Multiple = multiple,
                EndsAt = Earlier(document.Instant("endTime"), closedAt),
                Closed = closedAt is null && document.Bool("closed") == true,
                Voters = Count(document.Int("votersCount")),
            },
            null);
    }

    /// <summary>The words of an answer: Mastodon and Misskey name it, older Pleroma wrote it as content.</summary>
    static string TitleOf(As option) => (option.Text("name") is { Length: > 0 } name ? name : option.Text("content")) switch
    {
        { } title when Characters.Line(title).Length > 0 => Characters.Cut(title, Limits.Name),
        _ => "",
    };

    static int? Count(long? count) => count is >= 0 and <= int.MaxValue ? (int)count : null;

    static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
