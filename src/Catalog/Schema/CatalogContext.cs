using System.Text;
using Microsoft.EntityFrameworkCore;

namespace OmeNgff.Catalog.Schema;

/// <summary>The schema, for migrations and queries. Hot writes go by Npgsql batches in <see cref="Records.RecordStore"/>.</summary>
public sealed class CatalogContext(DbContextOptions<CatalogContext> options) : DbContext(options)
{
    /// <summary>Live records.</summary>
    public DbSet<RecordRow> Records => Set<RecordRow>();

    /// <summary>Every version of every record, and the change feed.</summary>
    public DbSet<HistoryRow> History => Set<HistoryRow>();

    /// <summary>References between records.</summary>
    public DbSet<ReferenceRow> References => Set<ReferenceRow>();

    /// <summary>References of images to arrays that are no more.</summary>
    public DbSet<FormerReferenceRow> FormerReferences => Set<FormerReferenceRow>();

    /// <summary>The revisions of what image groups publish.</summary>
    public DbSet<ImageViewRow> ImageViews => Set<ImageViewRow>();

    /// <summary>Operations that callers named.</summary>
    public DbSet<OperationRow> Operations => Set<OperationRow>();

    /// <summary>Imported sources.</summary>
    public DbSet<SourceRow> Sources => Set<SourceRow>();

    /// <summary>Imports.</summary>
    public DbSet<ImportRow> Imports => Set<ImportRow>();

    /// <summary>The silos of the cluster.</summary>
    public DbSet<SiloRow> Silos => Set<SiloRow>();

    /// <summary>The version of the cluster's membership.</summary>
    public DbSet<MembershipRow> Membership => Set<MembershipRow>();

    /// <summary>Facts about the catalog.</summary>
    public DbSet<CatalogRow> Catalog => Set<CatalogRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // The search index is no part of this model, which cannot say partitions: its migration has its statements.
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.HasPostgresExtension("cube");
        modelBuilder.HasPostgresExtension("btree_gist");

        modelBuilder.Entity<RecordRow>(table =>
        {
            table.ToTable("records");
            table.HasKey(row => new { row.Kind, row.Id });
            table.Property(row => row.Body).HasColumnType("json");
            table.HasIndex(row => row.Address);
            table.HasIndex(row => row.Name).HasMethod("hash");
            // The dataset first: an index that begins with the kind could be taken for that of the key, by plans that were
            // made while the table was empty.
            table.HasIndex(row => new { row.Dataset, row.Kind, row.Id });
            // Every record's dataset exists; a dataset that still has records cannot be deleted.
            table.HasOne<RecordRow>().WithMany().HasForeignKey(row => new { row.DatasetKind, row.Dataset })
                .OnDelete(DeleteBehavior.NoAction).HasConstraintName("records_dataset");
        });
        modelBuilder.Entity<HistoryRow>(table =>
        {
            table.ToTable("history");
            table.HasKey(row => new { row.Kind, row.Id, row.Version });
            table.Property(row => row.Body).HasColumnType("json");
            table.Property(row => row.Incarnation).HasDefaultValue(1);
            table.HasIndex(row => new { row.Incarnation, row.Transaction, row.Number }).IsUnique();
        });
        modelBuilder.Entity<ReferenceRow>(table =>
        {
            table.ToTable("record_references");
            table.HasKey(row => new { row.Kind, row.Id, row.Ordinal });
            table.HasIndex(row => new { row.TargetKind, row.TargetId });
            table.HasOne<RecordRow>().WithMany().HasForeignKey(row => new { row.Kind, row.Id })
                .OnDelete(DeleteBehavior.Cascade).HasConstraintName("record_references_record");
            table.HasOne<RecordRow>().WithMany().HasForeignKey(row => new { row.TargetKind, row.TargetId })
                .OnDelete(DeleteBehavior.NoAction).HasConstraintName("record_references_target");
        });
        modelBuilder.Entity<FormerReferenceRow>(table =>
        {
            table.ToTable("former_references");
            // By (kind, id) the key is asked. No foreign keys: both may be gone.
            table.HasKey(row => new { row.Kind, row.Id, row.Until, row.Role, row.TargetKind, row.TargetId });
            table.HasIndex(row => new { row.TargetKind, row.TargetId });
        });
        modelBuilder.Entity<ImageViewRow>(table =>
        {
            table.ToTable("image_views");
            // No foreign key: the row outlives its image, so that revisions of an id never start over.
            table.HasKey(row => row.ImageId);
        });
        modelBuilder.Entity<OperationRow>(table =>
        {
            table.ToTable("operations");
            table.HasKey(row => new { row.Caller, row.Key });
            table.Property(row => row.Versions).HasColumnType("json");
            table.HasIndex(row => row.At);
        });
        modelBuilder.Entity<SourceRow>(table =>
        {
            table.ToTable("sources");
            table.HasKey(row => new { row.Address, row.Multiscale });
            table.Property(row => row.Versions).HasColumnType("json");
            table.HasIndex(row => new { row.ImageKind, row.ImageId });
            table.HasOne<RecordRow>().WithMany().HasForeignKey(row => new { row.ImageKind, row.ImageId })
                .OnDelete(DeleteBehavior.Cascade).HasConstraintName("sources_image");
        });
        modelBuilder.Entity<ImportRow>(table =>
        {
            table.ToTable("imports");
            table.HasKey(row => row.Id);
            table.Property(row => row.Status).HasColumnType("json");
            table.HasIndex(row => new { row.CreatedAt, row.Id });
        });
        modelBuilder.Entity<CatalogRow>(table =>
        {
            table.ToTable("catalog");
            table.HasKey(row => row.Id);
            table.Property(row => row.Id).ValueGeneratedNever();
            table.Property(row => row.CursorKey).HasDefaultValueSql("gen_random_uuid()");
            table.Property(row => row.CompatibleWith).HasDefaultValue(SchemaMigration.CompatibleWith);
            table.HasData(new { Id = 1, Incarnation = 1, SearchFormat = 0 });
        });
        modelBuilder.Entity<SiloRow>(table =>
        {
            table.ToTable("silos");
            table.HasKey(row => row.Address);
        });
        modelBuilder.Entity<MembershipRow>(table =>
        {
            table.ToTable("membership");
            table.HasKey(row => row.Id);
            table.Property(row => row.Id).ValueGeneratedNever();
            table.HasData(new { Id = 1, Version = 0 });
        });

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                if (property.ClrType == typeof(string) && (property.IsKey() || property.IsForeignKey()))
                {
                    // Bytewise: the order in which commits lock and pages follow, which no locale may change.
                    property.SetCollation("C");
                }
            }

            entity.FindPrimaryKey()?.SetName($"{entity.GetTableName()}_key");
            foreach (var index in entity.GetIndexes())
            {
                var columns = index.Properties.Select(property => SnakeCase(property.Name));
                index.SetDatabaseName($"{entity.GetTableName()}_by_{string.Join("_", columns)}");
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
