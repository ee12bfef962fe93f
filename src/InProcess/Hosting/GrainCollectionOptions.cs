namespace Orleans.Configuration;

/// <summary>When idle grains leave the memory.</summary>
public class GrainCollectionOptions
{
    /// <summary>How long no call has come to a grain before it may be deactivated; the default is 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle grains are looked for, less than the age; the default is one minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long <c>OnActivateAsync</c> is told to give up; the default is 30 seconds.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long <c>OnDeactivateAsync</c> is told to give up; the default is 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
