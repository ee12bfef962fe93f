using Microsoft.Extensions.Logging.Console;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Observability;

/// <summary>How a node logs: to its standard output, as text for people or as JSON lines for programs.</summary>
internal static class NodeLogging
{
    /// <summary>Configures the log.</summary>
    internal static void Configure(ILoggingBuilder logging, SiloOptions options)
    {
        logging.ClearProviders();
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName)
                .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        // Of frameworks what went wrong, however much is asked of the catalog itself.
        logging.SetMinimumLevel(AtLeast(LogLevel.Warning));
        logging.AddFilter("OmeNgff", options.LogLevel);
        logging.AddFilter("Orleans", AtLeast(LogLevel.Error));
        // Commands that fail are told where they are made; on a new database one fails on purpose.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        // It begins an activity for each request wherever its log might be read; what fails is told by others.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        LogLevel AtLeast(LogLevel level) => options.LogLevel > level ? options.LogLevel : level;
    }
}

/// <summary>How a log is written.</summary>
public enum LogFormat
{
    /// <summary>A line of text for each event.</summary>
    Text,

    /// <summary>A line with one JSON object for each event.</summary>
    Json,
}
