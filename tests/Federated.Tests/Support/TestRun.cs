using System.Reflection;
using Federated.Tests.Interop;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Federated.Tests.Support.TestRun", "Federated.Tests")]

namespace Federated.Tests.Support;

/// <summary>xunit's own framework, and at the end of the run an end of what the run shares: later the process is killed.</summary>
public sealed class TestRun(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink messages, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, messages, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await FedifyProcess.StopAsync();
            await TestCluster.StopAsync();
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
