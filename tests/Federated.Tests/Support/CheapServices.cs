using Federated.Instance.Actors;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Support;

/// <summary>What a thousand hubs of a run spare themselves: new RSA keys, slow hashes, reflection over the pages, a watch over the files in wwwroot.</summary>
static class CheapServices
{
    static readonly Lock Once = new();
    static IFileVersionProvider? _versions;

    public static IServiceCollection MakeCheap(this IServiceCollection services) => services
        .AddSingleton(new KeyMaker(KeyPool.NextBytes))
        .Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000)
        .AddSingleton<IActionDescriptorCollectionProvider, SharedPages>()
        .AddSingleton(Versions(services.Last(s => s.ServiceType == typeof(IFileVersionProvider)).ImplementationType!));

    /// <summary>The framework's, one for all: each would watch the files with an inotify instance that it never gives back, and a user has 128 of them.</summary>
    static Func<IServiceProvider, IFileVersionProvider> Versions(Type type) => services =>
    {
        lock (Once)
            return _versions ??= (IFileVersionProvider)ActivatorUtilities.CreateInstance(services, type);
    };
}
