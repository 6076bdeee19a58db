using Federated.Web.Commands;

return await CommandLine.RunAsync(args);
