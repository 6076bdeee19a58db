using Federated.Instance.Config;
using Federated.Instance.Mail;
using Federated.Web.Localization;

namespace Federated.Web.Mail;

/// <summary>The words of letters, among the messages in i18n/.</summary>
sealed class LetterWords(IServiceProvider services, HubAddress address) : ILetterWords
{
    public LetterText Write(string kind, string? language, IReadOnlyList<string> arguments)
    {
        var l = services.LocalizerFor(language, null);
        object?[] args = [.. arguments];
        return new(l.Language.Tag, l[$"federated-mail-{kind}-subject", args], $"{l[$"federated-mail-{kind}-text", args]}\n\n-- \n{l["federated-mail-footer", address.Base]}\n");
    }
}
