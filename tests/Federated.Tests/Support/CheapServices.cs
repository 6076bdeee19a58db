using Federated.Instance.Actors;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Support;

/// <summary>What a thousand hubs of a run spare themselves: new RSA keys, slow hashes, reflection over the pages.</summary>
static class CheapServices
{
    public static IServiceCollection MakeCheap(this IServiceCollection services) => services
        .AddSingleton(new KeyMaker(KeyPool.NextBytes))
        .Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000)
        .AddSingleton<IActionDescriptorCollectionProvider, SharedPages>();
}
