using System.Security.Cryptography;
using System.Text.Json;
using Federated.Federation;
using Federated.Instance.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Federated.Web.Auth.Providers;

/// <summary>Goes with somebody to a provider and back who has just proved whose account it is that the identity is to be linked to.</summary>
sealed class LinkTicket(IDataProtectionProvider protection, TimeProvider clock)
{
    readonly IDataProtector _seal = protection.CreateProtector("link-identity");

    sealed record Promise(long AccountId, string Stamp, DateTimeOffset Until);

    public string Make(Account account) => WebEncoders.Base64UrlEncode(
        _seal.Protect(JsonSerializer.SerializeToUtf8Bytes(new Promise(account.ActorId, account.SecurityStamp, clock.GetUtcNow() + Limits.ProviderTime))));

    /// <summary>Void with anything that ends the account's sessions.</summary>
    public bool IsOf(string ticket, Account account)
    {
        try
        {
            var promise = JsonSerializer.Deserialize<Promise>(_seal.Unprotect(WebEncoders.Base64UrlDecode(ticket)))!;
            return promise.AccountId == account.ActorId && promise.Stamp == account.SecurityStamp && clock.GetUtcNow() < promise.Until;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or JsonException)
        {
            return false;
        }
    }
}
