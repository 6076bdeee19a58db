using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Federation;
using Federated.Federation.Vocabulary;

namespace Federated.Web.OAuth;

/// <summary>
/// What a client says, in whatever form: query, form, multipart form or JSON. Paths are written as forms write them, without the brackets
/// of lists: `redirect_uris`, `source[privacy]`. Numbers and truth values are their texts.
/// </summary>
sealed partial class Fields
{
    readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    readonly List<(string Path, string Text)> _said = [];
    int _count;
    bool _unreadable;

    /// <summary>Null when the body cannot be read, or is more than the limits allow: 422.</summary>
    public static async Task<Fields?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var fields = new Fields();
        foreach (var (name, values) in request.Query)
            foreach (var value in values)
                fields.Add(name, value);
        try
        {
            if (request.HasFormContentType)
                foreach (var (name, values) in await request.ReadFormAsync(ct))
                    foreach (var value in values)
                        fields.Add(name, value);
            else if (request.HasJsonContentType())
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body, ct);
                if (body.Length > 0 && AsReader.Read(body.ToArray()) is var read)
                {
                    if (read.Refusal is not null)
                        return null;
                    fields.Add("", read.Document.Raw);
                }
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }
        return fields._unreadable ? null : fields;
    }

    /// <summary>The first text, if there is any and it is not empty.</summary>
    public string? Text(string path) => _texts.TryGetValue(path, out var texts) && texts[0].Length > 0 ? texts[0] : null;

    /// <summary>The first text, even an empty one; null when there is none.</summary>
    public string? Given(string path) => _texts.TryGetValue(path, out var texts) ? texts[0] : null;

    public IReadOnlyList<string> Texts(string path) => _texts.TryGetValue(path, out var texts) ? texts : [];

    /// <summary>
    /// The members of each thing in a list of things: `list[0][member]`, or `list[][member]`, where a member that comes again begins the next thing.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string list)
    {
        List<(string Index, Dictionary<string, string> Members)> rows = [];
        foreach (var (path, text) in _said)
        {
            if (OfRow.Match(path) is not { Success: true } part || part.Groups["list"].Value != list)
                continue;
            var (index, member) = (part.Groups["index"].Value, part.Groups["member"].Value);
            if (rows.Count == 0 || rows[^1].Index != index || (index.Length == 0 && rows[^1].Members.ContainsKey(member)))
                rows.Add((index, new(StringComparer.Ordinal)));
            rows[^1].Members[member] = text;
        }
        return [.. rows.Select(r => r.Members)];
    }

    void Add(string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            // Every text inside would have a path as long.
            case JsonValueKind.Object or JsonValueKind.Array when path.Length > Limits.ApiPath:
                _unreadable = true;
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Add(path.Length == 0 ? member.Name : $"{path}[{member.Name}]", member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in value.EnumerateArray().Index())
                    Add(item.ValueKind == JsonValueKind.Object ? $"{path}[{i}]" : path, item);
                break;
            case JsonValueKind.String:
                Add(path, value.GetString());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Add(path, value.GetBoolean() ? "true" : "false");
                break;
            case JsonValueKind.Number:
                Add(path, value.GetRawText());
                break;
        }
    }

    void Add(string path, string? text)
    {
        if (text is null)
            return;
        _unreadable |= ++_count > Limits.ApiFields || path.Length > Limits.ApiPath || text.Contains('\0', StringComparison.Ordinal);
        if (_unreadable)
            return;
        _said.Add((path, text));
        var key = OfLists.Replace(path, "");
        if (_texts.TryGetValue(key, out var texts))
            texts.Add(text);
        else
            _texts[key] = [text];
    }

    [GeneratedRegex(@"^(?<list>[^\[]+)\[(?<index>\d*)\]\[(?<member>\w+)\]$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OfRow { get; }

    [GeneratedRegex(@"\[\d*\]", RegexOptions.NonBacktracking)]
    private static partial Regex OfLists { get; }
}
