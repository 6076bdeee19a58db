using System.Globalization;

namespace Federated.Instance.Storage;

/// <summary>As whom PostgreSQL runs: ourselves, or, since it refuses root, an unprivileged user.</summary>
sealed record ServiceUser(int UserId, int GroupId, bool IsOther)
{
    // The Debian package makes the second one; the first is an operator's own choice.
    static readonly string[] Names = ["federated", "postgres", "nobody"];

    /// <summary>What starts a program as this user, such that it is interrupted when the thread that started it ends.</summary>
    public IEnumerable<string> Bound => ["setpriv", .. Switch, "--pdeathsig", "INT"];

    IEnumerable<string> Switch => IsOther ? ["--reuid", Text(UserId), "--regid", Text(GroupId), "--clear-groups"] : [];

    /// <summary>The owner of the cluster, when there is one already.</summary>
    public static async Task<ServiceUser> FindAsync(string? cluster, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServiceUser(0, 0, false);
        if (cluster is not null && Directory.Exists(cluster))
            return Parse((await ExternalProgram.RunAsync(["stat", "--format=%u:%g", cluster], ct)).Output, 0)
                ?? throw new StorageException($"The owner of {cluster} cannot be found out.");
        foreach (var name in Names)
            if (Parse((await ExternalProgram.RunAsync(["getent", "passwd", name], ct)).Output, 2) is { } user)
                return user;
        throw new StorageException("PostgreSQL does not run as root and there is no other user for it: make one (useradd --system federated).");
    }

    /// <summary>Whether this user can pass through the folder and all above it.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken ct)
    {
        if (!IsOther)
            return true;
        var (exitCode, _) = await ExternalProgram.RunAsync(["setpriv", .. Switch, "test", "-x", folder], ct);
        return exitCode switch
        {
            0 => true,
            1 => false,
            _ => throw new StorageException("PostgreSQL cannot be started as another user: run the hub as an ordinary user, or install util-linux and allow setpriv."),
        };
    }

    public void Own(string path)
    {
        if (IsOther && Posix.ChangeOwner(path, UserId, GroupId) is { } failure)
            throw new StorageException($"{path} cannot be given to the database's user: {failure}.");
    }

    static ServiceUser? Parse(string line, int at)
    {
        var parts = line.Split(':');
        return parts.Length > at + 1
            && int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var user) && user != 0
            && int.TryParse(parts[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? new ServiceUser(user, group, true)
            : null;
    }

    static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
