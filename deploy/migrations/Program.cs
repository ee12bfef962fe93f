Console.Error.WriteLine("This project serves `dotnet ef`; see CONTRIBUTING.md.");
return 1;
