namespace Orleans;

/// <summary>The kinds of reason for which an activation ends in one process.</summary>
public enum DeactivationReasonCode
{
    /// <summary>No reason is known.</summary>
    None,

    /// <summary>The host stops.</summary>
    ShuttingDown,

    /// <summary>The activation failed.</summary>
    ActivationFailed,

    /// <summary>No call came for <c>GrainCollectionOptions.CollectionAge</c>.</summary>
    ActivationIdle,

    /// <summary>The grain called <c>DeactivateOnIdle</c>.</summary>
    ApplicationRequested,
}
