using Federated.Federation.Vocabulary;

namespace Federated.Instance.Posts;

/// <summary>Whether the author of a quoted post agrees.</summary>
public enum QuoteState
{
    Pending,
    Accepted,
    Refused,
    Revoked,
}

/// <summary>That a post quotes another.</summary>
public sealed record Quote
{
    public long PostId { get; init; }
    public string QuotedUri { get; init; } = "";

    /// <summary>Null while the quoted post is not known here.</summary>
    public long? QuotedId { get; init; }
    public QuoteState State { get; init; }

    /// <summary>The quoted author's QuoteAuthorization.</summary>
    public string? StampUri { get; init; }

    /// <summary>Whether the wire still says so.</summary>
    public bool Stands => State is QuoteState.Pending or QuoteState.Accepted;
}

/// <summary>A quote as it is written here or comes in.</summary>
public sealed record NewQuote(string Uri, string? StampUri = null)
{
    const string MisskeyRelation = "https://misskey-hub.net/ns#_misskey_quote";

    /// <summary>The five ways to say it, in Mastodon's order (wire rule X1); last a Link among the tags that says that it is a quote (FEP-e232).</summary>
    public static NewQuote? Read(As document)
    {
        var uri = document.Ref("quote") ?? document.Ref("_misskey_quote") ?? document.Ref("quoteUrl") ?? document.Ref("quoteUri")
            ?? document.Many("tag", Federation.Limits.Tags).FirstOrDefault(IsQuote).Ref("href");
        return uri is not null && uri != document.Id && Origin.Of(uri, allowHttp: true) is not null ? new(uri, document.Ref("quoteAuthorization")) : null;
    }

    static bool IsQuote(As tag) =>
        tag.Is(AsTypes.Link) && MediaTypes.IsActivityPub(tag.Text("mediaType"))
        && (tag.Refs("rel").Contains(MisskeyRelation, StringComparer.Ordinal) || tag.Text("name")?.StartsWith("RE:", StringComparison.Ordinal) == true);
}
