namespace OmeNgff.InProcess.Tests.Grains;

/// <summary>A record with a version, as the catalog's grains hold one.</summary>
[Alias("test.version")]
public interface IVersionGrain : IGrainWithStringKey
{
    /// <summary>Writes when the version is the present one. Answers with the version that then stands.</summary>
    [Alias("write")]
    Task<Written> Write(int basedOn, string text);
}

[GenerateSerializer]
[Immutable]
[Alias("test.written")]
public sealed record Written(
    [property: Id(0)] bool Accepted,
    [property: Id(1)] int Version,
    [property: Id(2)] string Text);

internal sealed class VersionGrain : Grain, IVersionGrain
{
    private int _version;
    private string _text = "";

    public async Task<Written> Write(int basedOn, string text)
    {
        if (basedOn != _version)
        {
            return new Written(false, _version, _text);
        }

        await Task.Yield();
        _version++;
        _text = text;
        return new Written(true, _version, _text);
    }
}
