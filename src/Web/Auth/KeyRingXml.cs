using System.Xml.Linq;
using Federated.Instance.Accounts;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Federated.Web.Auth;

/// <summary>The key ring in the database as the framework's data protection wants it, which does not know how to wait.</summary>
sealed class KeyRingXml(KeyRing ring) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. ring.ListAsync(CancellationToken.None).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        ring.AddAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None).GetAwaiter().GetResult();
}
