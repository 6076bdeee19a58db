namespace Federated.Tests.Web.TagHelpers;

/// <summary>Files of the source tree, for tests that compare it with itself.</summary>
static class Repository
{
    static readonly string Root = Find(AppContext.BaseDirectory);

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    static string Find(string folder) => File.Exists(System.IO.Path.Combine(folder, "Federated.sln"))
        ? folder
        : Find(Directory.GetParent(folder)?.FullName ?? throw new DirectoryNotFoundException("no Federated.sln above the tests"));
}
