using System.Text.Json;
using Federated.Federation.Fetching;
using Federated.Instance.Config;
using Federated.Web.Auth.Providers;

namespace Federated.Web.Commands;

/// <summary>Asks each provider of the settings what a sign-in would ask first, by the client that a sign-in would use.</summary>
sealed class SignInCheck(Findings findings, TimeProvider clock)
{
    public async Task ExamineAsync(HubConfig config, HubOptions hub, CancellationToken ct)
    {
        var address = new HubAddress(hub);
        using var outbound = new Outbound(new(hub.Domain) { PlainHttp = hub.Scheme == "http", AllowNetworks = config.Federation.Networks }, clock);
        foreach (var provider in config.SignIn.Providers)
        {
            // Without a token, who somebody is is told to nobody: that refusal is an answer.
            var asked = provider.IsOpenId ? provider.Discovery : provider.UserInfoUrl;
            var problem = await outbound.FetchAsync(ProviderDocuments.Request(asked), ct) switch
            {
                Fetched document when provider.IsOpenId => Problem(document.Body, provider),
                FetchFailed { Status: not null } when !provider.IsOpenId => null,
                FetchFailed failed => $"{asked} cannot be asked: {failed.Code}.",
                _ => null,
            };
            findings.Add($"sign-in {provider.Key}", problem, $"{asked} answers; {provider.Name} has to know the address {address.Base}{provider.CallbackPath}");
        }
        if (config.SignIn.Providers.Count == 0)
            findings.Skip("sign-in", "no SignIn:*, so people sign in with what they have here");
    }

    static string? Problem(byte[] body, SignInProvider provider)
    {
        try
        {
            var said = JsonElement.Parse(body);
            return said.ValueKind != JsonValueKind.Object || !said.TryGetProperty("issuer", out var issuer) || !issuer.ValueEquals(provider.Issuer)
                ? $"{provider.Discovery} names another issuer than SignIn:OpenId:Issuer, to the letter." : null;
        }
        catch (JsonException)
        {
            return $"{provider.Discovery} is not JSON.";
        }
    }
}
