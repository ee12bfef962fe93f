namespace Orleans;

/// <summary>
/// Sees every call on its way into a grain, on the grain's scheduler; may refuse it by throwing. A grain class that
/// implements it sees its own calls, after the filters of the silo.
/// </summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Sees a call; awaits <c>context.Invoke()</c> to let it pass.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>An <see cref="IIncomingGrainCallFilter"/> as a delegate.</summary>
/// <param name="context">The call.</param>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
