using Federated.Instance.Accounts.Apps;
using Federated.Web.Localization;

namespace Federated.Web.Pages.OAuth;

/// <summary>Scopes in words.</summary>
static class Sentences
{
    /// <summary>One line each; parts of what is granted as a whole are left out.</summary>
    public static IEnumerable<string> Of(IReadOnlyCollection<string> scopes, Localizer l) =>
        (from scope in Scopes.All
         where scopes.Contains(scope) && !Scopes.Hold(scopes.Where(s => s != scope), scope)
         select Of(scope, l)).Distinct(StringComparer.Ordinal);

    static string Of(string scope, Localizer l) => scope.Split(':') switch
    {
        ["profile"] => l["federated-oauth-profile"],
        ["read"] => l["federated-oauth-read"],
        ["write"] => l["federated-oauth-write"],
        ["follow"] => l["federated-oauth-follow"],
        ["push"] => l["federated-oauth-push"],
        ["read", var part] => l["federated-oauth-read-part", Part(part, l)],
        ["write", var part] => l["federated-oauth-write-part", Part(part, l)],
        ["admin", "read", ..] => l["federated-oauth-admin-read"],
        _ => l["federated-oauth-admin-write"],
    };

    static string Part(string part, Localizer l) => l[$"federated-oauth-part-{part}"];
}
