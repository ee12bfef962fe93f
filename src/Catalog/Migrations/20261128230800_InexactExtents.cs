using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class InexactExtents : Migration
    {
        // Few among many: a large box would read all the exact ones beside them.
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create index placed_extents_by_inexact_box on placed_extents using gist (space, box) where not is_exact
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index placed_extents_by_inexact_box");
        }
    }
}
