using System.Globalization;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Imports;

/// <summary>How far a registration is.</summary>
internal sealed class RegisterProgress
{
    /// <summary>How many lines are registered.</summary>
    public long Registered { get; private set; }

    /// <summary>How many failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Both in words.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"Registering: {Registered} registered, {Failed} failed");

    /// <summary>Counts an answer.</summary>
    public void Count(BatchAnswer answer)
    {
        if (answer.Problem is null)
        {
            Registered++;
        }
        else
        {
            Failed++;
        }
    }
}
