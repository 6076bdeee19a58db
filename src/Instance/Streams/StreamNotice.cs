using System.Globalization;

namespace Federated.Instance.Streams;

/// <summary>What happened, in the few words that every node hears: what it is about is read anew, under the rule for who may see it.</summary>
public sealed record StreamNotice(StreamNotice.What Happened, long Id, IReadOnlyList<long> Accounts)
{
    public enum What
    {
        /// <summary>A post is new. Id: the post's.</summary>
        Written,

        /// <summary>Id: the boost's.</summary>
        Boosted,

        /// <summary>Id: the post's.</summary>
        Changed,

        /// <summary>A post that everybody could see is gone. Id: the post's.</summary>
        Gone,

        /// <summary>A post that few could see is gone: only these accounts had it before them.</summary>
        GoneForFew,
    }

    public override string ToString() => string.Join(' ', new[] { Happened.ToString(), Id.ToString(CultureInfo.InvariantCulture) }.Concat(Accounts.Select(a => a.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Null for words of another version.</summary>
    public static StreamNotice? Parse(string text)
    {
        var words = text.Split(' ');
        return words.Length >= 2 && Enum.TryParse<What>(words[0], out var what) && words[1..].All(w => long.TryParse(w, CultureInfo.InvariantCulture, out _))
            ? new(what, Number(words[1]), [.. words[2..].Select(Number)]) : null;
    }

    static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
