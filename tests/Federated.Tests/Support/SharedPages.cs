using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Tests.Support;

/// <summary>What reflection finds out about the pages, found out once in a run; every hub gets descriptors of its own, which hold what it has cached.</summary>
sealed class SharedPages : IActionDescriptorCollectionProvider
{
    static readonly Lock Once = new();
    static IReadOnlyList<CompiledPageActionDescriptor>? _pages;

    public SharedPages(IServiceProvider services)
    {
        lock (Once)
            _pages ??= [.. Found(services).Cast<CompiledPageActionDescriptor>()];
        ActionDescriptors = new([.. _pages.Select(Copy)], version: 1);
    }

    public ActionDescriptorCollection ActionDescriptors { get; }

    static IList<ActionDescriptor> Found(IServiceProvider services)
    {
        var context = new ActionDescriptorProviderContext();
        var providers = services.GetServices<IActionDescriptorProvider>().OrderBy(p => p.Order).ToArray();
        foreach (var provider in providers)
            provider.OnProvidersExecuting(context);
        foreach (var provider in providers.Reverse())
            provider.OnProvidersExecuted(context);
        return context.Results;
    }

    static CompiledPageActionDescriptor Copy(CompiledPageActionDescriptor page) => new(page)
    {
        ActionConstraints = page.ActionConstraints,
        AttributeRouteInfo = page.AttributeRouteInfo,
        BoundProperties = page.BoundProperties,
        DeclaredModelTypeInfo = page.DeclaredModelTypeInfo,
        DisplayName = page.DisplayName,
        EndpointMetadata = page.EndpointMetadata,
        FilterDescriptors = page.FilterDescriptors,
        HandlerMethods = page.HandlerMethods,
        HandlerTypeInfo = page.HandlerTypeInfo,
        ModelTypeInfo = page.ModelTypeInfo,
        PageTypeInfo = page.PageTypeInfo,
        Parameters = page.Parameters,
        Properties = page.Properties,
        RouteValues = page.RouteValues,
    };
}
