namespace OmeNgff.Silo.Observability;

/// <summary>Tells whoever started the node that it is ready, in the form of its log.</summary>
internal static partial class ReadyEvent
{
    /// <summary>Tells the address.</summary>
    internal static void Tell(IServiceProvider services, LogFormat format, Uri address)
    {
        var text = address.ToString().TrimEnd('/');
        if (format == LogFormat.Text)
        {
            Console.WriteLine($"OmeNgff is ready: {text}");
        }
        else
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("OmeNgff.Silo.Hosting");
            LogReady(logger, text);
        }
    }

    /// <summary>The node answers requests at this address.</summary>
    /// <remarks>None.</remarks>
    [LoggerMessage(EventId = 1300, EventName = "node-ready", Level = LogLevel.Information,
        Message = "OmeNgff is ready: {Address}")]
    private static partial void LogReady(ILogger logger, string address);
}
