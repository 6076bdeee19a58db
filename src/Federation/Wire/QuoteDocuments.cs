namespace Federated.Federation.Wire;

/// <summary>The stamp by which an author agrees to be quoted (FEP-044f, wire rule X3): ids only, so that it gives nothing away.</summary>
public sealed record QuoteAuthorizationDocument
{
    /// <summary>The id, on the quoted author's host.</summary>
    public required string Id { get; init; }

    /// <summary>`QuoteAuthorization`.</summary>
    public string Type => Vocabulary.AsTypes.QuoteAuthorization;

    /// <summary>Id of the quoted author.</summary>
    public required string AttributedTo { get; init; }

    /// <summary>Id of the post that quotes.</summary>
    public required string InteractingObject { get; init; }

    /// <summary>Id of the quoted post.</summary>
    public required string InteractionTarget { get; init; }
}

/// <summary>What others may do with a post (wire rule X5).</summary>
/// <param name="CanQuote">Who may quote it.</param>
public sealed record InteractionPolicyDocument(InteractionRuleDocument CanQuote);

/// <summary>One rule of an interaction policy.</summary>
/// <param name="AutomaticApproval">Who needs not wait: the public address, a followers' address, or the author's own id for nobody else.</param>
public sealed record InteractionRuleDocument(IReadOnlyList<string> AutomaticApproval);
