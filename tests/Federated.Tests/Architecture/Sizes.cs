using System.Reflection;
using System.Reflection.Metadata;

namespace Federated.Tests.Architecture;

/// <summary>Files and methods that a reader can hold in mind. Methods are measured by the debug symbols.</summary>
public sealed class Sizes
{
    const int FileLines = 400;
    const int MethodLines = 60;

    [Fact]
    public void No_file_is_longer_than_400_lines() => Checkout.AssertNone(
        from source in Checkout.CSharp("src").Concat(Checkout.CSharp("tests")).Concat(Checkout.Files("src", "*.cshtml"))
        let lines = source.Text.AsSpan().Count('\n')
        where lines > FileLines
        select $"{source.Path} has {lines} lines");

    [Fact]
    public void No_method_is_longer_than_60_lines() => Checkout.AssertNone(
        from assembly in new[] { typeof(Federated.Federation.Limits), typeof(Federated.Instance.Setup), typeof(Federated.Web.Commands.CommandLine), typeof(Sizes) }
        from method in Methods(assembly.Assembly)
        where method.Lines > MethodLines
        select $"{method.Name} has {method.Lines} lines");

    static List<(string Name, int Lines)> Methods(Assembly assembly)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(assembly.Location));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        var (types, debug) = (image.GetMetadataReader(), symbols.GetMetadataReader());
        List<(string, int)> found = [];
        foreach (var handle in types.MethodDefinitions)
        {
            var points = debug.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints()
                .Where(p => !p.IsHidden && IsWritten(debug.GetString(debug.GetDocument(p.Document).Name))).ToArray();
            var name = types.GetString(types.GetMethodDefinition(handle).Name);
            // Constructors also hold the initialisers of fields, which may stand anywhere in the file.
            if (points.Length > 0 && name is not (".ctor" or ".cctor"))
                found.Add((FullName(types, handle, name), points.Max(p => p.EndLine) - points.Min(p => p.StartLine) + 1));
        }
        return found;
    }

    static bool IsWritten(string file) => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal);

    static string FullName(MetadataReader types, MethodDefinitionHandle handle, string name)
    {
        var type = types.GetTypeDefinition(types.GetMethodDefinition(handle).GetDeclaringType());
        return $"{types.GetString(type.Namespace)}.{types.GetString(type.Name)}.{name}";
    }
}
