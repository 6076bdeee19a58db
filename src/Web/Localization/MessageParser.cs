using System.Globalization;

namespace Federated.Web.Localization;

/// <summary>
/// Reads the banana format: <c>$1</c>, <c>{{PLURAL:$1|…}}</c>, <c>{{GENDER:$1|…}}</c>, <c>{{SITENAME}}</c>, <c>{{GRAMMAR:case|word}}</c>
/// (the word as it stands) and <c>[$1 linked text]</c>. Whatever else stands in braces or brackets is text.
/// </summary>
public sealed class MessageParser
{
    enum Inside { Nothing, Braces, Link }

    readonly string text;
    int at;

    MessageParser(string text) => this.text = text;

    public static Message Parse(string text) => new MessageParser(text).Sequence(Inside.Nothing);

    Message Sequence(Inside inside)
    {
        List<MessagePart> parts = [];
        var plain = at;
        while (at < text.Length && !Ends(inside))
        {
            var start = at;
            if (Special() is not { } special)
            {
                at = start + 1;
                continue;
            }
            Text(parts, plain, start);
            parts.AddRange(special);
            plain = at;
        }
        Text(parts, plain, at);
        return new(parts);
    }

    void Text(List<MessagePart> parts, int from, int to)
    {
        if (to > from)
            parts.Add(new TextPart(text[from..to]));
    }

    bool Ends(Inside inside) => inside switch
    {
        Inside.Braces => text[at] == '|' || Sees("}}"),
        Inside.Link => text[at] == ']',
        _ => false,
    };

    IReadOnlyList<MessagePart>? Special() => text[at] switch
    {
        '$' => Parameter() is { } index ? [new ParameterPart(index)] : null,
        '[' => Link() is { } link ? [link] : null,
        '{' => Takes("{{") ? Braces() : null,
        _ => null,
    };

    int? Parameter()
    {
        if (!Takes("$"))
            return null;
        var start = at;
        while (at < text.Length && at - start < 2 && char.IsAsciiDigit(text[at]))
            at++;
        return int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number - 1
            : null;
    }

    LinkPart? Link()
    {
        at++;
        if (Parameter() is not { } index || !Takes(" "))
            return null;
        var inner = Sequence(Inside.Link);
        return Takes("]") ? new(index, inner) : null;
    }

    IReadOnlyList<MessagePart>? Braces()
    {
        if (Takes("SITENAME}}"))
            return [new HubNamePart()];
        if (Takes("PLURAL:") && Parameter() is { } number)
            return Plural(number);
        if (Takes("GENDER:") && Parameter() is { } person)
            return Forms() is { Count: > 0 } forms ? [new GenderPart(person, forms)] : null;
        if (Takes("GRAMMAR:"))
        {
            Sequence(Inside.Braces);
            return Forms() is { Count: > 0 } words ? words[^1].Parts : null;
        }
        return null;
    }

    PluralPart[]? Plural(int index)
    {
        Dictionary<decimal, Message> exact = [];
        List<Message> forms = [];
        while (Takes("|"))
        {
            if (Exact() is { } number)
                exact[number] = Sequence(Inside.Braces);
            else
                forms.Add(Sequence(Inside.Braces));
        }
        return Takes("}}") && exact.Count + forms.Count > 0 ? [new(index, exact, forms)] : null;
    }

    List<Message>? Forms()
    {
        List<Message> forms = [];
        while (Takes("|"))
            forms.Add(Sequence(Inside.Braces));
        return Takes("}}") ? forms : null;
    }

    decimal? Exact()
    {
        var start = at;
        while (at < text.Length && at - start < 9 && char.IsAsciiDigit(text[at]))
            at++;
        if (at > start && Takes("="))
            return decimal.Parse(text.AsSpan(start, at - start - 1), CultureInfo.InvariantCulture);
        at = start;
        return null;
    }

    bool Sees(string word) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0;

    bool Takes(string word)
    {
        if (!Sees(word))
            return false;
        at += word.Length;
        return true;
    }
}
