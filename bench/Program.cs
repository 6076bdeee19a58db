using Federated.Bench;

var suites = new (string Name, string What, Func<BenchHub, Task<Result>> Run)[]
{
    ("inbox", "signed Creates accepted over HTTP / verified, parsed and stored in process", InboxBench.RunAsync),
    ("deliver", "one post to 500 hosts by the worker / a loop of sign and POST", DeliverBench.RunAsync),
    ("object-hot", "anonymous GETs of 1,000 objects / of a constant", ObjectBench.RunAsync),
};
var reports = new (string Name, Func<TextWriter, Task> Run)[]
{
    (LatencyBench.Name, LatencyBench.RunAsync),
    (IdleBench.Name, IdleBench.RunAsync),
    (FuzzBench.Name, FuzzBench.RunAsync),
};
var names = suites.Select(s => s.Name).Concat(reports.Select(r => r.Name)).ToList();
if (args.Except(names, StringComparer.Ordinal).Any())
{
    await Console.Error.WriteLineAsync($"There is no benchmark of that name. There are: {string.Join(", ", names)}.");
    return 2;
}
bool Wanted(string name) => (args.Length == 0 && name != FuzzBench.Name) || args.Contains(name, StringComparer.Ordinal);
foreach (var suite in suites.Where(s => Wanted(s.Name)))
{
    await using var hub = await BenchHub.StartAsync();
    var result = await suite.Run(hub);
    Console.WriteLine($"{suite.Name,-12} {suite.What}");
    Console.WriteLine($"{"",-12} {result}");
}
foreach (var report in reports.Where(r => Wanted(r.Name)))
    await report.Run(Console.Out);
return 0;
