using System.Diagnostics;
using Federated.Instance.Storage;

namespace Federated.Tests.Instance.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    readonly TemporaryData _temporary = new();

    DataDirectory Data => _temporary.Data;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void New_directory_is_closed_to_others_and_passable_only_where_the_database_needs_it()
    {
        Assert.Equal(Environment.IsPrivilegedProcess ? DataDirectory.Passable : DataDirectory.Private, File.GetUnixFileMode(Data.FullPath));
        Assert.Equal(DataDirectory.Private, File.GetUnixFileMode(Data.Folder("media")));
    }

    [Fact]
    public void Secret_is_made_once_and_is_for_its_owner_alone()
    {
        var key = SecretKey.Open(Data, null);
        Assert.Equal(DataDirectory.PrivateFile, File.GetUnixFileMode(Data.PathOf("secret.key")));
        Assert.Equal("kept"u8.ToArray(), SecretKey.Open(Data, "").Unprotect(key.Protect("kept"u8, "test"), "test"));
    }

    [Fact]
    public void Configured_key_is_used_and_none_is_made()
    {
        SecretKey.Open(Data, SecretKey.Make(3));
        Assert.Null(Data.Read(SecretKey.FileName));
    }

    [Fact]
    public void Second_hub_is_told_in_one_sentence()
    {
        using (Assert.IsType<DataDirectoryHeld>(Data.LockForServing()))
            Assert.Contains(Data.FullPath, Assert.IsType<DataDirectoryLocked>(Data.LockForServing()).Sentence, StringComparison.Ordinal);
        Assert.IsType<DataDirectoryHeld>(Data.LockForServing()).Dispose();
    }

    [Fact]
    public async Task Lock_ends_with_a_program_that_was_killed()
    {
        using var holder = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec 9<>\"$0\"; flock 9; echo held; exec sleep 60", Data.PathOf("serve.lock")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        Assert.IsType<DataDirectoryLocked>(Data.LockForServing());
        holder.Kill();
        await holder.WaitForExitAsync();
        Assert.IsType<DataDirectoryHeld>(Data.LockForServing()).Dispose();
    }

    [Fact]
    public void Place_where_nothing_can_be_made_is_said_in_one_sentence() =>
        Assert.Contains("/proc/nothing", Assert.Throws<StorageException>(() => DataDirectory.Open("/proc/nothing")).Message, StringComparison.Ordinal);
}
