using System.Globalization;
using Federated.Bench;

if (args is [FloorServer.Verb, var data, var hub, var port])
{
    await FloorServer.RunAsync(data, int.Parse(hub, CultureInfo.InvariantCulture), int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

var minutes = 10;
var benches = new (string Name, string What, bool Always, Func<Report, Task> Run)[]
{
    (VerifyBench.Name, VerifyBench.What, true, VerifyBench.RunAsync),
    (InboxAcceptBench.Name, InboxAcceptBench.What, true, InboxAcceptBench.RunAsync),
    (InboxProcessBench.Name, InboxProcessBench.What, true, InboxProcessBench.RunAsync),
    (DeliverBench.Name, DeliverBench.What, true, DeliverBench.RunAsync),
    (FanoutBench.Name, FanoutBench.What, true, FanoutBench.RunAsync),
    (HomeBench.Name, HomeBench.What, true, HomeBench.RunAsync),
    (HomeApiBench.Name, HomeApiBench.What, true, HomeApiBench.RunAsync),
    (ObjectBench.Name, ObjectBench.What, true, ObjectBench.RunAsync),
    (LatencyBench.Name, LatencyBench.What, true, LatencyBench.RunAsync),
    (IdleBench.Name, IdleBench.What, true, IdleBench.RunAsync),
    (MixedBench.Name, MixedBench.What, false, report => MixedBench.RunAsync(report, minutes)),
    (FuzzBench.Name, FuzzBench.What, false, FuzzBench.RunAsync),
};
var names = args.ToList();
if (names is [MixedBench.Name, var length])
{
    minutes = int.Parse(length, CultureInfo.InvariantCulture);
    names.RemoveAt(1);
}
if (names.Except(benches.Select(b => b.Name), StringComparer.Ordinal).Any())
{
    await Console.Error.WriteLineAsync($"There is no benchmark of that name. There are: {string.Join(", ", benches.Select(b => b.Name))}.");
    return 2;
}
foreach (var bench in benches.Where(b => names.Count == 0 ? b.Always : names.Contains(b.Name, StringComparer.Ordinal)))
    await bench.Run(new Report(bench.Name, bench.What, Console.Out));
return 0;
