namespace Federated.Web.Localization;

/// <summary>English that shows what was not translated and what has no room: accented, a third longer, in brackets.</summary>
static class PseudoText
{
    const string Plain = "ACDEGHIJKLNORSTUYZacdeghijklnorstuyz";
    const string Accented = "ÅÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛÝŽåçðéĝĥîĵķļñöŕšţûýž";

    public static Message Of(Message message) => new([new TextPart("["), .. Changed(message).Parts, new TextPart("]")]);

    static Message Changed(Message message) => new([.. message.Parts.Select(Changed)]);

    static MessagePart Changed(MessagePart part) => part switch
    {
        TextPart(var text) => new TextPart(Changed(text)),
        LinkPart(var index, var text) => new LinkPart(index, Changed(text)),
        GenderPart(var index, var forms) => new GenderPart(index, [.. forms.Select(Changed)]),
        PluralPart plural => plural with
        {
            Exact = plural.Exact.ToDictionary(form => form.Key, form => Changed(form.Value)),
            Forms = [.. plural.Forms.Select(Changed)],
        },
        _ => part,
    };

    static string Changed(string text)
    {
        var accented = string.Concat(text.Select(c => Plain.IndexOf(c) is >= 0 and var index ? Accented[index] : c));
        var letters = text.Count(char.IsLetter);
        return accented + new string('~', letters / 3);
    }
}
