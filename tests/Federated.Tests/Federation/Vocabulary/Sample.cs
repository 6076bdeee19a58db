using System.Text;
using Federated.Federation.Vocabulary;

namespace Federated.Tests.Federation.Vocabulary;

/// <summary>JSON of a test as a document.</summary>
static class Sample
{
    public static As Of(string json) => Of(Encoding.UTF8.GetBytes(json));

    public static As Of(byte[] json)
    {
        var read = AsReader.Read(json);
        Assert.Null(read.Refusal);
        return read.Document;
    }

    public static string? Refusal(string json) => AsReader.Read(Encoding.UTF8.GetBytes(json)).Refusal;
}
