namespace Federated.Web.Auth;

/// <summary>What a browser calls itself, in two words that people know: enough to tell one's own apart, too little to tell others' apart.</summary>
static class DeviceName
{
    // The first that is named counts: many browsers also name those that they want to be taken for.
    static readonly (string Token, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi", "Vivaldi"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")];

    static readonly (string Token, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>`Firefox, Linux`; empty when nothing is known of it.</summary>
    public static string Of(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return string.Join(", ", new[] { First(Browsers, agent), First(Systems, agent) }.OfType<string>());
    }

    static string? First((string Token, string Name)[] known, string agent) => known.FirstOrDefault(k => agent.Contains(k.Token, StringComparison.Ordinal)).Name;
}
