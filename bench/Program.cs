using Federated.Bench;

var suites = new (string Name, string What, Func<BenchHub, Task<Result>> Run)[]
{
    ("inbox", "signed Creates accepted over HTTP / verified, parsed and stored in process", InboxBench.RunAsync),
    ("deliver", "one post to 500 hosts by the worker / a loop of sign and POST", DeliverBench.RunAsync),
    ("object-hot", "anonymous GETs of 1,000 objects / of a constant", ObjectBench.RunAsync),
};
var wanted = suites.Where(s => args.Length == 0 || args.Contains(s.Name, StringComparer.Ordinal)).ToList();
var latency = args.Length == 0 || args.Contains(LatencyBench.Name, StringComparer.Ordinal);
if (wanted.Count == 0 && !latency)
{
    await Console.Error.WriteLineAsync($"There is no benchmark of that name. There are: {string.Join(", ", suites.Select(s => s.Name).Append(LatencyBench.Name))}.");
    return 2;
}
foreach (var suite in wanted)
{
    await using var hub = await BenchHub.StartAsync();
    var result = await suite.Run(hub);
    Console.WriteLine($"{suite.Name,-12} {suite.What}");
    Console.WriteLine($"{"",-12} {result}");
}
if (latency)
    await LatencyBench.RunAsync(Console.Out);
return 0;
