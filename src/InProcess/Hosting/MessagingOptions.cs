namespace Orleans.Configuration;

/// <summary>How calls are waited for.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer; the default is 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a call that timed out is cancelled; the default is false.</summary>
    public bool CancelRequestOnTimeout { get; set; }
}

/// <summary>How the silo's own calls are waited for.</summary>
public class SiloMessagingOptions : MessagingOptions;
