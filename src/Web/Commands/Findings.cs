namespace Federated.Web.Commands;

/// <summary>What the doctor found, a line each: `ok`, `FAIL` or `skip`, the check, and a sentence.</summary>
sealed class Findings(TextWriter output)
{
    public bool Failed { get; private set; }

    public void Ok(string check, string text) => Write("ok", check, text);

    public void Skip(string check, string why) => Write("skip", check, why);

    public void Fail(string check, string problem)
    {
        Failed = true;
        Write("FAIL", check, problem);
    }

    /// <summary>Fails with the problem, or is fine when there is none.</summary>
    public void Add(string check, string? problem, string fine)
    {
        if (problem is null)
            Ok(check, fine);
        else
            Fail(check, problem);
    }

    void Write(string mark, string check, string text) => output.WriteLine($"{mark,-5} {check,-14} {text}");
}
