using System.Text;

namespace Federated.Federation.Signatures;

/// <summary>The signature base of RFC 9421 section 2.5, for requests.</summary>
public static class SignatureBase
{
    /// <summary>
    /// Builds the text that is signed. Inner list and parameters stand in it as they were received (R4). Supported are
    /// header fields, `@method @target-uri @authority @scheme @request-target @path @query` and `@query-param` with
    /// `name`; no other component parameter.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="input">One member of `Signature-Input`.</param>
    /// <returns>Null when a component is absent, repeated or not supported, or there are too many.</returns>
    public static string? Of(SignedRequest request, StructuredItem input)
    {
        if (input.Value is not IReadOnlyList<StructuredItem> { Count: <= Limits.SignatureComponents } components)
            return null;
        var text = new StringBuilder();
        var seen = new HashSet<string>();
        foreach (var component in components)
        {
            if (!seen.Add(component.Raw) || Value(request, component) is not { } value || value.AsSpan().ContainsAny('\r', '\n'))
                return null;
            text.Append(component.Raw).Append(": ").Append(value).Append('\n');
        }
        return text.Append("\"@signature-params\": ").Append(input.Raw).ToString();
    }

    static string? Value(SignedRequest request, StructuredItem component) => component switch
    {
        { Value: "@query-param", Parameters: { Count: 1 } only } when only.GetValueOrDefault("name") is string name =>
            QueryParameter(request.Query ?? "", name),
        { Value: string name, Parameters.Count: 0 } => name switch
        {
            "@method" => request.Method,
            "@target-uri" => $"{request.Scheme}://{request.Authority}{request.RawTarget}",
            "@authority" => request.Authority,
            "@scheme" => request.Scheme,
            "@request-target" => request.RawTarget,
            "@path" => request.Path,
            "@query" => $"?{request.Query}",
            ['@', ..] => null,
            _ when name.Any(char.IsAsciiLetterUpper) => null,
            _ => request.Header(name),
        },
        _ => null,
    };

    /// <summary>Section 2.2.8: the value of the one parameter of that name, encoded anew; null where there are more.</summary>
    static string? QueryParameter(string query, string name)
    {
        var values = query.Split('&')
            .Select(pair => pair.Split('=', 2))
            .Where(pair => Encode(Decode(pair[0])) == name)
            .Select(pair => pair.Length > 1 ? Encode(Decode(pair[1])) : "")
            .ToList();
        return values.Count == 1 ? values[0] : null;
    }

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>The form-urlencoded set of the URL standard, which differs from RFC 3986 in two characters.</summary>
    static string Encode(string text) =>
        Uri.EscapeDataString(text)
            .Replace("~", "%7E", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal);
}
