using System.Text;
using System.Xml;

namespace Federated.Federation.Discovery;

/// <summary>`/.well-known/host-meta` (RFC 6415, wire rules W7, W9): the way to WebFinger of a handle domain that has it elsewhere.</summary>
public static class HostMeta
{
    /// <summary>`Content-Type` of the XML.</summary>
    public const string ContentType = "application/xrd+xml; charset=utf-8";

    const string Namespace = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

    static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Limits.BodyBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The document, in XML: one Link, the template of our WebFinger.</summary>
    /// <param name="baseUrl">The hub's address without trailing slash.</param>
    public static byte[] Write(string baseUrl)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("XRD", Namespace);
            xml.WriteStartElement("Link", Namespace);
            xml.WriteAttributeString("rel", "lrdd");
            xml.WriteAttributeString("template", Template(baseUrl));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    /// <summary>The same as JSON, for `/.well-known/host-meta.json`, served as <see cref="WebFinger.ContentType"/>.</summary>
    /// <param name="baseUrl">The hub's address without trailing slash.</param>
    public static byte[] WriteJson(string baseUrl) =>
        WebFinger.Write(new Jrd { Links = [new("lrdd", "application/jrd+json", Template: Template(baseUrl))] });

    /// <summary>
    /// Where another host's document says that a handle is looked up: the first `lrdd` template, filled in. Null when the
    /// XML is broken, has a DTD (`security.md` AT-038), is over <see cref="Limits.BodyBytes"/>, or names no such address.
    /// </summary>
    /// <param name="body">The XML as received.</param>
    /// <param name="acct">The handle.</param>
    /// <param name="allowHttp">As for <see cref="Vocabulary.Origin.Of"/>.</param>
    public static string? LookupAt(ReadOnlyMemory<byte> body, Acct acct, bool allowHttp = false)
    {
        if (body.Length > Limits.BodyBytes) return null;
        try
        {
            using var bytes = new MemoryStream(body.ToArray(), writable: false);
            using var xml = XmlReader.Create(bytes, Safe);
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "Link" } && xml.GetAttribute("rel") == "lrdd"
                    && xml.GetAttribute("template") is { } template)
                    return Templates.Fill(template, acct.Uri, allowHttp);
            return null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    static string Template(string baseUrl) => baseUrl + "/.well-known/webfinger?resource={uri}";
}
