namespace Federated.Federation;

/// <summary>Caps of accounts and of the mails about them.</summary>
public static partial class Limits
{
    /// <summary>Mails that one address (/64 for IPv6) may make the hub write in half an hour. More: 429.</summary>
    public const int MailsPerAddress = 5;

    /// <summary>Mails that others may make the hub write to one mailbox in half an hour. More: none, and nobody is told.</summary>
    public const int MailsPerMailbox = 5;

    /// <summary>Tries to hand a mail to the mail server.</summary>
    public const int MailTries = 9;

    /// <summary>Time that one try may take.</summary>
    public static readonly TimeSpan MailTime = TimeSpan.FromSeconds(30);

    /// <summary>How long a notice that something changed is worth sending.</summary>
    public static readonly TimeSpan MailNoticeLife = TimeSpan.FromDays(3);

    /// <summary>How long a link to choose another password, or to confirm another e-mail address, is good.</summary>
    public static readonly TimeSpan MailLinkLife = TimeSpan.FromHours(1);

    /// <summary>How long somebody who signs up has to confirm the address, and holds the name.</summary>
    public static readonly TimeSpan SignUpLife = TimeSpan.FromHours(24);

    /// <summary>UTF-16 units of what somebody tells the moderators when signing up, and of their note to those whom they reject.</summary>
    public const int SignUpReason = 1_000;

    /// <summary>People whom one invitation lets in.</summary>
    public const int InviteUses = 500;

    /// <summary>Days that an invitation is good.</summary>
    public const int InviteDays = 365;

    /// <summary>Codes of a second factor that may be tried per hour for one account.</summary>
    public const int CodesPerAccount = 10;

    /// <summary>How long a right password waits for the code of the second factor.</summary>
    public static readonly TimeSpan SecondStepLife = TimeSpan.FromMinutes(10);

    /// <summary>Recovery codes that somebody gets with a second factor.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>How long before the end of a role its holder and the owners are told.</summary>
    public static readonly TimeSpan RoleWarning = TimeSpan.FromDays(30);

    /// <summary>Signed-in browsers that somebody is shown, the last used ones.</summary>
    public const int DevicesShown = 100;

    /// <summary>Bytes of a file with follows, blocks, lists or bookmarks that somebody brings. More: refused.</summary>
    public const int ImportBytes = 2 * 1024 * 1024;

    /// <summary>Such files of one account that are kept, for 30 days at most. More: refused.</summary>
    public const int Imports = 20;

    /// <summary>Rows of such files that wait for one account, or could not be. More: refused.</summary>
    public const int ImportRows = 20_000;

    /// <summary>Time between two rows of one account.</summary>
    public static readonly TimeSpan ImportPace = TimeSpan.FromMilliseconds(500);

    /// <summary>Tries for a row whose server does not answer, over some hours.</summary>
    public const int ImportTries = 6;

    /// <summary>Identities elsewhere that one account may have.</summary>
    public const int Identities = 10;

    /// <summary>UTF-16 units of what a provider calls one of its people for good. OpenID Connect Core 1.0, 2.</summary>
    public const int IdentitySubject = 255;

    /// <summary>How long somebody may be at a provider, and then take to choose a name here.</summary>
    public static readonly TimeSpan ProviderTime = TimeSpan.FromMinutes(15);

    /// <summary>How far a provider's clock may be from ours, on both ends of the life of its tokens.</summary>
    public static readonly TimeSpan ProviderSkew = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of a provider's answer: its settings, its keys, a token, who somebody is.</summary>
    public const int ProviderBytes = 256 * 1024;

    /// <summary>How long ago somebody without a password may have signed in to change how they sign in.</summary>
    public static readonly TimeSpan FreshSignIn = TimeSpan.FromMinutes(30);

    /// <summary>Passkeys that one account may have.</summary>
    public const int Passkeys = 20;

    /// <summary>How long a device may take to answer with a passkey.</summary>
    public static readonly TimeSpan PasskeyTime = TimeSpan.FromMinutes(5);

    /// <summary>UTF-16 units of what a device answers.</summary>
    public const int PasskeyAnswer = 16 * 1024;
}
