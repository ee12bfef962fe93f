using OmeNgff.Silo.Hosting;

return await CommandLine.Run(args);
