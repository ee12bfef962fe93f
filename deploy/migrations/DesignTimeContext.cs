using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OmeNgff.Catalog.Schema;

namespace OmeNgff.Migrations;

/// <summary>Gives <c>dotnet ef</c> the schema without a server.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<CatalogContext>
{
    /// <inheritdoc/>
    public CatalogContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CatalogContext>().UseNpgsql("Host=unused").Options);
}
