using System.Net.Sockets;
using System.Text;

namespace Federated.Web.Hosting;

/// <summary>Tells systemd when the hub is ready and when it stops (sd_notify(3)); without systemd it does nothing.</summary>
sealed class SystemdNotify(IHostApplicationLifetime lifetime) : IHostedService
{
    readonly string? _path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    public Task StartAsync(CancellationToken ct)
    {
        lifetime.ApplicationStarted.Register(() => Send("READY=1"));
        lifetime.ApplicationStopping.Register(() => Send("STOPPING=1"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    void Send(string state)
    {
        if (string.IsNullOrEmpty(_path))
            return;
        // A leading @ stands for the NUL byte of an abstract socket.
        var address = new UnixDomainSocketEndPoint(_path[0] == '@' ? $"\0{_path[1..]}" : _path);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (SocketException)
        {
            // The supervisor is gone; there is nobody to tell.
        }
    }
}
