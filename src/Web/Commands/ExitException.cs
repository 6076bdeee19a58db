namespace Federated.Web.Commands;

/// <summary>Ends the program: an exit code, and sentences for standard error.</summary>
sealed class ExitException(int code, params IReadOnlyList<string> sentences) : Exception(string.Join(' ', sentences))
{
    public const int Failed = 1;
    public const int Usage = 2;

    public int Code => code;
    public IReadOnlyList<string> Sentences => sentences;
}
