namespace Federated.Federation.Fetching;

/// <summary>The ways in which a request can be signed, by what hosts are known to check.</summary>
public enum Dialect
{
    /// <summary>draft-cavage over the whole target: the first try everywhere (decisions 4).</summary>
    Cavage,

    /// <summary>draft-cavage over the path alone, for GETs with a query (wire-microblog.md S9).</summary>
    CavagePath,

    /// <summary>RFC 9421, whose `@target-uri` always has the query.</summary>
    MessageSignature,
}
