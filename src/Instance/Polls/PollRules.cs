using Federated.Federation;
using Federated.Instance.Text;

namespace Federated.Instance.Polls;

/// <summary>What a poll that somebody here writes must be like. The fields of refusals are those of <see cref="PollPlan"/>.</summary>
public static class PollRules
{
    /// <summary>What people choose from on pages.</summary>
    public static readonly TimeSpan[] Lengths =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(30),
    ];

    /// <summary>Refusals: poll-too-few, poll-too-many, poll-choice-too-long, poll-choice-twice, poll-length.</summary>
    public static Result<PollData> Check(PollPlan plan, DateTimeOffset now)
    {
        var choices = plan.Choices.Select(Characters.Line).Where(c => c.Length > 0).ToList();
        if (choices.Count < Limits.PollChoicesMin)
            return new Refusal("poll-too-few", nameof(plan.Choices));
        if (choices.Count > Limits.PollChoices)
            return new Refusal("poll-too-many", nameof(plan.Choices));
        if (choices.Exists(c => c.Length > Limits.PollChoice))
            return new Refusal("poll-choice-too-long", nameof(plan.Choices));
        if (choices.Distinct(StringComparer.Ordinal).Count() < choices.Count)
            return new Refusal("poll-choice-twice", nameof(plan.Choices));
        if (plan.Length < Limits.PollShortest || plan.Length > Limits.PollLongest)
            return new Refusal("poll-length", nameof(plan.Length));
        return new PollData { Choices = [.. choices.Select(c => new PollChoice(c, 0))], Multiple = plan.Multiple, EndsAt = now + plan.Length, Voters = 0 };
    }
}
