using System.Runtime.InteropServices;
using Federated.Instance.Actors;
using Federated.Instance.Storage;

namespace Federated.Instance.Transfers;

/// <summary>What people take along from one server to another, each in a file of its own.</summary>
public enum TransferKind
{
    Following,
    Followers,
    Blocks,
    Mutes,
    Servers,
    Lists,
    Bookmarks,
}

/// <summary>A row to be written, and its place in the order of the rows.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TransferRow(TransferPlace Place, string[] Cells);

/// <summary>Where a page of rows goes on.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TransferPlace(long First, long Second = 0);

/// <summary>What looking for the one whom a row means came to.</summary>
public abstract record Taking
{
    Taking() { }

    /// <summary>What is to be done, in the transaction in which the row ends. Null when it is done; else nothing is.</summary>
    public sealed record Ready(Func<Tx, Task<Taking?>> Do) : Taking;

    /// <summary>Trying again will not help.</summary>
    public sealed record Never(string Code) : Taking;

    /// <summary>Its server does not answer now, or something else has to come first.</summary>
    public sealed record Later(string Code) : Taking;

    /// <summary>What a use case said.</summary>
    public static Taking? Of<T>(Result<T> result) => result.Ok ? null : new Never(result.Code);
}

/// <summary>One kind of what people take along: how its files look, as other servers of the fediverse write and read them.</summary>
public interface IExport
{
    TransferKind Kind { get; }

    /// <summary>The names of the columns. The first row of a file that comes in may name them in any order; without names the order is this one.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Whether the file begins with these names.</summary>
    bool Named { get; }

    /// <summary>The rows after a place.</summary>
    Task<IReadOnlyList<TransferRow>> PageAsync(Db db, long accountId, TransferPlace after, int count, CancellationToken ct);
}

/// <summary>A kind that people can bring, too.</summary>
public interface IImport : IExport
{
    /// <summary>Finds what a row of somebody's file means; may ask its server.</summary>
    Task<Taking> FindAsync(Actor owner, IReadOnlyList<string> cells, CancellationToken ct);
}
