using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Federated.Federation.Signatures;

/// <summary>
/// As many copies of one key as there are threads that use it at once: instances of <see cref="AsymmetricAlgorithm"/>
/// are not promised to be safe for use by two threads, and importing one for each use costs four to seven times more
/// than the use.
/// </summary>
sealed class KeyPool<T>(Func<T> import)
    where T : AsymmetricAlgorithm
{
    readonly ConcurrentStack<T> _idle = new();

    internal TResult Use<TArgument, TResult>(TArgument argument, Func<T, TArgument, TResult> use)
        where TArgument : allows ref struct
    {
        if (!_idle.TryPop(out var key))
            key = import();
        try
        {
            return use(key, argument);
        }
        finally
        {
            _idle.Push(key);
        }
    }
}
