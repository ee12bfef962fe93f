using OmeNgff.InProcess.Activations;

namespace OmeNgff.InProcess.Calls;

/// <summary>A call that is answered with a value.</summary>
internal sealed class GrainCall<T>(
    GrainMethod method,
    GrainAddress address,
    object?[] arguments,
    ActivationDirectory directory)
    : GrainCall(method, address, arguments, directory)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override object? ResultOf(Task completed) => ((Task<T>)completed).Result;

    protected override bool TryAnswer(Task completed) => _completion.TrySetFromTask((Task<T>)completed);

    protected override bool TryAnswer(object? result) =>
        _completion.TrySetResult(result is null ? default! : (T)result);

    protected override bool TryFail(Exception exception) => _completion.TrySetException(exception);
}

/// <summary>A call that is answered with nothing.</summary>
internal sealed class VoidGrainCall(
    GrainMethod method,
    GrainAddress address,
    object?[] arguments,
    ActivationDirectory directory)
    : GrainCall(method, address, arguments, directory)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _completion.Task;

    public override object? ResultOf(Task completed) => null;

    protected override bool TryAnswer(Task completed) => _completion.TrySetFromTask(completed);

    protected override bool TryAnswer(object? result) => _completion.TrySetResult();

    protected override bool TryFail(Exception exception) => _completion.TrySetException(exception);
}
