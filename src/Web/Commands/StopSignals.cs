using System.Runtime.InteropServices;

namespace Federated.Web.Commands;

/// <summary>SIGTERM, SIGINT and SIGQUIT as a cancellation: what runs ends in its own order.</summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _stopping = new();
    readonly PosixSignalRegistration[] _registrations;

    public StopSignals() =>
        _registrations = [.. ((PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT]).Select(s => PosixSignalRegistration.Create(s, Stop))];

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stopping.Dispose();
    }

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopping.Cancel();
    }
}
