namespace OmeNgff.InProcess.Tests;

internal static class Patience
{
    /// <summary>Far more than anything here takes; only a defect reaches it.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task InTime(this Task task) => task.WaitAsync(Limit);
}
