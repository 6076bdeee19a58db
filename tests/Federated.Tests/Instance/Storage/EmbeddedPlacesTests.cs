using System.Text;
using Federated.Instance.Storage;

namespace Federated.Tests.Instance.Storage;

/// <summary>Data directories in awkward places.</summary>
public sealed class EmbeddedPlacesTests
{
    static async Task<int> AnswerAsync(EmbeddedPostgres embedded)
    {
        await using var database = new Database(embedded.ConnectionString, TimeProvider.System);
        await using var db = await database.OpenAsync(default);
        return await db.ValueAsync<int>("select 42", null, default);
    }

    [Fact]
    public async Task Folder_that_the_databases_user_cannot_pass_puts_the_cluster_elsewhere()
    {
        using var temporary = new TemporaryData(parent: DataDirectory.Private);
        await using (var embedded = await EmbeddedPostgresTests.StartAsync(temporary.Data))
        {
            Assert.Equal(42, await AnswerAsync(embedded));
            var inside = embedded.ClusterDirectory.StartsWith(temporary.Data.FullPath, StringComparison.Ordinal);
            Assert.Equal(!Environment.IsPrivilegedProcess, inside);
            if (inside)
                return;
            Assert.Equal(temporary.Data.FullPath, (await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(embedded.ClusterDirectory)!, "owner"))).Trim());
        }
        await RemovedFolderBeginsAnewAsync(temporary);
    }

    static async Task RemovedFolderBeginsAnewAsync(TemporaryData temporary)
    {
        Directory.Delete(temporary.Data.FullPath, recursive: true);
        await using var anew = await EmbeddedPostgresTests.StartAsync(temporary.Reopen());
        Assert.Equal(42, await AnswerAsync(anew));
        Assert.Single(Directory.EnumerateDirectories(Path.GetDirectoryName(anew.ClusterDirectory)!, "postgres.2*"));
    }

    [Fact]
    public async Task Path_too_long_for_a_socket_works()
    {
        using var temporary = new TemporaryData(string.Join('/', Enumerable.Repeat("a, rather, long-folder's näme", 5)));
        string socket;
        bool temporarySocket;
        await using (var embedded = await EmbeddedPostgresTests.StartAsync(temporary.Data))
        {
            Assert.Equal(42, await AnswerAsync(embedded));
            socket = embedded.SocketDirectory;
            temporarySocket = Path.GetDirectoryName(socket) != Path.GetDirectoryName(embedded.ClusterDirectory);
        }
        Assert.InRange(Encoding.UTF8.GetByteCount(socket + "/.s.PGSQL.5432"), 1, 107);
        Assert.Equal(!temporarySocket, Directory.Exists(socket));
        await using var again = await EmbeddedPostgresTests.StartAsync(temporary.Data);
        Assert.Equal(socket, again.SocketDirectory);
    }
}
