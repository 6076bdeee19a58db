using System.Globalization;
using Federated.Federation;
using Federated.Instance.Media;
using Federated.Instance.Storage;
using Federated.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Tests.Instance.Media;

/// <summary>The program that reads strangers' pictures has its limits.</summary>
public sealed class ThumbnailerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;
    MediaFiles Files => new(DataDirectory.Open(_folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_runs_with_little_memory_time_and_room_and_without_our_environment()
    {
        var seen = Path.Combine(_folder, "seen");
        using var pictures = Instead($"(ulimit -v; ulimit -t; ulimit -c; env; pwd; echo \"$@\") > {seen}");
        Assert.Null(await pictures.MakeAsync(new byte[3], 64, default));

        var said = (await File.ReadAllLinesAsync(seen)).ToList();
        Assert.Equal([(Limits.PictureMemory / 1024).ToString(CultureInfo.InvariantCulture), Limits.PictureTime.TotalSeconds.ToString(CultureInfo.InvariantCulture), "0"], said[..3]);
        Assert.Contains("VIPS_BLOCK_UNTRUSTED=1", said);
        Assert.DoesNotContain(said, s => s.StartsWith("DOTNET", StringComparison.Ordinal) || s.StartsWith("FEDERATED", StringComparison.Ordinal));
        Assert.StartsWith(Path.Combine(DataDirectory.Open(_folder).FullPath, "media", "work-"), said[^2], StringComparison.Ordinal);
        Assert.StartsWith("in --size 64x64> ", said[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_folder, "media")));
    }

    [Fact]
    public async Task What_takes_too_long_is_stopped()
    {
        using var pictures = Instead("exec sleep 60", TimeSpan.FromMilliseconds(200));
        var started = TimeProvider.System.GetTimestamp();

        Assert.Null(await pictures.MakeAsync(new byte[3], 64, default));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(Limits.PictureFileBytes, true)]
    [InlineData(Limits.PictureFileBytes + 1, false)]
    public async Task What_grows_too_large_is_no_picture(int bytes, bool fits)
    {
        var head = Path.Combine(_folder, "head");
        await File.WriteAllBytesAsync(head, [.. "RIFF\0\0\0\0WEBPVP8L"u8, .. BitConverter.GetBytes(bytes - 20), 0x2f, .. new byte[10]]);
        using var pictures = Instead($"(cat {head}; head -c {(bytes - 31).ToString(CultureInfo.InvariantCulture)} /dev/zero) > out.webp");

        Assert.Equal(fits, await pictures.MakeAsync(new byte[3], 64, default) is not null);
    }

    [Theory]
    [InlineData("cp in out.webp")]
    [InlineData("cp in out.webp; exit 1")]
    [InlineData("true")]
    [InlineData("yes >&2 | head -c 100000 >&2; exit 3")]
    public async Task What_is_no_small_WebP_is_no_picture(string script)
    {
        using var pictures = Instead(script);

        Assert.Null(await pictures.MakeAsync(TestPictures.Png(70, 70), 64, default));
    }

    [Fact]
    public async Task Two_work_at_once()
    {
        var go = Path.Combine(_folder, "go");
        using var pictures = Instead($"touch {_folder}/at-$$; while [ ! -e {go} ]; do sleep 0.02; done");
        var three = Enumerable.Range(0, Limits.PictureWorkers + 1).Select(_ => pictures.MakeAsync(new byte[3], 64, default)).ToList();
        var started = TimeProvider.System.GetTimestamp();
        while (Started() < Limits.PictureWorkers && TimeProvider.System.GetElapsedTime(started) < Patience.Most)
            await Task.Delay(10);

        Assert.Equal(Limits.PictureWorkers, Started());
        await File.WriteAllTextAsync(go, "");
        await Task.WhenAll(three);
        Assert.Equal(Limits.PictureWorkers + 1, Started());

        int Started() => Directory.EnumerateFiles(_folder, "at-*").Count();
    }

    [Fact]
    public async Task So_many_wait_for_one_host_and_for_all()
    {
        using var turns = new HostTurns(Limits.PicturesPerHost, Limits.PictureFetches);
        var (go, inside) = (new TaskCompletionSource(), 0);
        var hosts = Limits.PictureFetches / Limits.PicturesPerHost;
        var work = Enumerable.Range(0, (hosts + 1) * (Limits.PicturesPerHost + 1)).Select(i => turns.TakeAsync($"host{i % (hosts + 1)}", async () =>
        {
            Interlocked.Increment(ref inside);
            await go.Task;
            return i;
        }, default)).ToList();

        Assert.Equal(Limits.PictureFetches, inside);
        go.SetResult();
        Assert.Equal(work.Count, (await Task.WhenAll(work)).Distinct().Count());
    }

    [Fact]
    public void A_program_that_is_not_there_is_noticed()
    {
        using var pictures = new Thumbnailer(Files, NullLogger<Thumbnailer>.Instance, "no-such-program");
        Assert.False(pictures.Works);
        using var real = new Thumbnailer(Files, NullLogger<Thumbnailer>.Instance);
        Assert.True(real.Works, "install libvips-tools");
    }

    /// <summary>A script in place of the program.</summary>
    Thumbnailer Instead(string script, TimeSpan? time = null)
    {
        var program = Path.Combine(_folder, "program");
        File.WriteAllText(program, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Thumbnailer(Files, NullLogger<Thumbnailer>.Instance, program, time);
    }
}
