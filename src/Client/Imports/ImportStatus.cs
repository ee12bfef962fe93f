using OmeNgff.Client.Problems;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Imports;

/// <summary>What is asked of an import.</summary>
/// <param name="Source">The address or absolute path of a store or a folder of stores.</param>
/// <param name="Dataset">The dataset of new records; <c>default</c> when null.</param>
/// <param name="Recursive">True, also when not given, to look below folders and groups that hold no image.</param>
public sealed record ImportRequest(string Source, string? Dataset = null, bool? Recursive = null);

/// <summary>How far an import is.</summary>
public enum ImportState
{
    /// <summary>Accepted, not begun.</summary>
    Queued,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Done; at least one image or collection stands for the source.</summary>
    Succeeded,

    /// <summary>Done; nothing usable was found.</summary>
    Failed,

    /// <summary>Stopped on request; what was registered until then stays.</summary>
    Cancelled,
}

/// <summary>An import and its progress. Counts are of image groups, label images included, and of scenes.</summary>
public sealed record ImportStatus
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>What is imported, as an address.</summary>
    public required string Source { get; init; }

    /// <summary>The dataset of new records.</summary>
    public required string Dataset { get; init; }

    /// <summary>True to look below folders and groups that hold no image.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>How far it is.</summary>
    public ImportState State { get; init; }

    /// <summary>Image groups and scenes found so far; plates, wells and series group what is counted itself.</summary>
    public int Found { get; init; }

    /// <summary>Newly registered.</summary>
    public int Registered { get; init; }

    /// <summary>Changed in the source since the last import, and taken over.</summary>
    public int Updated { get; init; }

    /// <summary>Known and unchanged.</summary>
    public int Unchanged { get; init; }

    /// <summary>Changed both in the source and in the catalog; left alone.</summary>
    public int Drifted { get; init; }

    /// <summary>Found and not usable.</summary>
    public int Failed { get; init; }

    /// <summary>What was not usable, and why.</summary>
    public EquatableArray<ImportError> Errors { get; init; }

    /// <summary>The ids of all images that now stand for the source, images before their labels.</summary>
    public EquatableArray<string> Images { get; init; }

    /// <summary>The ids of the collections that now stand for plates, wells, series and scenes in the source, wells before
    /// their plates.</summary>
    public EquatableArray<string> Collections { get; init; }

    /// <summary>Why the whole import failed, in the form of every problem; only when <see cref="State"/> is
    /// failed.</summary>
    public Problem? Problem { get; init; }

    /// <summary>True when nothing more will happen.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsDone => State is ImportState.Succeeded or ImportState.Failed or ImportState.Cancelled;
}

/// <summary>One thing in a source that was not usable.</summary>
/// <param name="Path">The address of the file or folder.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record ImportError(string Path, string Message)
{
    /// <summary>The rule that is broken, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>JSON Pointer into the file, or null.</summary>
    public string? Pointer { get; init; }
}
