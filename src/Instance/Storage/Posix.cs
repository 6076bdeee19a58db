using System.Runtime.InteropServices;

namespace Federated.Instance.Storage;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
static partial class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    public static bool Signal(int processId, int signal) => KillCall(processId, signal) == 0;

    /// <summary>Null when it worked, else why not.</summary>
    public static string? ChangeOwner(string path, int user, int group) =>
        LchownCall(path, user, group) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    /// <summary>The path without links; the same path when it does not exist.</summary>
    public static string RealPath(string path)
    {
        var found = RealPathCall(path, 0);
        if (found == 0)
            return path;
        var real = Marshal.PtrToStringUTF8(found)!;
        FreeCall(found);
        return real;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LchownCall(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPathCall(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void FreeCall(nint memory);
}
