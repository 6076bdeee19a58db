using System.Collections.Frozen;
using Federated.Instance.Text;

namespace Federated.Instance.Events;

/// <summary>Why a Join is rejected, in the event's language: other servers may show it.</summary>
static class JoinWords
{
    static readonly FrozenDictionary<string, (string Full, string Over)> Known = new Dictionary<string, (string, string)>
    {
        ["ar"] = ("اكتملت المقاعد.", "انتهت هذه الفعالية."),
        ["de"] = ("Alle Plätze sind vergeben.", "Die Veranstaltung ist vorbei."),
        ["en"] = ("All seats are taken.", "This event is over."),
        ["es"] = ("No quedan plazas.", "El evento ya ha terminado."),
        ["fr"] = ("Il n'y a plus de place.", "L'événement est terminé."),
        ["it"] = ("I posti sono esauriti.", "L'evento è terminato."),
        ["nl"] = ("Er zijn geen plaatsen meer.", "Het evenement is voorbij."),
        ["pl"] = ("Nie ma już miejsc.", "Wydarzenie już się odbyło."),
        ["pt"] = ("Não há mais vagas.", "O evento já terminou."),
        ["ru"] = ("Мест больше нет.", "Мероприятие уже прошло."),
        ["uk"] = ("Місць більше немає.", "Захід уже відбувся."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null where nothing needs to be said.</summary>
    public static string? Why(string code, string? language)
    {
        var words = Known.GetValueOrDefault(Languages.Normalize(language)?.Split('-')[0] ?? "en", Known["en"]);
        return code switch
        {
            "event-full" => words.Full,
            "event-over" => words.Over,
            "event-cancelled" => EventWords.Cancelled(language),
            _ => null,
        };
    }
}
