using System.Xml.Linq;
using Federated.Instance.Accounts;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Federated.Web.Auth;

/// <summary>The key ring in the database, as the framework's data protection wants it.</summary>
sealed class KeyRingXml(KeyRing ring) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. ring.List().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => ring.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
