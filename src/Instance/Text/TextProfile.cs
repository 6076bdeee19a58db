namespace Federated.Instance.Text;

/// <summary>How much structure a text may have: a note reads like a message, an article has headings, tables and figures.</summary>
public enum TextProfile
{
    Note,
    Article,
}
