using Federated.Instance.Accounts.Passkeys;
using Microsoft.AspNetCore.Identity;

namespace Federated.Web.Auth;

/// <summary>A passkey as the framework sees it, and as it is kept.</summary>
static class PasskeyRows
{
    public static Passkey Of(UserPasskeyInfo info) => new()
    {
        CredentialId = info.CredentialId,
        PublicKey = info.PublicKey,
        Name = info.Name ?? "",
        SignCount = info.SignCount,
        Transports = info.Transports ?? [],
        Verified = info.IsUserVerified,
        BackupEligible = info.IsBackupEligible,
        BackedUp = info.IsBackedUp,
        Attestation = info.AttestationObject,
        ClientData = info.ClientDataJson,
    };

    public static UserPasskeyInfo Info(Passkey row) => new(
        row.CredentialId, row.PublicKey, row.CreatedAt, (uint)row.SignCount, row.Transports, row.Verified, row.BackupEligible, row.BackedUp, row.Attestation, row.ClientData)
    {
        Name = row.Name,
    };
}
