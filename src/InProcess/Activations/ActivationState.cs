namespace OmeNgff.InProcess.Activations;

/// <summary>How far an activation has come; it only moves down this list.</summary>
internal enum ActivationState
{
    Activating,
    Active,
    Deactivating,
    Ended,
}
