using OmeNgff.InProcess.Tests.Grains;

namespace OmeNgff.InProcess.Tests.Calls;

/// <summary>The silo's filter: notes the calls to <see cref="ICallGrain"/>, refuses one, replaces results.</summary>
internal sealed class TestFilter(Signals signals) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(ICallGrain))
        {
            var key = ((IAddressable)context.Grain).GetPrimaryKeyString();
            var first = context.Request.GetArgumentCount() == 0 ? "" : $"{context.Request.GetArgument(0)}";
            signals.Note($"filter {key}", $"{context.MethodName}({first})");
            if (context.MethodName == nameof(ICallGrain.Forbidden))
            {
                throw new UnauthorizedAccessException($"{context.ImplementationMethod.Name} is forbidden.");
            }
        }

        await context.Invoke();
        if (context.MethodName == nameof(ICallGrain.Replaced)
            || context.InterfaceMethod.DeclaringType == typeof(IOwnFilterGrain))
        {
            context.Result = $"{context.Result}, seen by the silo";
        }
    }
}
