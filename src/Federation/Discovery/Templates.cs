using Federated.Federation.Vocabulary;

namespace Federated.Federation.Discovery;

/// <summary>Addresses with `{uri}` in them.</summary>
static class Templates
{
    const string Slot = "{uri}";

    /// <summary>The address with the value encoded in it; null when there is no slot, or the host is no plain one.</summary>
    public static string? Fill(string template, string value, bool allowHttp)
    {
        if (!template.Contains(Slot, StringComparison.Ordinal)) return null;
        var filled = template.Replace(Slot, Uri.EscapeDataString(value), StringComparison.Ordinal);
        return Origin.Of(filled, allowHttp) is null ? null : filled;
    }
}
