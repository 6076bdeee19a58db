using System.Collections.Frozen;
using Federated.Federation;

namespace Federated.Instance.Text;

/// <summary>Words that a hub puts into an event's own text, in the event's language.</summary>
public static class EventWords
{
    static readonly FrozenDictionary<string, string> CancelledIn = new Dictionary<string, string>
    {
        ["ar"] = "ملغى", ["bg"] = "Отменено", ["ca"] = "Cancel·lat", ["cs"] = "Zrušeno", ["da"] = "Aflyst", ["de"] = "Abgesagt",
        ["el"] = "Ακυρώθηκε", ["en"] = "Cancelled", ["es"] = "Cancelado", ["fa"] = "لغو شد", ["fi"] = "Peruttu", ["fr"] = "Annulé",
        ["gl"] = "Cancelado", ["he"] = "בוטל", ["hi"] = "रद्द", ["hr"] = "Otkazano", ["hu"] = "Elmarad", ["id"] = "Dibatalkan",
        ["it"] = "Annullato", ["ja"] = "中止", ["ko"] = "취소됨", ["nb"] = "Avlyst", ["nl"] = "Geannuleerd", ["nn"] = "Avlyst",
        ["no"] = "Avlyst", ["pl"] = "Odwołane", ["pt"] = "Cancelado", ["ro"] = "Anulat", ["ru"] = "Отменено", ["sk"] = "Zrušené",
        ["sr"] = "Отказано", ["sv"] = "Inställt", ["tr"] = "İptal edildi", ["uk"] = "Скасовано", ["vi"] = "Đã hủy", ["zh"] = "已取消",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>"Cancelled" in a language, in English when it is not known here.</summary>
    public static string Cancelled(string? language) =>
        CancelledIn.GetValueOrDefault(Languages.Normalize(language)?.Split('-')[0] ?? "en") ?? CancelledIn["en"];

    /// <summary>The title of a cancelled event: "[Annulé] Atelier", within <see cref="Limits.EventTitleMax"/>; marked once only.</summary>
    public static string CancelledTitle(string title, string? language)
    {
        var mark = $"[{Cancelled(language)}]";
        return title.StartsWith(mark, StringComparison.Ordinal) ? title : Characters.Shorten($"{mark} {title}", Limits.EventTitleMax);
    }
}
