namespace Federated.Instance.Mail;

/// <summary>The words of `mail.kind`; the text of each is the message `federated-mail-KIND-text`.</summary>
public static class MailKind
{
    /// <summary>Goes to nobody: what nobody needs to hear costs as much as what somebody does, so that nobody can tell.</summary>
    public const string Nothing = "nothing";

    public const string Reset = "reset";
    public const string PasswordChanged = "password-changed";
    public const string EmailConfirm = "email-confirm";
    public const string EmailTaken = "email-taken";
    public const string EmailChanged = "email-changed";
    public const string SecondFactorOn = "second-factor-on";
    public const string SecondFactorOff = "second-factor-off";
    public const string PostRejected = "post-rejected";
    public const string RoleEnding = "role-ending";
    public const string RoleEndingOf = "role-ending-of";
    public const string WayInAdded = "way-in-added";
    public const string WayInRemoved = "way-in-removed";
    public const string SignUpConfirm = "signup-confirm";
    public const string SignUpApproved = "signup-approved";
    public const string SignUpRejected = "signup-rejected";
}

/// <summary>What one mail says, to whom and in which language. It is written when it is sent.</summary>
/// <param name="To">A mailbox as <see cref="Text.Emails"/> takes it.</param>
/// <param name="Kind">One of <see cref="MailKind"/>.</param>
/// <param name="Language">Of who gets it; null for the hub's.</param>
/// <param name="Life">Nobody needs it later.</param>
/// <param name="Arguments">$1, $2 ... of its text.</param>
public sealed record Letter(string To, string Kind, string? Language, TimeSpan Life, params IReadOnlyList<string> Arguments)
{
    /// <summary>Anybody can make the hub write it, so one mailbox gets only some of them.</summary>
    public bool Asked { get; init; }
}

/// <summary>A letter in words.</summary>
public sealed record LetterText(string Language, string Subject, string Body);

/// <summary>Finds the words of letters. They are among the messages of the pages, which Instance does not have.</summary>
public interface ILetterWords
{
    LetterText Write(string kind, string? language, IReadOnlyList<string> arguments);
}
