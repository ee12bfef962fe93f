namespace Orleans;

/// <summary>Converts a type that has no serializer to one that has. Never called in one process.</summary>
/// <typeparam name="TValue">The type without a serializer.</typeparam>
/// <typeparam name="TSurrogate">The type that is sent in its place.</typeparam>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>The value that the surrogate stands for.</summary>
    /// <param name="surrogate">What was received.</param>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>The surrogate to send for the value.</summary>
    /// <param name="value">What is to be sent.</param>
    TSurrogate ConvertToSurrogate(in TValue value);
}
