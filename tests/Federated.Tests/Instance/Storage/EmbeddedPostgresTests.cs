using System.Diagnostics;
using Federated.Instance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Storage;

/// <summary>One cluster for the tests that only start and stop it.</summary>
public sealed class StoppedCluster : IAsyncLifetime, IDisposable
{
    readonly TemporaryData _temporary = new();

    public DataDirectory Data => _temporary.Data;

    public async Task InitializeAsync() => await (await EmbeddedPostgresTests.StartAsync(Data)).DisposeAsync();

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _temporary.Dispose();
}

public sealed class EmbeddedPostgresTests(StoppedCluster cluster) : IClassFixture<StoppedCluster>
{
    const string CreateSql = """
        create table if not exists kept (id int primary key)
        """;

    const string KeepSql = """
        insert into kept (id) values (@id) on conflict do nothing
        """;

    public static Task<EmbeddedPostgres> StartAsync(DataDirectory data) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data, TestSpeed: true), NullLogger.Instance, default);

    static Task<EmbeddedPostgres> StartAsync(DataDirectory data, string binaries) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data, TestSpeed: true) { BinaryFolders = [binaries] }, NullLogger.Instance, default);

    static async Task<T?> ValueAsync<T>(string connectionString, string sql)
    {
        await using var database = new Database(connectionString, TimeProvider.System);
        await using var db = await database.OpenAsync(default);
        return await db.ValueAsync<T>(sql, null, default);
    }

    [Fact]
    public async Task Later_start_is_quick_and_finds_what_was_kept()
    {
        await using (var first = await StartAsync(cluster.Data))
            await ValueAsync<int>(first.ConnectionString, $"{CreateSql}; insert into kept (id) values (1) on conflict do nothing");
        var watch = Stopwatch.StartNew();
        await using var second = await StartAsync(cluster.Data);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(await ValueAsync<bool>(second.ConnectionString, "select exists (select from kept where id = 1)"));
    }

    [Fact]
    public async Task Server_is_private()
    {
        using var temporary = new TemporaryData();
        var data = temporary.Data;
        await using var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(data, TestSpeed: false), NullLogger.Instance, default);
        Assert.Equal("|on|scram-sha-256|UTF8|f", await ValueAsync<string>(embedded.ConnectionString, """
            select concat_ws('|', current_setting('listen_addresses'), current_setting('data_checksums'), current_setting('password_encryption'),
                current_setting('server_encoding'), (select rolsuper from pg_roles where rolname = current_user))
            """));
        Assert.Equal(DataDirectory.PrivateFile, File.GetUnixFileMode(data.PathOf("postgres.secret")));
        Assert.Equal(DataDirectory.PrivateFile, File.GetUnixFileMode(embedded.LogFile));
        Assert.Equal(DataDirectory.Passable, File.GetUnixFileMode(embedded.SocketDirectory));
        Assert.Equal(embedded.SocketDirectory, data.Read("postgres.socket"));
        Assert.DoesNotContain("SECRET", string.Join("\n", (await File.ReadAllTextAsync($"/proc/{embedded.ProcessId}/environ")).Split('\0').Where(v => !v.StartsWith("PATH=", StringComparison.Ordinal))), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Letters_of_all_languages_have_their_small_forms()
    {
        await using var embedded = await StartAsync(cluster.Data);
        Assert.Equal("éñжω", await ValueAsync<string>(embedded.ConnectionString, "select lower('ÉÑЖΩ')"));
    }

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        await using var embedded = await StartAsync(cluster.Data);
        var failure = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ValueAsync<int>(embedded.ConnectionString + ";Password=wrong", "select 1"));
        Assert.Equal("28P01", failure.SqlState);
    }

    [Fact]
    public async Task Second_program_joins_the_running_server_and_leaves_it_running()
    {
        await using var first = await StartAsync(cluster.Data);
        await using (var second = await StartAsync(cluster.Data))
        {
            Assert.Equal((first.ProcessId, false), (second.ProcessId, second.StartedHere));
            Assert.Equal(first.ConnectionString, second.ConnectionString);
        }
        Assert.Equal(1, await ValueAsync<int>(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Two_starts_at_once_make_one_server()
    {
        var both = await Task.WhenAll(StartAsync(cluster.Data), StartAsync(cluster.Data));
        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
        Assert.Single(both, embedded => embedded.StartedHere);
        foreach (var embedded in both.OrderBy(embedded => embedded.StartedHere))
            await embedded.DisposeAsync();
    }

    [Fact]
    public async Task Joined_server_that_stops_is_taken_over()
    {
        var first = await StartAsync(cluster.Data);
        await using var second = await StartAsync(cluster.Data);
        await first.DisposeAsync();
        await Wait.UntilAsync(() => second.StartedHere);
        Assert.Equal(1, await ValueAsync<int>(second.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Killed_server_is_started_again_and_loses_nothing()
    {
        await using var embedded = await StartAsync(cluster.Data);
        await using var database = new Database(embedded.ConnectionString, TimeProvider.System);
        await database.TransactAsync(async tx =>
        {
            await tx.ExecAsync(CreateSql, null, default);
            await tx.ExecAsync("set local synchronous_commit = on", null, default);
            await tx.ExecAsync(KeepSql, new { id = 2 }, default);
        }, default);
        var killed = embedded.ProcessId;
        using (var server = Process.GetProcessById(killed))
            server.Kill();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                await using var db = await database.OpenAsync(default);
                return await db.ValueAsync<bool>("select exists (select from kept where id = 2)", null, default) && embedded.ProcessId != killed;
            }
            catch (Exception failure) when (Transient.Is(failure))
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Server_ends_with_a_program_that_was_killed()
    {
        using var program = await EmbeddedHolder.StartAsync(cluster.Data);
        await using (var joined = await StartAsync(cluster.Data))
        {
            Assert.False(joined.StartedHere);
            program.Kill();
            // The one that had joined goes on with a server of its own.
            await Wait.UntilAsync(() => joined.StartedHere);
            Assert.Equal(1, await ValueAsync<int>(joined.ConnectionString, "select 1"));
        }
        await program.WaitForExitAsync();
    }

    [Fact]
    public async Task Pid_file_of_a_server_that_is_gone_does_not_matter_whose_number_it_holds()
    {
        string pidFile;
        await using (var first = await StartAsync(cluster.Data))
            pidFile = Path.Combine(first.ClusterDirectory, "postmaster.pid");
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{Path.GetDirectoryName(pidFile)}\n");
        await using var second = await StartAsync(cluster.Data);
        Assert.Equal((true, 1), (second.StartedHere, await ValueAsync<int>(second.ConnectionString, "select 1")));
    }

    [Fact]
    public async Task Missing_password_is_said_in_one_sentence()
    {
        var kept = cluster.Data.Read("postgres.secret")!;
        File.Delete(cluster.Data.PathOf("postgres.secret"));
        Assert.Contains("postgres.secret", (await Assert.ThrowsAsync<StorageException>(() => StartAsync(cluster.Data))).Message, StringComparison.Ordinal);
        cluster.Data.Write("postgres.secret", kept);
    }

    [Fact]
    public async Task Missing_program_is_said_with_what_to_install()
    {
        using var temporary = new TemporaryData();
        var failure = await Assert.ThrowsAsync<StorageException>(() => StartAsync(temporary.Data, temporary.Data.FullPath));
        Assert.Contains("apt-get install postgresql", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_of_another_version_is_not_touched()
    {
        using var temporary = new TemporaryData();
        foreach (var name in (string[])["postgres", "initdb"])
        {
            await File.WriteAllTextAsync(temporary.Data.PathOf(name), "#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\n");
            File.SetUnixFileMode(temporary.Data.PathOf(name), DataDirectory.Passable);
        }
        var failure = await Assert.ThrowsAsync<StorageException>(() => StartAsync(cluster.Data, temporary.Data.FullPath));
        Assert.Contains("only 99 is installed", failure.Message, StringComparison.Ordinal);
    }
}
