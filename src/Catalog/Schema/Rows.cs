namespace OmeNgff.Catalog.Schema;

/// <summary>One live record in its current version. Written by <see cref="Records.RecordStore"/> alone.</summary>
public sealed class RecordRow
{
    /// <summary>The kind as text.</summary>
    public required string Kind { get; init; }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The current version.</summary>
    public long Version { get; init; }

    /// <summary>The dataset's id.</summary>
    public required string Dataset { get; init; }

    /// <summary>Always <c>dataset</c>: the other half of the foreign key to the dataset.</summary>
    public string DatasetKind { get; init; } = "dataset";

    /// <summary>The name to show and to search.</summary>
    public required string Name { get; init; }

    /// <summary>The canonical address of what the record describes, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The record's JSON, exact to the text.</summary>
    public required string Body { get; init; }

    /// <summary>All words of the record, for highlights.</summary>
    public required string SearchText { get; init; }

    /// <summary>When this version was committed.</summary>
    public DateTime UpdatedAt { get; init; }
}

/// <summary>One version of one record. In the order (transaction, number) these rows are the change feed.</summary>
public sealed class HistoryRow
{
    /// <summary>The kind as text.</summary>
    public required string Kind { get; init; }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The version; goes on counting when a deleted id is used again.</summary>
    public long Version { get; init; }

    /// <summary>When it was committed.</summary>
    public DateTime At { get; init; }

    /// <summary>Who committed it.</summary>
    public required string By { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>JSON Pointers of the members that changed.</summary>
    public required string[] Changed { get; init; }

    /// <summary>The record's JSON, or null when this version is its deletion.</summary>
    public string? Body { get; init; }

    /// <summary>The incarnation of the database in which it was written.</summary>
    public int Incarnation { get; init; } = 1;

    /// <summary>The PostgreSQL transaction that wrote it.</summary>
    public long Transaction { get; init; }

    /// <summary>Its number within the transaction, from 0.</summary>
    public int Number { get; init; }
}

/// <summary>A reference of one record to another, as a foreign key.</summary>
public sealed class ReferenceRow
{
    /// <summary>The kind of the record that refers.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The reference's place among those of the record, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>What the target is to the record; see <see cref="Records.ReferenceRole"/>.</summary>
    public short Role { get; init; }

    /// <summary>The kind of the record that is referred to.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Its id.</summary>
    public required string TargetId { get; init; }
}

/// <summary>That an image referenced an array until a time, so that the levels of an array can be found as they were. Kept
/// for ever.</summary>
public sealed class FormerReferenceRow
{
    /// <summary>The kind of the record that referred.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What the target was to the record; see <see cref="Records.ReferenceRole"/>.</summary>
    public short Role { get; init; }

    /// <summary>The kind of the record that was referred to.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Its id.</summary>
    public required string TargetId { get; init; }

    /// <summary>The time of the version of the record that refers to the target no more.</summary>
    public DateTime Until { get; init; }
}

/// <summary>An operation that its caller named, so that a repeat is known.</summary>
public sealed class OperationRow
{
    /// <summary>Who asked.</summary>
    public required string Caller { get; init; }

    /// <summary>The caller's name for it.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of what was asked, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>When it was carried out.</summary>
    public DateTime At { get; init; }

    /// <summary>The name of its last change.</summary>
    public required string Change { get; init; }

    /// <summary>The versions it wrote, as JSON: reference → version.</summary>
    public required string Versions { get; init; }

    /// <summary>The HTTP status of the first answer, or null when it never was made.</summary>
    public int? Status { get; init; }

    /// <summary>The headers and the body of the first answer, or null.</summary>
    public byte[]? Answer { get; init; }
}

/// <summary>The revision of what an image group publishes.</summary>
public sealed class ImageViewRow
{
    /// <summary>The image's id; the row stays when the image is deleted.</summary>
    public required string ImageId { get; init; }

    /// <summary>Rises whenever the image or one of its arrays changes.</summary>
    public long ViewRevision { get; init; }
}

/// <summary>Which image group stands for an imported source. Identity is (address, index in <c>multiscales</c>).</summary>
public sealed class SourceRow
{
    /// <summary>The canonical address of the Zarr group.</summary>
    public required string Address { get; init; }

    /// <summary>The index in <c>multiscales</c>.</summary>
    public int Multiscale { get; init; }

    /// <summary>The image's id.</summary>
    public required string ImageId { get; init; }

    /// <summary>Always <c>image</c>.</summary>
    public string ImageKind { get; init; } = "image";

    /// <summary>SHA-256 of the source's documents when they were taken over, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The versions that the import wrote, as JSON: reference → version.</summary>
    public required string Versions { get; init; }
}

/// <summary>An import, kept so that one that was accepted is finished even after a crash.</summary>
public sealed class ImportRow
{
    /// <summary>The import's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>queued, running, succeeded, failed or cancelled.</summary>
    public required string State { get; set; }

    /// <summary>The import's status document.</summary>
    public required string Status { get; set; }
}

/// <summary>A silo of the cluster, running or gone, as the membership protocol of Orleans describes it.</summary>
public sealed class SiloRow
{
    /// <summary>Its IP address, port and generation: <c>10.0.0.5:11111@123456</c>. A silo that starts again is another one.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>What it is doing, by Orleans' name: Joining, Active, ShuttingDown, Stopping, Dead.</summary>
    public required string Status { get; init; }

    /// <summary>The name it goes by in logs.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its machine.</summary>
    public required string HostName { get; init; }

    /// <summary>The port for clients that are no silos; 0, for there are none.</summary>
    public int GatewayPort { get; init; }

    /// <summary>When it started.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>When it last said that it is alive.</summary>
    public DateTime AliveAt { get; init; }

    /// <summary>The silos that suspect it to be gone.</summary>
    public required string[] SuspectedBy { get; init; }

    /// <summary>When each of them said so.</summary>
    public required DateTime[] SuspectedAt { get; init; }
}

/// <summary>The version of the table of silos as a whole, which orders all changes of it; one row.</summary>
public sealed class MembershipRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>Rises with every change of a silo's status or of the suspicions.</summary>
    public int Version { get; init; }
}

/// <summary>Facts about this catalog as a whole; one row.</summary>
public sealed class CatalogRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>Rises when a database is restored, so that names of changes are never used twice.</summary>
    public int Incarnation { get; init; } = 1;

    /// <summary>The server, timeline and database that the incarnation belongs to; null before the first start.</summary>
    public string? Identity { get; init; }

    /// <summary>The format that every entry of the search index has at least; 0 before the index was complete once.
    /// </summary>
    public int SearchFormat { get; init; }

    /// <summary>What cursors are signed with.</summary>
    public Guid CursorKey { get; init; }

    /// <summary>The migration that a release has to know to run on this schema: later ones only added what it can do without.
    /// </summary>
    public string CompatibleWith { get; init; } = SchemaMigration.CompatibleWith;
}
