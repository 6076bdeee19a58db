using System.Text;
using System.Xml.Linq;
using Federated.Instance.Storage;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Federated.Web.Auth;

/// <summary>Seals the keys of the key ring with the hub's secret key. The framework makes it by name when it opens one.</summary>
sealed class SealedXml(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    const string Purpose = "key-ring";
    const string Element = "sealed";

    readonly SecretKey _key = services.GetRequiredService<SecretKey>();

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement(Element, Convert.ToBase64String(_key.Protect(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Purpose))),
        typeof(SealedXml));

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(_key.Unprotect(Convert.FromBase64String(encryptedElement.Value), Purpose)));
}
